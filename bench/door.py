"""Declarations made durable a second (`step=send`, fsync before the answer), beside the same requests with nothing written."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from abjure.core import keyfile
from abjure.core.receipt import Receipt
from abjure.door.envelopes import preview
from bench import register, wrk
from bench.figures import Figure

COUNT = 40_000
WANTED, WANTED_P99_MS, WANTED_SLOW, WANTED_POSTGRESQL = 1500, 100, 1000, 800
SLOW = Path(__file__).with_name("slowsync.c")
EDGE = "----bench7a0c55"
FIELDS = {"kind": "leaving", "who": "alone", "body": "party", "sign": "alias", "own": "云舒", "text": "plain", "step": "send", "rows": "2"}
SCRIPT = """
local bodies = {{}}
for line in io.lines("{bodies}") do bodies[#bodies + 1] = line:gsub("|", "\\r\\n") end
local number, made = 0, {{}}
init = function()
  local kind = {{["Content-Type"] = "multipart/form-data; boundary={edge}"}}
  for place, body in ipairs(bodies) do made[place] = wrk.format("POST", "/declare/", kind, body) end
end
request = function()
  number = number + 1
  return made[number % #made + 1]
end
"""


def measure() -> Iterator[Figure]:
    """Yield the rate on SQLite beside the same without a disk, with a slow one and with a commit for each, and on PostgreSQL."""
    bare = _bare_commits()
    with register.home() as home:
        at_once = _send(home, register.jobs(home, "abjure.server.job web", "bench.answering"))
        load = _send(home, register.serving(home, "door"))
        yield _figure("declarations durable, SQLite", load, WANTED, "wanted")
        yield Figure("  99th percentile", load.p99, "ms", WANTED_P99_MS, "wanted at most")
        yield Figure("  of those acknowledged, kept", _rows(home), "rows")
        yield _figure("  beside a writer that answers at once", load, at_once.rate, "the same, nothing kept")
        yield _figure("  beside bare commits", load, bare, "single rows, one process")
        alone = _send(home, register.jobs(home, "abjure.server.job web"))
        yield _figure("  one commit a request, no writer", alone, load.rate, "with the writer")
        yield from _on_a_slow_disk(home)
    yield from _on_postgresql()


def _on_a_slow_disk(home: Path) -> Iterator[Figure]:
    """Yield the rate where every flush takes 3 ms longer, where there is a compiler."""
    if not shutil.which("cc"):
        return
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder, "slowsync.so")
        subprocess.run(["cc", "-shared", "-fPIC", "-o", library, SLOW, "-ldl"], check=True)
        load = _send(home, register.serving(home, "door", LD_PRELOAD=str(library), SYNC_US="3000"))
    yield _figure("  with 3 ms more for every flush", load, WANTED_SLOW, "wanted")


def _on_postgresql() -> Iterator[Figure]:
    from tests import cluster as clusters

    if clusters.binaries() is None:
        return
    with clusters.running() as cluster, register.home() as home:
        load = _send(home, register.serving(home, "door", **cluster.make_register("bench")))
        yield _figure("declarations durable, PostgreSQL", load, WANTED_POSTGRESQL, "wanted")


def _figure(what: str, load: wrk.Load, limit: float, limit_is: str) -> Figure:
    return Figure(f"{what} (p99 {load.p99:.0f} ms)", load.rate, "1/s", limit, limit_is)


def _send(home: Path, serving: AbstractContextManager[int]) -> wrk.Load:
    with tempfile.TemporaryDirectory() as folder, serving as port:
        bodies, script = Path(folder, "bodies"), Path(folder, "send.lua")
        bodies.write_text("\n".join(_bodies(home)))
        script.write_text(SCRIPT.format(bodies=bodies, edge=EDGE))
        return wrk.run(f"http://127.0.0.1:{port}/declare/", seconds=8, script=script)


def _bodies(home: Path) -> Iterator[str]:
    key = keyfile.parse((home / "door" / keyfile.NAME).read_text())["mac"]
    origin = json.loads((home / "register.json").read_text())["origin"]
    shown = datetime.now(UTC) - timedelta(seconds=10)
    for _ in range(COUNT):
        code = Receipt.new(origin).code
        second, mac = preview.sign(code, shown, key)
        yield "".join(_part(*field) for field in (FIELDS | {"code": code, "second": second, "mac": mac}).items()) + f"--{EDGE}--|"


def _part(name: str, value: str) -> str:
    """Return a field as browsers send it, a bar for every line end."""
    return f'--{EDGE}|Content-Disposition: form-data; name="{name}"||{value}|'


def _rows(home: Path) -> int:
    with sqlite3.connect(home / "door" / "door.sqlite3") as connection:
        count: int = connection.execute("SELECT count(*) FROM door_ticket").fetchone()[0]
        return count


def _bare_commits() -> float:
    """Return how many single rows of an envelope's size SQLite makes durable a second, one a commit, in one process."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        connection = sqlite3.connect(Path(folder, "bare.sqlite3"), isolation_level=None)
        connection.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE row (key BLOB PRIMARY KEY, sealed BLOB) WITHOUT ROWID"
        )
        start, count = time.perf_counter(), 0
        while time.perf_counter() - start < 3:
            connection.execute("INSERT INTO row VALUES (?, ?)", (os.urandom(32), os.urandom(4096)))
            count += 1
        return count / (time.perf_counter() - start)
