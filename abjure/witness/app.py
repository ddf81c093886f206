"""A witness's two addresses as a WSGI application: `POST /add-checkpoint`, `GET /<log>/checkpoint`."""

from __future__ import annotations

import ctypes
import os
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from abjure.core.errors import Fault
from abjure.core.tlog import witness
from abjure.core.tlog.note import Key
from abjure.witness import keys
from abjure.witness.cosigning import Witness
from abjure.witness.memory import Memory

PR_SET_PDEATHSIG = 1
TEXT = "text/plain; charset=utf-8"
REASONS = {200: "OK", 400: "Bad Request", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed"}
REASONS |= {409: "Conflict", 413: "Content Too Large", 422: "Unprocessable Content"}

Answer = tuple[int, str, bytes]
Environment = dict[str, Any]


class App:
    """Answers one request after another; an error while writing to the disk ends the process, never a second try."""

    def __init__(self, own: Witness) -> None:
        self.own = own

    def __call__(self, environment: Environment, start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        status, kind, body = self.answer(environment)
        headers = [("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")]
        start(f"{status} {REASONS[status]}", headers)
        return [body]

    def answer(self, environment: Environment) -> Answer:
        """Return status, content type and body."""
        method, path = environment["REQUEST_METHOD"], environment["PATH_INFO"].lstrip("/")
        if path == "add-checkpoint":
            return self._add(environment) if method == "POST" else _text(405)
        if method not in ("GET", "HEAD"):
            return _text(405)
        if path == "":
            return 200, TEXT, f"{self.own.signer.key.format()}\n".encode()
        latest = self.own.latest(path)
        return _text(404) if latest is None else (200, TEXT, latest)

    def _add(self, environment: Environment) -> Answer:
        body = environment["wsgi.input"].read(witness.REQUEST_BYTES_MAX + 1)
        if len(body) > witness.REQUEST_BYTES_MAX:
            return _text(413)
        try:
            return 200, TEXT, self.own.add(body, int(time.time()))
        except Fault as fault:
            return _refuse(fault)
        except sqlite3.Error as error:
            # After a failed fsync nobody knows what is on the disk: only a new start reads it again.
            print(f"abjure: error: witness: {error}", file=sys.stderr, flush=True)
            os._exit(1)


def load(_target: str, folder: Path, logs: list[Key]) -> App:
    """Return the application of the witness in a folder, in the process that serves it and that ends with the one that started it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    return App(Witness(keys.read(folder), logs, Memory(folder)))


def _refuse(fault: Fault) -> Answer:
    status = witness.STATUS.get(fault.code)
    if status is None:
        # What no table foresees is a signature line that cannot be made, or our own mistake: the sender gets no cosignature.
        print(f"abjure: error: {fault.code}", file=sys.stderr, flush=True)
        return _text(400)
    if fault.code == "witness.other-size":
        return status, witness.SIZE_TYPE, witness.format_size(int(str(fault.facts["size"])))
    return status, TEXT, f"{fault.code}\n".encode()


def _text(status: int) -> Answer:
    return status, TEXT, f"{REASONS[status].lower()}\n".encode()
