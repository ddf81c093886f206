"""What a witness remembers: of each log the latest checkpoint that it cosigned, on disk before the cosignature leaves."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from abjure.core.tlog import checkpoint, note
from abjure.core.tlog.checkpoint import Checkpoint

NAME = "witness.sqlite3"
SECONDS = 30
TABLE = "CREATE TABLE IF NOT EXISTS latest (origin TEXT PRIMARY KEY, path TEXT UNIQUE NOT NULL, note BLOB NOT NULL) STRICT"

# From what was cosigned last to the note that is cosigned now; whatever it raises changes nothing.
Step = Callable[[Checkpoint | None], bytes]


class Memory:
    """One file; every thread has a connection of its own, and only one at a time looks and writes."""

    def __init__(self, folder: Path) -> None:
        self._path, self._own = folder / NAME, threading.local()
        with self._writing() as database:
            database.execute(TABLE)

    def advance(self, origin: str, path: str, step: Step) -> bytes:
        """Keep what `step` makes of the latest checkpoint of a log, and return it once it is on the disk.

        Looking and writing are one transaction: two requests that arrive together can never take a log back.
        """
        with self._writing() as database:
            row = database.execute("SELECT note FROM latest WHERE origin = ?", (origin,)).fetchone()
            cosigned = step(None if row is None else checkpoint.head(note.parse(row[0]).text))
            database.execute("INSERT OR REPLACE INTO latest VALUES (?, ?, ?)", (origin, path, cosigned))
        return cosigned

    def latest(self, path: str) -> bytes | None:
        """Return the latest cosigned checkpoint under a monitoring path."""
        row = self._connection().execute("SELECT note FROM latest WHERE path = ?", (path,)).fetchone()
        return None if row is None else bytes(row[0])

    def close(self) -> None:
        """Close this thread's connection."""
        self._connection().close()
        del self._own.connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def _connection(self) -> sqlite3.Connection:
        found: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if found is None:
            found = sqlite3.connect(self._path, timeout=SECONDS, isolation_level=None)
            found.execute("PRAGMA journal_mode=WAL")
            # COMMIT returns only after the fsync.
            found.execute("PRAGMA synchronous=FULL")
            self._own.connection = found
        return found
