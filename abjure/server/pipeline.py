"""The pipeline: which stages each role runs, in which order; imported late, so that no role needs another's rooms."""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from django.utils.module_loading import import_string

Stage = Callable[..., None]

DESK = (
    "abjure.desk.reception.stages.collect",
    "abjure.desk.duplicates.stages.roll",
    "abjure.desk.moderation.stages.screen",
    "abjure.desk.moderation.stages.intake",
    "abjure.desk.requests.stages.take",
    "abjure.desk.requests.stages.carry_out",
    "abjure.desk.certificates.stages.deliver",
    "abjure.desk.reception.stages.answer",
)
GATE = (
    "abjure.gate.stages.hide",
    "abjure.gate.stages.sequence",
    "abjure.gate.stages.integrate",
    "abjure.gate.stages.publish",
    "abjure.gate.issuing.stages.issue",
)
STAGES: dict[str, tuple[str, ...]] = {"door": (), "desk": DESK, "gate": GATE, "public": (), "all": DESK + GATE}


def run_once(role: str, now: datetime) -> list[str]:
    """Run every stage of a role once, in order; return the names of those that failed (they run again next time)."""
    failed = []
    for name in STAGES[role]:
        try:
            import_string(name)(now=now)
        except OSError:
            raise
        except Exception as error:
            if _is_of_the_disk(error):
                raise
            print(f"abjure: error: {name}: {type(error).__name__}: {_code(error)}", file=sys.stderr, flush=True)
            failed.append(name)
    return failed


def run_for_ever(role: str, seconds: int) -> None:
    """Run the stages of a role again and again; an input/output error ends the process, since a failed fsync must not be retried."""
    for now in _moments(seconds):
        run_once(role, now)


def _moments(seconds: int) -> Iterator[datetime]:
    while True:
        yield datetime.now(UTC)
        time.sleep(seconds)


def _is_of_the_disk(error: Exception) -> bool:
    """Tell whether a disk failed or is full below SQLite, which says so in an error of its own."""
    return getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL)


def _code(error: Exception) -> str:
    """Return an error's code: what people wrote never reaches a log."""
    return str(getattr(error, "code", ""))
