"""Keeping what is handed in: by the door's one writer where it runs, else in this process; durable when this returns."""

from __future__ import annotations

import socket
import threading
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, OperationalError

from abjure.core.errors import Refused
from abjure.door.envelopes import address, group, writer
from abjure.door.envelopes.handed_in import DIGEST, HandedIn, Kept

SECONDS = 8
_this_thread = threading.local()


def keep(handed_in: HandedIn) -> Kept:
    """Return the ticket of this tag, durable; an earlier one where there was one.

    Raises OperationalError if the disk takes nothing, Refused("work.spent") if its token of work or its
    envelope has served for something else.
    """
    connection = _connection()
    return _here(handed_in) if connection is None else _there(connection, handed_in)


def _there(connection: socket.socket, handed_in: HandedIn) -> Kept:
    try:
        connection.sendall(handed_in.format())
        answer = _read(connection)
    except OSError as error:
        _forget()
        raise OperationalError("the writer does not answer") from error
    if answer[:1] == writer.SPENT:
        raise Refused("work.spent")
    if answer[:1] != writer.KEPT:
        raise OperationalError("the writer could not keep it")
    return Kept(answer[1 : 1 + DIGEST], date.fromisoformat(answer[1 + DIGEST :].decode()))


def _here(handed_in: HandedIn) -> Kept:
    try:
        kept = group.keep([handed_in])[0]
    except IntegrityError:
        # Another process was first: now its ticket is there.
        kept = group.keep_apart([handed_in])[0]
    if kept is None:
        raise Refused("work.spent")
    return kept


def _connection() -> socket.socket | None:
    """Return this thread's line to the writer; None where no writer runs."""
    held: socket.socket | None = getattr(_this_thread, "connection", None)
    if held is not None:
        return held
    path: Path = settings.ABJURE.home / "door" / writer.SOCKET
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    made.settimeout(SECONDS)
    try:
        with address.of(path) as place:
            made.connect(place)
    except OSError:
        made.close()
        return None
    _this_thread.connection = made
    return made


def _read(connection: socket.socket) -> bytes:
    received = b""
    while len(received) < writer.ANSWER:
        data = connection.recv(writer.ANSWER - len(received))
        if not data:
            raise ConnectionError("the writer went away")
        received += data
    return received


def _forget() -> None:
    _this_thread.connection.close()
    _this_thread.connection = None
