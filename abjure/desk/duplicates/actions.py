"""Marking a statement: count what of it the desk has met before, then remember its tags."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count

from abjure.core import likeness
from abjure.core.declaration import Declaration
from abjure.core.screening import ALIKE, Seen
from abjure.desk.duplicates.models import Alike, Sketch, Tag
from abjure.desk.duplicates.tagging import fold, keyed_number, tagger
from abjure.desk.reception.models import Submission

WINDOW = timedelta(days=1)
# Counting ends here: what is there a thousand times need not be counted further.
ENOUGH = 1000
# Many people write the same few words; below this length likeness says nothing.
SHORTEST = 20
CANDIDATES = 3


@dataclass(frozen=True)
class Likest:
    """The text that stands for those like this one, how alike in per cent, and how many came in a day."""

    leader: Submission
    percent: int
    count: int


@transaction.atomic(using="desk")
def mark(submission: Submission, said: Declaration, now: datetime) -> Seen:
    """Return what has been met before of this statement, and remember it; a statement that was marked is counted again, not twice."""
    tag, since = tagger(now), (now - WINDOW).date()
    names = {tag(Tag.Kind.NAME, fold(person.name)) for person in said.people}
    sentences = {tag(Tag.Kind.SENTENCE, one) for one in likeness.sentences(said.text)} if _is_long_enough(said) else set()
    known = sum(_others(submission, Tag.Kind.NAME, one, None, 1) for one in names)
    rarest = min((_others(submission, Tag.Kind.SENTENCE, one, since, ENOUGH) for one in sentences), default=0)
    likest = _likest(submission, said, now) if _is_long_enough(said) and rarest < likeness.OFTEN else None
    if not Tag.objects.filter(submission=submission).exists():
        _remember(submission, names, sentences, now.date())
    return Seen(
        alike=likest.count if likest else 0,
        resemblance=likest.percent if likest else 0,
        rarest=rarest,
        known_names=known,
        by_hand=_by_hand(submission, now),
    )


def same_names(submission: Submission, limit: int) -> list[Submission]:
    """Return the statements in which a name of this one stands too, the newest first."""
    names = Tag.objects.filter(kind=Tag.Kind.NAME, submission=submission).values("tag")
    others = Tag.objects.filter(kind=Tag.Kind.NAME, tag__in=names).exclude(submission=submission)
    found = Submission.objects.filter(pk__in=others.values("submission"))
    return list(found.order_by("-collected", "pk")[:limit])


def clusters(since: date, smallest: int, limit: int) -> list[tuple[Submission, int]]:
    """Return the texts like which most statements came since a day, with their number, the largest first."""
    rows = Alike.objects.filter(day__gte=since).values("leader").annotate(count=Count("pk")).filter(count__gte=smallest)
    found = {bytes(row["leader"]): row["count"] for row in rows.order_by("-count")[:limit]}
    leaders = {bytes(one.digest): one for one in Submission.objects.filter(pk__in=list(found))}
    return [(leaders[name], count) for name, count in found.items()]


def _likest(submission: Submission, said: Declaration, now: datetime) -> Likest | None:
    """Return the leader that this text follows; None for a text that is like no other, which then leads."""
    followed = Alike.objects.filter(submission=submission).select_related("leader").first()
    if followed is None:
        sketch = likeness.sketch(likeness.shingles(said.text), keyed_number(now))
        leader, percent = _best(sketch)
        followed = Alike.objects.create(submission=submission, leader=leader or submission, percent=percent, day=now.date())
        if leader is None:
            Sketch.objects.bulk_create(Sketch(number=number, leader=submission) for number in sketch)
    if followed.leader == submission:
        return None
    recent = Alike.objects.filter(leader=followed.leader, day__gte=(now - WINDOW).date()).exclude(submission=submission)
    return Likest(followed.leader, followed.percent, len(recent.values_list("day")[:ENOUGH]))


def _best(sketch: tuple[int, ...]) -> tuple[Submission | None, int]:
    shared = Sketch.objects.filter(number__in=sketch).values("leader").annotate(count=Count("pk")).order_by("-count")
    best: tuple[Submission | None, int] = (None, 0)
    for row in shared[:CANDIDATES]:
        leader = Submission.objects.get(pk=row["leader"])
        numbers = leader.sketched.values_list("number", flat=True)
        percent = int(100 * likeness.resemblance(sketch, list(numbers)))
        if percent >= ALIKE and percent > best[1]:
            best = (leader, percent)
    return best


def _remember(submission: Submission, names: Iterable[bytes], sentences: Iterable[bytes], day: date) -> None:
    kinds = ((Tag.Kind.NAME, names), (Tag.Kind.SENTENCE, sentences))
    Tag.objects.bulk_create(Tag(kind=kind, tag=one, submission=submission, day=day) for kind, found in kinds for one in found)


def _others(submission: Submission, kind: str, tag: bytes, since: date | None, enough: int) -> int:
    rows = Tag.objects.filter(kind=kind, tag=tag)
    rows = rows.filter(day__gte=since) if since else rows
    return len(rows.exclude(submission=submission).values_list("day")[:enough])


def _by_hand(submission: Submission, now: datetime) -> int:
    if submission.brought_in_by is None:
        return 0
    return Submission.objects.filter(brought_in_by=submission.brought_in_by, collected__gt=now - WINDOW).count()


def _is_long_enough(said: Declaration) -> bool:
    return len(likeness.plain(said.text)) >= SHORTEST
