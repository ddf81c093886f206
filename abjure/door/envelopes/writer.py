"""The door's one writer: takes what all workers hand it and makes it durable in groups, one commit for many.

A worker sends one frame on a Unix socket and waits; the writer answers after the commit. While a commit waits for the disk the next
group gathers by itself, so a slow disk makes groups larger and not the door slower.
"""

from __future__ import annotations

import selectors
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db import IntegrityError, OperationalError, connections

from abjure.door.envelopes import address
from abjure.door.envelopes.group import keep, keep_apart
from abjure.door.envelopes.handed_in import DAY, DIGEST, LENGTH, LONGEST, HandedIn, Kept, parse

SOCKET = "writer"
KEPT, FULL, SPENT = b"\x01", b"\x00", b"\x02"
ANSWER = 1 + DIGEST + DAY
MOST_IN_A_GROUP = 256
READ = 1 << 18


@dataclass
class Worker:
    """One connected worker: its socket and what has come of its next frame."""

    connection: socket.socket
    received: bytearray = field(default_factory=bytearray)

    def frames(self) -> Iterable[HandedIn]:
        """Take every whole frame out of what has been received."""
        while len(self.received) >= LENGTH:
            length = int.from_bytes(self.received[:LENGTH], "big")
            if length > LONGEST:
                raise ValueError(length)
            if len(self.received) < LENGTH + length:
                return
            body = bytes(self.received[LENGTH : LENGTH + length])
            del self.received[: LENGTH + length]
            yield parse(body)


def serve(folder: Path) -> None:
    """Answer the workers of this door until the process ends; an answer goes out only after its commit."""
    with selectors.DefaultSelector() as selector, _listen(folder / SOCKET) as listening:
        selector.register(listening, selectors.EVENT_READ, None)
        while True:
            asked = [pair for key, _ in selector.select() for pair in _received(selector, key)]
            for start in range(0, len(asked), MOST_IN_A_GROUP):
                _answer(asked[start : start + MOST_IN_A_GROUP])


def _received(selector: selectors.BaseSelector, key: selectors.SelectorKey) -> list[tuple[Worker, HandedIn]]:
    if key.data is None:
        connection, _ = key.fileobj.accept()  # type: ignore[union-attr]  # the listening socket
        selector.register(connection, selectors.EVENT_READ, Worker(connection))
        return []
    worker: Worker = key.data
    try:
        data = worker.connection.recv(READ)
        worker.received += data
        frames = [(worker, one) for one in worker.frames()]
    except (OSError, ValueError):
        data, frames = b"", []
    if not data:
        selector.unregister(worker.connection)
        worker.connection.close()
    return frames


def _answer(asked: Sequence[tuple[Worker, HandedIn]]) -> None:
    try:
        answers = [_said(kept) for kept in _keep_all([one for _, one in asked])]
    except OperationalError:
        # The disk is full or failing: nothing of the group was kept, and every worker says so; a fresh connection tries the next one.
        connections["door"].close()
        answers = [FULL + bytes(DIGEST + DAY)] * len(asked)
    for (worker, _), answer in zip(asked, answers, strict=True):
        try:
            worker.connection.sendall(answer)
        except OSError:
            worker.connection.close()


def _said(kept: Kept | None) -> bytes:
    return SPENT + bytes(DIGEST + DAY) if kept is None else KEPT + kept.digest + kept.day.isoformat().encode()


def _keep_all(group: Sequence[HandedIn]) -> list[Kept | None]:
    """Keep a group; where one of it was inserted in between, or lies under another tag, it must not fail the others."""
    try:
        return keep(group)
    except IntegrityError:
        return keep_apart(group)


def _listen(path: Path) -> socket.socket:
    path.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with address.of(path) as place:
        listening.bind(place)
    path.chmod(0o600)
    listening.listen(128)
    return listening
