"""What an auditor waits for: a whole log by one process and by two, one day, one proof; beside the limits of this machine and a Go checker."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from abjure.audit import day, full, reader
from abjure.core.tlog import tile
from bench import days
from bench.figures import Figure
from bench.limits import hash_limit, hash_limit_over

DAYS = int(os.environ.get("BENCH_DAYS", "10"))
WANTED_A_CORE, WANTED_PROOF_MS, WANTED_DAY_S, WANTED_DISK = 150_000, 5, 1, 1.3
# A leaf of usual length with its share of nodes is five blocks of 64 bytes.
BYTES_A_LEAF = 5 * 64
CHECKER = Path(__file__).parents[1] / "tests" / "core" / "go" / "checklog.go"


def measure() -> Iterator[Figure]:
    """Yield the figures of one log of whole days."""
    with tempfile.TemporaryDirectory() as folder:
        size = days.write(Path(folder), DAYS)
        began = time.process_time()
        one = _audit(folder, 1)
        busy = time.process_time() - began - one.search_seconds
        rate = size / one.seconds
        yield Figure(f"leaves audited, of {size:,}, one process", rate, "1/s", WANTED_A_CORE, "wanted")
        yield Figure("leaves audited, a second of processor time", size / busy, "1/s", WANTED_A_CORE, "wanted")
        yield Figure("leaves audited, one process", rate, "1/s", hash_limit(), "hashlib alone")
        yield Figure("leaves audited, two processes", size / _audit(folder, 2).seconds, "1/s", 2 * rate, "twice one process")
        yield Figure("  hashlib alone, two processes", hash_limit_over(2), "1/s", 2 * hash_limit(), "twice one process")
        yield Figure("leaves searched for equal commitments", size / one.search_seconds, "1/s")
        yield from _hashing()
        yield from _go(folder, size)
        yield Figure("one day of 60,000 leaves audited", _seconds(lambda: _day(folder)), "s", WANTED_DAY_S, "wanted at most")
        yield Figure("a proof made from tiles", _seconds(lambda: _prove(folder, size), 50) * 1000, "ms", WANTED_PROOF_MS, "wanted at most")
        yield _disk(Path(folder), size)


def _audit(folder: str, processes: int) -> full.Report:
    with reader.find(folder) as log:
        return full.audit(log, days.POLICY, None, lambda *_: None, processes=processes)


def _day(folder: str) -> None:
    with reader.find(folder) as log:
        day.audit(log, days.POLICY, days.DAY + DAYS // 2)


def _prove(folder: str, size: int) -> None:
    with reader.find(folder) as log:
        tile.prove_inclusion(log.read, size // 3, size)


def _seconds(work: Callable[[], None], times: int = 1) -> float:
    start = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - start) / times


def _hashing() -> Iterator[Figure]:
    """Yield how near hashlib, called once a hash, comes to what OpenSSL does with long messages."""
    if not shutil.which("openssl"):
        return
    said = subprocess.run(["openssl", "speed", "-seconds", "1", "-bytes", "16384", "sha256"], capture_output=True, text=True, check=False)
    if found := re.search(r"([0-9.]+)k\s*$", said.stdout.strip()):
        yield Figure("leaves hashed, hashlib", hash_limit(), "1/s", float(found[1]) * 1000 / BYTES_A_LEAF, "openssl speed sha256")


def _go(folder: str, size: int) -> Iterator[Figure]:
    """Yield what a checker in Go on golang.org/x/mod does: hashes and tiles only, no leaf is read."""
    if not shutil.which("go"):
        return
    environment = {**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": "", "GOCACHE": f"{folder}/.go"}
    program = f"{folder}/.checklog"
    if subprocess.run(["go", "build", "-o", program, str(CHECKER)], env=environment, check=False, capture_output=True).returncode == 0:
        seconds = _seconds(lambda: _run(program, folder))
        yield Figure("leaves checked by a Go program, hashes and tiles alone", size / seconds, "1/s")


def _run(program: str, folder: str) -> None:
    subprocess.run([program, folder], stdin=subprocess.DEVNULL, check=True, capture_output=True)


def _disk(folder: Path, size: int) -> Figure:
    files = [path for path in (folder / "tile").rglob("*") if path.is_file()]
    entries = sum(path.stat().st_size for path in files if "entries" in path.parts) - 2 * size
    whole = sum(path.stat().st_size for path in files)
    return Figure("size of the log's files", whole / 1e6, "MB", (entries + 32 * size) / 1e6, "entries and 32 bytes a leaf")
