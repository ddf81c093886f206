"""Leaves a second through the gate, from openings at the desk to published tiles with fsync, and what they take of memory and disk."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bench import register
from bench.figures import Figure
from bench.limits import hash_limit

LEAVES = int(os.environ.get("BENCH_LEAVES", "100000"))
LARGE, SMALL = 4096, 256
WANTED_A_SECOND, WANTED_MB, WANTED_DISK = 20_000, 300, 1.3


class Run(NamedTuple):
    """What one run says: size and seconds after each batch, the peak of memory in kB, and the log's bytes on disk."""

    batches: list[dict[str, Any]]
    memory: int
    entries: int
    disk: int
    tidied: int

    @property
    def leaves(self) -> int:
        """Return how many leaves the log has."""
        size: int = self.batches[-1]["leaves"]
        return size

    def rate(self, clock: str, first: int = 0, last: int = -1) -> float:
        """Return leaves a second by a clock ("seconds" or "processor"), after one batch and up to another."""
        begun, ended = self.batches[first], self.batches[last]
        rate: float = (ended["leaves"] - begun["leaves"]) / (ended[clock] - begun[clock])
        return rate


def measure() -> Iterator[Figure]:
    """Yield the rates in large batches and in small ones; BENCH_LEAVES says how many leaves."""
    with register.home() as home:
        run = through(home, LEAVES, LARGE)
    wall = run.rate("seconds")
    yield Figure(f"{run.leaves:,} leaves through the gate, batches of {LARGE:,}", wall, "1/s", WANTED_A_SECOND, "wanted")
    yield Figure("  by processor time", run.rate("processor"), "1/s", WANTED_A_SECOND, "wanted")
    yield Figure("  beside hashing them alone", wall, "1/s", hash_limit(), "hashlib alone")
    fifth = max(1, len(run.batches) // 5)
    late, early = run.rate("processor", -fifth - 1, -2), run.rate("processor", 0, fifth)
    yield Figure("  the last fifth, by processor time", late, "1/s", early, "the first fifth")
    yield Figure("  peak memory of the gate", run.memory / 1024, "MB", WANTED_MB, "wanted at most")
    plain = run.entries + 32 * run.leaves
    yield Figure("  blocks on disk, with partial tiles", run.disk / plain, "times", WANTED_DISK, "wanted at most")
    yield Figure("  blocks on disk, tidied", run.tidied / plain, "times", WANTED_DISK, "wanted at most")
    with register.home() as home:
        yield _closing(home)
    with register.home() as home:
        small = through(home, LEAVES // 10, SMALL)
    yield Figure(
        f"{small.leaves:,} leaves through the gate, batches of {SMALL}", small.rate("seconds"), "1/s", wall, f"batches of {LARGE:,}"
    )


def _closing(home: Path) -> Figure:
    """Return the memory that a close takes for which all these statements wait."""
    said = subprocess.run(
        [sys.executable, "-m", "bench.a_close", str(LEAVES)], env=_environment(home), check=True, capture_output=True, text=True
    ).stdout
    return Figure(f"  peak memory of a close of {LEAVES:,}", json.loads(said)["memory"] / 1024, "MB", WANTED_MB, "wanted at most")


def _environment(home: Path) -> dict[str, str]:
    return os.environ | {"ABJURE_HOME": str(home), "ABJURE_ROLE": "all", "DJANGO_SETTINGS_MODULE": "abjure.server.settings"}


def through(home: Path, leaves: int, batch: int) -> Run:
    """Log so many openings in a process of its own, with a signer in another."""
    environment = _environment(home)
    signer = subprocess.Popen([sys.executable, "-m", "abjure.server.job", "signer", "0"], env=environment)
    try:
        command = [sys.executable, "-m", "bench.through_the_gate", str(leaves), str(batch)]
        said = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    finally:
        signer.terminate()
        signer.wait()
    *batches, last = map(json.loads, said.splitlines())
    return Run(batches, **last)
