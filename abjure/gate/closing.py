"""The close of a day: what is left of it goes in the oldest first, batch by batch; corrections, account and tally in the last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Min

from abjure.core.count import Count
from abjure.desk.declarations.models import Opening
from abjure.gate import backlog
from abjure.gate.backlog import Waiting
from abjure.gate.models import Placement

Kind = Opening.Kind
# A certificate is void after it was issued, in whichever batch that was.
RANKS = ((Kind.BALANCE, Kind.CERT), (Kind.CERTVOID,), (Kind.DECL,))


class Name(NamedTuple):
    """What an index says of an opening."""

    after: datetime
    digest: bytes
    kind: str
    day: date


@dataclass(frozen=True)
class Bounds:
    """Which openings a close is about: of these days, due by now."""

    first: date
    last: date
    now: datetime


class Close:
    """Goes through what a day's close takes, each time on from where it stopped; what could not be placed is not offered twice.

    No more statements are taken than the desk says it accepted, the oldest of them: what it decided as the day ended may be missing in
    its account, and waits for the next one.
    """

    def __init__(self) -> None:
        self.day, self.size, self.room, self.rank = date.min, -1, 0, 0
        self.after: datetime | None = None
        self.digest = b""

    def take(self, bounds: Bounds, count: Count, intakes: Sequence[Waiting], most: int) -> tuple[list[Waiting], bool]:
        """Return what comes next, at most so many, and whether more may follow."""
        # Where the batch before was not kept, the log is not of the size that was noted, and the close begins anew.
        if (self.day, self.size) != (bounds.last, count.size):
            self._begin(bounds, count, intakes)
        self.size = -1
        found: list[Waiting] = []
        for name, waiting in self._on(bounds):
            if len(found) == most:
                return found, True
            found.append(waiting)
            self.after, self.digest = name.after, name.digest
            self.room -= waiting.kind == Kind.DECL
        self.day = date.min
        return found, False

    def kept(self, size: int) -> None:
        """Note that what was taken last has its places, in a log of this size."""
        self.size = size

    def _begin(self, bounds: Bounds, count: Count, intakes: Sequence[Waiting]) -> None:
        self.day, self.rank, self.after = bounds.last, 0, None
        self.room = count.accepted + sum(one.facts["yes"] for one in intakes) - count.declared

    def _on(self, bounds: Bounds) -> Iterator[tuple[Name, Waiting]]:
        while self.rank < len(RANKS):
            for page in _pages(bounds, self.after or _oldest(bounds), self.digest if self.after else b""):
                for name, waiting in _plain(page, bounds, RANKS[self.rank]):
                    if waiting.kind == Kind.DECL and self.room <= 0:
                        return
                    yield name, waiting
            self.rank, self.after = self.rank + 1, None


def corrections(bounds: Bounds) -> list[Waiting]:
    """Return all of the days' corrections that are due: they share the closing batch."""
    due = Opening.objects.due(bounds.now).filter(kind__in=(Kind.DECL, Kind.VOID))
    return [one for one in backlog.left(due, bounds.first, bounds.last) if is_correction(one)]


def is_correction(waiting: Waiting) -> bool:
    """Tell whether it takes back a statement or stands in for one: all of a day's share the closing batch."""
    return waiting.kind == Kind.VOID or "r" in waiting.facts


def _oldest(bounds: Bounds) -> datetime:
    found = Opening.objects.filter(day__gte=bounds.first, day__lte=bounds.last).aggregate(oldest=Min("after"))["oldest"]
    return found or bounds.now


def _pages(bounds: Bounds, after: datetime, digest: bytes) -> Iterator[list[Name]]:
    """Yield the names that come after this one, the oldest first: the index gives them in this order, so that nothing is sorted."""
    rows = Opening.objects.filter(after__lte=bounds.now).order_by("after", "digest").values_list(*Name._fields)
    while True:
        # Two questions, since none of the databases walks an index by "later, or at the same time and of a higher name".
        page = list(rows.filter(after=after, digest__gt=digest)[: backlog.PAGE])
        page += rows.filter(after__gt=after)[: backlog.PAGE - len(page)]
        if not page:
            return
        names = [Name(row[0], bytes(row[1]), *row[2:]) for row in page]
        after, digest = names[-1].after, names[-1].digest
        yield names


def _plain(page: Sequence[Name], bounds: Bounds, kinds: Sequence[str]) -> list[tuple[Name, Waiting]]:
    """Return, in order, those of a page that have no place, are of these kinds and days, and correct nothing."""
    names = {one.digest: one for one in page if one.kind in kinds and bounds.first <= one.day <= bounds.last}
    placed = Placement.objects.named(list(names))
    left = [digest for digest in names if digest not in placed]
    rows = Opening.objects.filter(digest__in=left).values_list(*Waiting._fields)
    found = {one.digest: one for row in rows if not is_correction(one := Waiting(bytes(row[0]), *row[1:]))}
    return [(names[digest], found[digest]) for digest in left if digest in found]
