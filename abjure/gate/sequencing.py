"""Which batch is next: today's statements once enough of them wait to hide among each other, or the close of a day."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Protocol

from django.db import transaction

from abjure.core.charter import Charter
from abjure.core.count import EPOCH, Count
from abjure.core.errors import Refused
from abjure.desk.declarations.models import Opening
from abjure.gate import backlog, memory
from abjure.gate import batch as batches
from abjure.gate.backlog import Waiting
from abjure.gate.batch import Batch
from abjure.gate.closing import Bounds, Close, corrections, is_correction
from abjure.gate.models import Log, Placement, Withheld
from abjure.gate.taken import Taken, beginning

BATCH_MAX = 4096
# What the desk began before midnight may arrive after the day was closed.
LATE = timedelta(days=2)
_walk = backlog.Walk()
_close = Close()
_taken = Taken()


class Rules(Protocol):
    """What the register says about batches."""

    @property
    def charter(self) -> Charter: ...

    @property
    def minimum(self) -> int: ...


@dataclass(frozen=True)
class Chosen:
    """The next batch: its day, what goes in, and, where it closes its day, the intakes; or that more of this close follows."""

    day: date
    waiting: Sequence[Waiting]
    corrections: Sequence[Waiting] = ()
    intakes: Sequence[Waiting] = ()
    goes_on: bool = False


def withhold(row: Log, now: datetime) -> None:
    """Note what the desk wants hidden: this waits for no batch."""
    first = backlog.unsettled(row.settled)
    if first is not None:
        Withheld.objects.bulk_create(backlog.to_withhold(first, now), ignore_conflicts=True)


def sequence(row: Log, rules: Rules, now: datetime) -> None:
    """Give places to batch after batch (the days that wait for their close, then today); nothing while some wait to be signed."""
    if row.sequenced > row.size:
        return
    while row.sequenced < row.size + BATCH_MAX and place_next(row, rules, now):
        row = memory.log()


def place_next(row: Log, rules: Rules, now: datetime) -> bool:
    """Give one batch its places, in one transaction; tell whether there may be another."""
    count = memory.count(row)
    chosen = choose(row, count, rules.minimum, now)
    if chosen is None:
        return False
    batch = _batch(row, count, chosen)
    compose(batch, chosen, rules.charter)
    _warn(batch)
    if batch.leaves:
        _keep(row, batch, chosen)
    _close.kept(batch.count.size)
    return bool(batch.leaves) or chosen.goes_on


def choose(row: Log, count: Count, minimum: int, now: datetime) -> Chosen | None:
    """Return the next batch; None while too few wait, or while a past day waits for its intake."""
    today, newest = now.date(), _day(count.day)
    if count.size and today < newest:
        raise Refused("gate.clock-went-back", today=str(today), newest=str(newest))
    first = backlog.unsettled(row.settled)
    intakes = [] if first is None else backlog.intakes(first)
    if first is not None and (day := closing_day([one.day for one in intakes], count, today)):
        return _closing(count, Bounds(first, day, now), [one for one in intakes if one.day <= day])
    if newest < today and must_close(count):
        return None
    ready = [] if first is None or first > today else _ready(first, today, minimum, now)
    return Chosen(today, ready) if ready or not count.size else None


def closing_day(intakes: Sequence[date], count: Count, today: date) -> date | None:
    """Return the first day that is over, is not closed, and is accounted for by the desk."""
    first = _day(max(count.day, count.closed + 1))
    return min((day for day in intakes if first <= day < today), default=None)


def must_close(count: Count) -> bool:
    """Tell whether the newest leaf's day waits for its close; the log's first words alone need none."""
    return count.day > count.closed and count.size > 1 + len(count.bodies)


def enough(due: Sequence[Waiting], minimum: int) -> list[Waiting]:
    """Return what goes into a batch of today: nothing until so many statements wait.

    Statements of an earlier register hide nobody who declares now, so the two never share a batch of this kind.
    """
    statements = [one for one in due if one.kind == "decl" and not is_correction(one)]
    others = [one for one in due if one.kind != "decl"]
    carried = [one for one in statements if one.facts.get("p") == "carried"]
    own = [one for one in statements if one.facts.get("p") != "carried"]
    group = next((group for group in (own, carried) if len(group) >= max(1, minimum)), None)
    return [] if group is None else [*group, *others]


def compose(batch: Batch, chosen: Chosen, charter: Charter) -> None:
    """Put the batch's leaves in order."""
    batches.begin(batch, charter)
    batches.fill(batch, chosen.waiting)
    batches.correct(batch, chosen.corrections)
    if chosen.intakes:
        batches.end(batch, chosen.intakes)


def _closing(count: Count, bounds: Bounds, intakes: list[Waiting]) -> Chosen:
    plain, goes_on = _close.take(bounds, count, intakes, BATCH_MAX)
    if goes_on:
        return Chosen(bounds.last, plain, goes_on=True)
    return Chosen(bounds.last, plain, corrections(bounds), intakes)


def _ready(first: date, today: date, minimum: int, now: datetime) -> list[Waiting]:
    """Return what goes into a batch of today: of what lies ahead on the walk if that is enough, else of all that waits."""
    rows = backlog.at_once(now)
    return enough(_walk.on(rows, first, today, BATCH_MAX), minimum) or enough(_walk.gather(rows, first, today, BATCH_MAX), minimum)


def _batch(row: Log, count: Count, chosen: Chosen) -> Batch:
    said = [one.facts.get("c") for one in [*chosen.waiting, *chosen.corrections] if one.kind == "decl"]
    return Batch(
        count=count,
        day=(chosen.day - EPOCH).days,
        placed=lambda digest: Placement.objects.named([digest]).get(digest),
        earlier=lru_cache(maxsize=4096)(lambda index: Placement.objects.get(index=index).parsed()),
        taken=_taken.among(row, [commitment for commitment in said if isinstance(commitment, str)]),
    )


def _warn(batch: Batch) -> None:
    for digest, fault in batch.faults.items():
        print(f"abjure: error: an opening waits: {digest.hex()[:8]} {fault.code}", file=sys.stderr, flush=True)


def _keep(row: Log, batch: Batch, chosen: Chosen) -> None:
    settled = _settled(row, batch, chosen)
    day = _day(batch.day).isoformat()
    rows = [
        (index, digest, one["t"], day, beginning(one["c"]) if "c" in one else None, data.decode("ascii"))
        for index, (one, (digest, data)) in enumerate(zip(batch.leaves, batch.rows, strict=True), start=row.sequenced)
    ]
    with transaction.atomic(using="gate"):
        memory.advance(row, batch.count, touched=batch.touched, settled=settled)
        Placement.objects.insert(rows)


def _settled(row: Log, batch: Batch, chosen: Chosen) -> date | None:
    """Return the first day that may still hold an opening without a place; it moves when a day closes."""
    if not chosen.intakes:
        return row.settled
    first = backlog.unsettled(row.settled) or chosen.day
    # They come in the order of their days, so the first one that is left is the oldest.
    rows = Opening.objects.exclude(kind=Opening.Kind.WITHHOLD)
    left = (one.day for one in backlog.left(rows, first, chosen.day) if one.digest not in batch.at)
    return min(next(left, date.max), chosen.day - LATE)


def _day(number: int) -> date:
    return EPOCH + timedelta(days=number)
