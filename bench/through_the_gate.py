"""Fill a register's desk with openings and let the gate log them: `python -m bench.through_the_gate COUNT BATCH`, in a founded home."""

from __future__ import annotations

import json
import resource
import secrets
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402  # only now there is a register
from django.db import connections, transaction  # noqa: E402

from abjure.core import commitment  # noqa: E402
from abjure.gate import backlog, memory, sequencing, stages, tidying, tree  # noqa: E402

INSERT = "INSERT INTO declarations_opening (digest, kind, day, after, facts, sealed) VALUES (%s, %s, %s, %s, %s, %s)"
TOGETHER = 16_384


def fill(count: int, now: datetime) -> None:
    """Write openings as the desk does when it accepts, but in the order of their names; the seconds that this takes are nobody's figure."""
    for start in range(0, count, TOGETHER):
        with transaction.atomic(using="desk"), connections["desk"].cursor() as cursor:
            cursor.executemany(INSERT, [_opening(now, number, count) for number in range(start, min(start + TOGETHER, count))])


def log(now: datetime) -> Iterator[tuple[int, float, float]]:
    """Sequence, integrate and publish until nothing waits; yield after each batch the log's size, wall and CPU seconds since the start."""
    wall, processor = time.perf_counter(), time.process_time()
    while True:
        stages.sequence(now=now)
        if memory.log().sequenced == memory.log().size:
            return
        stages.integrate(now=now)
        with stages._held() as home:  # noqa: SLF001 - the stage without what it shows of each statement
            tree.publish(memory.log(), home, now)
        yield memory.log().size, time.perf_counter() - wall, time.process_time() - processor


def _opening(now: datetime, number: int, count: int) -> tuple[object, ...]:
    digest = (number * 2**64 // count).to_bytes(8, "big") + secrets.token_bytes(24)
    facts = {"c": commitment.encode(secrets.token_bytes(32)), "n": 1, "o": {"party": 1}, "p": "self"}
    return digest, "decl", now.date().isoformat(), now.strftime("%Y-%m-%d %H:%M:%S.%f"), json.dumps(facts), b""


def main(count: int, batch: int) -> None:
    """Print size and seconds after each batch, and at the end the peak of memory in kB and the log's bytes on disk."""
    backlog.PAGE = sequencing.BATCH_MAX = batch
    now = datetime.now(UTC)
    fill(count, now)
    for size, wall, processor in log(now):
        print(json.dumps({"leaves": size, "seconds": wall, "processor": processor}))
    memory_used, folder = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, settings.ABJURE.home / "log"
    whole, size = blocks(folder), memory.log().size
    for full in tidying.filled(0, size):
        tidying.remove(folder, full)
    entries = sum(path.stat().st_size for path in (folder / "tile" / "entries").rglob("*") if path.is_file()) - 2 * size
    print(json.dumps({"memory": memory_used, "entries": entries, "disk": whole, "tidied": blocks(folder)}))


def blocks(folder: Path) -> int:
    """Return the bytes that a folder takes on its disk, names and all."""
    return sum(path.lstat().st_blocks for path in folder.rglob("*")) * 512


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
