"""Declarations made durable a second (`step=send`, fsync before the answer), beside the same requests with nothing written."""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from abjure.core import keyfile
from abjure.core.receipt import Receipt
from abjure.door.envelopes import preview
from bench import register, wrk
from bench.figures import Figure

COUNT = 40_000
FIELDS = {"kind": "leaving", "who": "alone", "body": "party", "sign": "alias", "own": "云舒", "text": "plain", "step": "send", "rows": "2"}
SCRIPT = """
local bodies = {{}}
for line in io.lines("{bodies}") do bodies[#bodies + 1] = line end
local number = 0
request = function()
  number = number + 1
  return wrk.format("POST", "/declare/", {{["Content-Type"] = "application/x-www-form-urlencoded"}}, bodies[number % #bodies + 1])
end
"""


def measure() -> Iterator[Figure]:
    """Yield the rate on SQLite, and on PostgreSQL where there is a server."""
    bare = _bare_commits()
    with register.home() as home:
        load, kept = _send(home, {})
        yield Figure(f"declarations durable, SQLite (p99 {load.p99:.0f} ms)", load.rate, "1/s", bare, "bare commits")
        yield Figure("  of those acknowledged, kept", kept, "rows")
    yield from _on_postgresql(bare)


def _on_postgresql(bare: float) -> Iterator[Figure]:
    from tests import cluster as clusters

    if clusters.binaries() is None:
        return
    with clusters.running() as cluster, register.home() as home:
        addresses = cluster.make_register("bench")
        load, _ = _send(home, addresses)
        yield Figure(
            f"declarations durable, PostgreSQL (p99 {load.p99:.0f} ms)",
            load.rate,
            "1/s",
            bare,
            "bare commits on SQLite",
        )


def _send(home: Path, addresses: dict[str, str]) -> tuple[wrk.Load, int]:
    with tempfile.TemporaryDirectory() as folder:
        bodies, script = Path(folder, "bodies"), Path(folder, "send.lua")
        bodies.write_text("\n".join(_bodies(home)))
        script.write_text(SCRIPT.format(bodies=bodies))
        with register.serving(home, "door", **addresses) as port:
            load = wrk.run(f"http://127.0.0.1:{port}/declare/", seconds=8, script=script)
    return load, 0 if addresses else _rows(home)


def _bodies(home: Path) -> Iterator[str]:
    key = keyfile.parse((home / "door" / keyfile.NAME).read_text())["mac"]
    origin = json.loads((home / "register.json").read_text())["origin"]
    shown = datetime.now(UTC) - timedelta(seconds=10)
    for _ in range(COUNT):
        code = Receipt.new(origin).code
        second, mac = preview.sign(code, shown, key)
        yield urlencode(FIELDS | {"code": code, "second": second, "mac": mac})


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
