"""Filling the demonstration: real dated totals, and invented statements in real shapes through the door, the desk and the gate."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings

from abjure.core.charter import Charter
from abjure.core.declaration import ALIAS, Declaration, Person
from abjure.core.moderation import Verdict
from abjure.core.receipt import Receipt
from abjure.desk.importing import actions as importing
from abjure.desk.importing import totals
from abjure.desk.moderation import actions as moderation
from abjure.desk.moderation.models import Case
from abjure.desk.staff import actions as staff
from abjure.desk.staff.models import Staff
from abjure.door.envelopes import actions as door
from abjure.server import databases, founding, pipeline

MATERIAL = founding.CHARTERS / "three-withdrawals" / "demonstration"
FIRST_DAY, DAYS, PROGRESS = date(2026, 10, 3), 50, 10
LANGUAGE = "zh-Hans"
BODIES = (("pioneers",), ("league", "pioneers"), ("league", "pioneers"), ("party", "league", "pioneers"), ("league",))
GROUPS = ("family", "friends", "classmates", "workplace", "neighbours")
# Of the real statements so many say no place; the other shares are invented.
NO_PLACE, UNASKED, SHOWN = 0.35, 0.2, 0.5


def fill() -> None:
    """Import the totals and let the invented statements through door, desk and gate, a day at a time."""
    databases.migrate()
    staff.seed_staff()
    _totals()
    for number, shapes in enumerate(_by_day(), start=1):
        _one_day(FIRST_DAY + timedelta(days=number - 1), shapes)
        if number % PROGRESS == 0:
            print(f"abjure: {number} of {DAYS} days of invented statements are in the log", flush=True)
    _run(datetime.now(UTC))


def _totals() -> None:
    print("abjure: importing the dated totals of 2004 to 2026", flush=True)
    now, raw = datetime.combine(FIRST_DAY, time(6), UTC), (MATERIAL / "totals.csv").read_bytes()
    listed = totals.parse(raw, today=now.date())
    batch = importing.bring_totals(name="totals.csv", raw=raw, totals=listed, by=importing.importer("demo-importer"), now=now)
    for handle in ("demo-moderator-1", "demo-moderator-2"):
        importing.decide_list(batch=batch, by=Staff.objects.get(handle=handle), verdict=Verdict.ACCEPT, now=now)


def _one_day(day: date, shapes: list[dict[str, str]]) -> None:
    """Hand in a day's statements at the door, let the desk decide them, and let the gate log and close the day."""
    noon = datetime.combine(day, time(12), UTC)
    for number, shape in enumerate(shapes):
        content = _invent(shape, settings.ABJURE.charter, random.Random(f"{day} {number}")).content()  # noqa: S311 - invented text
        door.hand_in(content=content, receipt=Receipt.new(settings.ABJURE.origin), purpose=door.DECLARATION, now=noon)
    _run(noon)
    _decide_all(noon)
    _run(noon + timedelta(hours=1))


def _decide_all(now: datetime) -> None:
    deciding = list(Staff.objects.filter(handle__in=("demo-moderator-1", "demo-moderator-2")))
    for case in list(Case.objects.waiting().select_related("submission")):
        for moderator in deciding[: case.needed]:
            moderation.decide(submission=case.submission, moderator=moderator, verdict=Verdict.ACCEPT, now=now)


def _run(now: datetime) -> None:
    if failed := pipeline.run_once("all", now):
        raise SystemExit(f"abjure: error: {', '.join(failed)}")


def _by_day() -> Iterator[list[dict[str, str]]]:
    with (MATERIAL / "statement_shapes.csv").open() as file:
        shapes = list(csv.DictReader(file))
    for number in range(DAYS):
        yield shapes[number::DAYS]


def _invent(shape: dict[str, str], charter: Charter, chance: random.Random) -> Declaration:
    """Return an invented declaration of this shape: as many people, about as many characters."""
    count = int(shape["people_count"])
    names = charter.words[LANGUAGE].suggest(chance, count)
    people = tuple(Person(name, chance.choice(BODIES)) for name in names)
    place = chance.choice([choice.key for choice in charter.places]) if chance.random() > NO_PLACE else ""
    return Declaration(
        kind="leaving",
        signed=ALIAS,
        language=LANGUAGE,
        people=people,
        group=chance.choice(GROUPS) if count > 1 else "",
        text=_text(int(shape["text_chars"]), chance),
        unasked=chance.random() < UNASKED,
        place=place,
        show_place=bool(place) and chance.random() < SHOWN,
    )


def _text(length: int, chance: random.Random) -> str:
    sentences = (MATERIAL / "sentences.txt").read_text().splitlines()
    last = sentences.pop()
    text, paragraph = "", 0
    while len(text) + len(last) < length:
        for sentence in chance.sample(sentences, len(sentences)):
            if len(text) + len(last) >= length:
                break
            paragraph += 1
            text += sentence + ("\n" if paragraph % 4 == 0 else "")
    return text.strip() + "\n" + last
