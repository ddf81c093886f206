"""The gate's walks: hide, give places, grow the signed tree, publish; each may be stopped anywhere and run again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings

from abjure.gate import durable, folder, memory, projection, sequencing, statuses, tidying, tree, witnessing


def hide(*, now: datetime) -> None:
    """Take out of public what must not be shown: a walk of its own and the first one, so that a gate that may not sign hides all the same."""
    with _held():
        sequencing.withhold(memory.log(), now)
        projection.hide()


def sequence(*, now: datetime) -> None:
    """Give what is due its places in the log, and note what must not be shown."""
    with _held() as home:
        row = memory.log()
        sequencing.withhold(row, now)
        folder.is_behind(home / "log", row)
        witnessing.check_start(row, home)
        sequencing.sequence(row, settings.ABJURE, now)


def integrate(*, now: datetime) -> None:  # noqa: ARG001 - every stage is called alike
    """Sign and commit what has a place, once the files of what was committed before are where everybody reads them."""
    with _held() as home:
        row = memory.log()
        tree.put(row, home)
        tree.integrate(row, home, settings.ABJURE.origin)


def publish(*, now: datetime) -> None:
    """Put the committed tree where everybody reads it, then show the words that may be shown and hide those that may not."""
    with _held() as home:
        row = memory.log()
        projection.hide()
        if tree.publish(row, home, now) and row.size:
            statuses.publish(row, home / "log")
            projection.project(row, now)
            projection.hide()
        tidying.tidy(home / "log", now)


@contextmanager
def _held() -> Iterator[Path]:
    home: Path = settings.ABJURE.home
    with durable.held(home / "gate" / "lock"), _uncollected():
        yield home


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no rings of dead objects meanwhile: a batch makes very many objects and no rings, and the search takes a sixth of its time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
