"""Tidying the log: a partial tile goes once the full one has stood in a published checkpoint for a day, as tlog-tiles allows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from abjure.core.tlog import tile
from abjure.core.tlog.tile import ENTRIES, HEIGHT, Tile
from abjure.public.register.models import Checkpoint

KEPT = timedelta(hours=24)
_tidied: dict[Path, int] = {}


def tidy(log: Path, now: datetime) -> None:
    """Remove the partial tiles and bundles whose full ones every reader of the last day can have seen."""
    size = covered(now)
    for wanted in filled(_tidied.get(log, 0), size):
        remove(log, wanted)
    _tidied[log] = size


def covered(now: datetime) -> int:
    """Return the size of the newest checkpoint that has been public for so long; 0 where none has."""
    newest = Checkpoint.objects.filter(at__lte=now - KEPT).order_by("-size").first()
    return newest.size if newest else 0


def filled(old: int, size: int) -> Iterator[Tile]:
    """Yield the full tiles and bundles that a log of this size has, and one of the old size had not."""
    for level in tile.levels(size):
        for number in range(old >> HEIGHT * (level + 1), size >> HEIGHT * (level + 1)):
            yield Tile(level, number)
            if level == 0:
                yield Tile(ENTRIES, number)


def remove(log: Path, full: Tile) -> None:
    """Remove the partial tiles of a full one."""
    # Looked at once more: a partial tile whose full one is missing is all that readers have.
    whole = log / full.format()
    if whole.is_file():
        shutil.rmtree(whole.with_name(f"{whole.name}.p"), ignore_errors=True)
