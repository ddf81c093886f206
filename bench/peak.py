"""The hardest known peak, for ten minutes: 33 declarations a second through preview and send, and 1,500 pages, through the web server.

BENCH_SECONDS says how long. The desk is on another host in the field; here it does not run.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from bench import front
from bench.figures import Figure
from tests.household import Household

SECONDS = float(os.environ.get("BENCH_SECONDS", "600"))
PAGES, PEOPLE, PATIENCE = 1500, 33, 250
WARM = 10


def measure() -> Iterator[Figure]:
    """Yield what came, what each waited, and the memory of all processes at the beginning and the end."""
    with front.standing() as register:
        for crowd in _crowds(register, WARM):
            front.told(crowd)
        begun, crowds = _memory(register), _crowds(register, SECONDS)
        time.sleep(min(WARM, SECONDS / 2))
        early = _memory(register)
        found = [waited for crowd in crowds for waited in front.told(crowd)]
        ended = _memory(register)
    for waited in found:
        rate = PAGES if waited.name == "pages" else PEOPLE
        yield Figure(f"{waited.name}: came and were answered, of {rate} a second", waited.count / SECONDS, "1/s", rate, "wanted")
        name = f"  p99, {waited.failed} failed, {waited.p50:.0f} ms in the middle, {waited.p100:.0f} ms at most"
        yield Figure(name, waited.p99, "ms", PATIENCE, "wanted at most")
        if waited.failed:
            yield Figure(f"  {waited.ends}", waited.failed, "failed", 0)
    yield Figure("memory of all processes before it", begun, "MB")
    yield Figure("  when it had begun", early, "MB", begun, "before it")
    yield Figure("  at its end", ended, "MB", early, "when it had begun")


def _crowds(register: Household, seconds: float) -> list[subprocess.Popen[str]]:
    port = register.port("front")
    return [front.come(port, seconds, {"pages": PAGES}), front.come(port, seconds, {"people": PEOPLE})]


def _memory(register: Household) -> float:
    """Return what all processes of the register hold in memory, in MB; what two share is counted once."""
    groups = {process.pid for process in register.processes.values()}
    return sum(_share(path) for path in Path("/proc").glob("[0-9]*") if _group(path) in groups) / 1024


def _group(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[2])
    except OSError:
        return 0


def _share(process: Path) -> int:
    try:
        lines = (process / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
