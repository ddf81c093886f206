"""The dated totals of an earlier register: cumulative, so they are never added, and never fall (spec/import.md)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from abjure.desk.importing.files import read_csv
from abjure.desk.importing.rows import Row, RowFault, RowProblem, Unreadable, read_all, read_day, read_words

COLUMNS = ("date", "cumulative_people", "precision", "published_daily_rate", "source")
# How exact a source says that it is, by its first words; all else is "about".
QUALITIES = (("exact", "first statement", "captured"), ("over", "more than", "reached", "milestone"))
NUMBER = re.compile(r"[1-9][0-9]{0,11}|0")


@dataclass(frozen=True)
class DatedTotal:
    """One row: how many people by which day, how exactly, and who says so."""

    row: int
    as_of: date
    people: int
    quality: str
    published: str
    source: str


def parse(raw: bytes, *, today: date, after: DatedTotal | None = None) -> list[DatedTotal]:
    """Return the totals in rising order of their days; Invalid("import.…"), or Unreadable with what is wrong in which row.

    `after` is the newest total that the register has.
    """
    totals = read_all(read_csv(raw, required=COLUMNS), lambda row: _read(row, today))
    check_rising(totals, after)
    return totals


def check_rising(totals: Iterable[DatedTotal], after: DatedTotal | None) -> None:
    """Check that days rise and numbers never fall; Unreadable if not."""
    faults, last = [], after
    for total in totals:
        if last is not None and total.as_of <= last.as_of:
            faults.append(RowFault(total.row, "import.not-later", {"day": total.as_of.isoformat(), "last": last.as_of.isoformat()}, "date"))
        elif last is not None and total.people < last.people:
            faults.append(RowFault(total.row, "import.falls", {"people": total.people, "last": last.people}, "cumulative_people"))
        last = total
    if faults:
        raise Unreadable(faults)


def quality(words: str) -> str:
    """Return the leaf's word for how exact a source says that it is."""
    said = words.strip().lower()
    for name, starts in zip(("exact", "over"), QUALITIES, strict=True):
        if said.startswith(starts):
            return name
    return "about"


def _read(row: Row, today: date) -> DatedTotal:
    number = row.values["cumulative_people"]
    if not NUMBER.fullmatch(number):
        raise RowProblem("import.number", "cumulative_people", text=number[:40])
    published = read_words(row.values["precision"], "precision", 200)
    return DatedTotal(
        row=row.number,
        as_of=read_day(row.values["date"], "date", today),
        people=int(number),
        quality=quality(published),
        published=published,
        source=read_words(row.values["source"], "source", 500),
    )
