"""What waits at the desk: openings that have no place yet, found by walking round the days that are not settled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Min, QuerySet

from abjure.desk.declarations.models import Opening
from abjure.gate.models import Placement, Withheld

PAGE = 512
DAY = timedelta(days=1)
Kind = Opening.Kind
# Whatever has no rank of its own among a day's leaves; the rest waits for the day's close.
AT_ONCE = (Kind.DECL, Kind.BALANCE, Kind.CERT, Kind.CERTVOID)


class Waiting(NamedTuple):
    """An opening without a place."""

    digest: bytes
    kind: str
    day: date
    facts: dict[str, Any]


class Walk:
    """Goes round the unsettled openings, each time on from where it stopped, so that no batch reads again what was placed before."""

    def __init__(self) -> None:
        self.day, self.digest = date.min, b""

    def gather(self, rows: QuerySet[Opening], first: date, last: date, most: int) -> list[Waiting]:
        """Return the unplaced ones among these rows and days, at most about so many: once round, from where the walk stopped."""
        start = self.day if first <= self.day <= last else first
        if start != self.day:
            self.digest = b""
        # The beginning of the day it stopped in has not been seen in this round.
        before = _days(first, start if self.digest else start - DAY)
        return self._along(rows, [*_days(start, last), *before], most)

    def on(self, rows: QuerySet[Opening], first: date, last: date, most: int) -> list[Waiting]:
        """Return likewise what lies between here and the last day alone; nothing where the walk has not begun."""
        return self._along(rows, _days(self.day, last), most) if first <= self.day <= last else []

    def _along(self, rows: QuerySet[Opening], days: list[date], most: int) -> list[Waiting]:
        found: dict[bytes, Waiting] = {}
        for page in self.pages(days):
            found |= {waiting.digest: waiting for waiting in unplaced(rows, self.day, page)}
            if len(found) >= most:
                return list(found.values())
        self.day, self.digest = date.min, b""
        return list(found.values())

    def pages(self, days: list[date]) -> Iterator[list[bytes]]:
        """Yield the names of these days, a page at a time; `day` is the one that the page is of."""
        for day in days:
            self.day = day
            while page := _page(day, self.digest):
                self.digest = page[-1]
                yield page
            self.digest = b""


def unsettled(settled: date | None) -> date | None:
    """Return the first day with openings that may wait; None while there are no openings at all."""
    return settled or Opening.objects.aggregate(first=Min("day"))["first"]


def at_once(now: datetime) -> QuerySet[Opening]:
    """Return the openings that a batch may take on any day."""
    return Opening.objects.due(now).filter(kind__in=AT_ONCE)


def left(rows: QuerySet[Opening], first: date, last: date) -> Iterator[Waiting]:
    """Yield what waits of these rows from a day to another, one day after the other; never more than a page at once."""
    walk = Walk()
    for page in walk.pages(_days(first, last)):
        yield from unplaced(rows, walk.day, page)


def intakes(first: date) -> list[Waiting]:
    """Return the intakes that wait, the oldest first."""
    rows = [
        Waiting(bytes(row[0]), *row[1:]) for row in Opening.objects.filter(kind=Kind.INTAKE, day__gte=first).values_list(*Waiting._fields)
    ]
    placed = Placement.objects.named([one.digest for one in rows])
    return sorted((one for one in rows if one.digest not in placed), key=lambda one: one.day)


def to_withhold(first: date, now: datetime) -> list[Withheld]:
    """Return what the desk wants hidden and is not noted yet."""
    rows = Opening.objects.due(now).filter(kind=Kind.WITHHOLD, day__gte=first)
    wanted = {bytes.fromhex(row.facts["target"]): row for row in rows}
    noted = {bytes(digest) for digest in Withheld.objects.filter(digest__in=wanted).values_list("digest", flat=True)}
    return [Withheld(digest=target, reason=row.facts["reason"], day=row.day) for target, row in wanted.items() if target not in noted]


def unplaced(rows: QuerySet[Opening], day: date, digests: Sequence[bytes]) -> list[Waiting]:
    """Return those of a day's rows whose digests are among the ones given, in order, and have no place."""
    placed = Placement.objects.named(digests)
    wanted = {digest for digest in digests if digest not in placed}
    if not wanted:
        return []
    # What waits lies side by side when much waits, and is a row or two when little does: one range is the shortest question.
    # The day is known, and a column that is not asked for is not converted either.
    found = rows.filter(day=day, digest__gte=min(wanted), digest__lte=max(wanted)).values_list("digest", "kind", "facts")
    return [Waiting(digest, kind, day, facts) for raw, kind, facts in found if (digest := bytes(raw)) in wanted]


def _days(first: date, last: date) -> list[date]:
    return [first + DAY * number for number in range((last - first).days + 1)]


def _page(day: date, digest: bytes) -> list[bytes]:
    # Names alone are read from the index; what is said of them only where it is new.
    page = Opening.objects.filter(day=day, digest__gt=digest).order_by("digest").values_list("digest", flat=True)[:PAGE]
    return [bytes(one) for one in page]
