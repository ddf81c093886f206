"""Close a day for which many statements wait: `python -m bench.a_close COUNT`, in a founded home; it prints what that took as JSON."""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import UTC, datetime, timedelta

import django

django.setup()

from django.conf import settings  # noqa: E402  # only now there is a register
from django.db import connections, transaction  # noqa: E402

from abjure.gate import memory, sequencing  # noqa: E402
from abjure.gate.models import Log, Placement  # noqa: E402
from bench.through_the_gate import INSERT, fill  # noqa: E402


def account(accepted: int, now: datetime) -> None:
    """Write the desk's account of a day."""
    facts = {"in": accepted, "no": 0, "wait": 0, "yes": accepted}
    row = (bytes(32), "intake", now.date().isoformat(), now.strftime("%Y-%m-%d %H:%M:%S.%f"), json.dumps(facts), b"")
    with transaction.atomic(using="desk"), connections["desk"].cursor() as cursor:
        cursor.execute(INSERT, row)


def close(now: datetime) -> None:
    """Sequence until nothing waits; what comes after is the same for every batch, so the row is only moved."""
    while True:
        sequencing.sequence(memory.log(), settings.ABJURE, now)
        row = memory.log()
        if row.sequenced == row.size:
            return
        Log.objects.update(size=row.sequenced)


def main(count: int) -> None:
    """Print how many were placed, the seconds, and the peak of memory in kB before and after."""
    day = datetime.now(UTC) - timedelta(days=1)
    fill(count, day)
    account(count, day)
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    close(datetime.now(UTC))
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    placed, closed = Placement.objects.filter(kind="decl").count(), memory.log().count["closed"]
    print(json.dumps({"placed": placed, "closed": closed, "seconds": seconds, "before": before, "memory": after}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
