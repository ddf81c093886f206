"""Asking how much arrives: of the counters in the writer's process where it runs, else of this process's own.

One line each way on a Unix socket: a place is asked and its load answered; `?` is answered with how many previews this hour has seen and
how many were over, which is what a dry run is for.
"""

from __future__ import annotations

import socket
import socketserver
import threading
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from abjure.core.choice import Rates
from abjure.door.envelopes import address
from abjure.door.envelopes.limits import LONGEST, Limits, Load

SOCKET = "limits"
TOTALS = "?"
SECONDS = 2
_this_thread = threading.local()


def load_near(near: str) -> Load:
    """Count one more preview from there, and say how things are."""
    said = ask(settings.ABJURE.home, _line(near))
    return Load(int(said)) if said else _own().ask(near)


def ask(home: Path, line: str) -> str:
    """Return what the counters of this home answer to a line; nothing where there are none."""
    try:
        if getattr(_this_thread, "connection", None) is None:
            _this_thread.connection = _connect(home / "door" / SOCKET)
        _this_thread.connection.write(f"{line}\n".encode())
        _this_thread.connection.flush()
        return str(_this_thread.connection.readline().decode().strip())
    except OSError:
        _this_thread.connection = None
        return ""


def serve_beside(folder: Path, rates: Rates) -> None:
    """Answer the workers of this door from a thread of this process."""
    path = folder / SOCKET
    path.unlink(missing_ok=True)
    with address.of(path) as place:
        server = _Server(place, _Handler)
    path.chmod(0o600)
    server.limits, server.lock = Limits(rates), threading.Lock()
    threading.Thread(target=server.serve_forever, daemon=True).start()


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    block_on_close = False
    limits: Limits
    lock: threading.Lock

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a place must not come into a log by way of an error."""


class _Handler(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        for line in self.rfile:
            self.wfile.write(self._answer(line.decode().rstrip("\n")).encode() + b"\n")

    def _answer(self, asked: str) -> str:
        limits = self.server.limits
        with self.server.lock:
            return f"{limits.asked} {limits.over}" if asked == TOTALS else str(int(limits.ask(asked)))


def _line(near: str) -> str:
    return "".join(character for character in near[:LONGEST] if character.isprintable() and character != TOTALS)


def _connect(path: Path) -> Any:
    client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with client:  # the file below holds it open
        client.settimeout(SECONDS)
        with address.of(path) as place:
            client.connect(place)
        return client.makefile("rwb")


@cache
def _own() -> Limits:
    return Limits(settings.ABJURE.charter.rates)
