"""The gate's one row and its live bits: read as a count to go on from, written only if nobody else has moved it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from typing import Any

from abjure.core.count import STATUS_BITS, Count
from abjure.core.errors import Refused
from abjure.gate.models import LiveBits, Log

UNPACKED = {"live", "replaced"}


def log() -> Log:
    """Return the log's row; an empty one where there is none yet."""
    return Log.objects.get_or_create(pk=1)[0]


def count(row: Log) -> Count:
    """Return the fold of all leaves sequenced."""
    if not row.sequenced:
        return Count()
    live = bytearray(b"".join(bytes(bits) for bits in LiveBits.objects.order_by("number").values_list("bits", flat=True)))
    return Count(**{**row.count, "replaced": set(row.count["replaced"]), "live": live})


def move(row: Log, **changes: Any) -> None:
    """Change the row unless it is no longer the one that was read; Refused("log.moved")."""
    here = Log.objects.filter(pk=1, epoch=row.epoch, size=row.size, root=row.root, sequenced=row.sequenced)
    if here.update(epoch=row.epoch + 1, **changes) != 1:
        raise Refused("log.moved", size=row.size)


def advance(row: Log, reached: Count, *, touched: Iterable[int], settled: date | None) -> None:
    """Write the count reached, and the live bits of the new leaves and of these indices."""
    state = {part.name: getattr(reached, part.name) for part in fields(reached) if part.name not in UNPACKED}
    move(row, sequenced=reached.size, count={**state, "replaced": sorted(reached.replaced)}, settled=settled)
    numbers = {index // STATUS_BITS for index in touched} | set(range(row.sequenced // STATUS_BITS, -(-reached.size // STATUS_BITS)))
    size = STATUS_BITS // 8
    rows = [LiveBits(number=number, bits=bytes(reached.live[number * size : (number + 1) * size])) for number in numbers]
    LiveBits.objects.bulk_create(rows, update_conflicts=True, unique_fields=["number"], update_fields=["bits"])
