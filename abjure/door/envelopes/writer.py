"""The door's one writer: takes what all workers hand it and makes it durable in groups, one commit for many.

A worker sends one frame on a Unix socket and waits; the writer answers after the commit. While a commit waits for the disk the next
group gathers by itself, so a slow disk makes groups larger and not the door slower.
"""

from __future__ import annotations

import selectors
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.db import IntegrityError, OperationalError, connections, transaction

from abjure.door.envelopes.models import Envelope, Ticket

SOCKET = "writer"
LENGTH, DIGEST, DAY = 4, 32, 10
KEPT, FULL = b"\x01", b"\x00"
ANSWER = 1 + DIGEST + DAY
MOST_IN_A_GROUP = 256
LONGEST = 2 * DIGEST + DAY + 65536
READ = 1 << 18


@dataclass(frozen=True)
class HandedIn:
    """What a worker wants kept: tag, digest, day and the sealed bytes."""

    tag: bytes
    digest: bytes
    day: date
    sealed: bytes

    def format(self) -> bytes:
        """Return the frame: length, tag, digest, day, sealed bytes."""
        body = self.tag + self.digest + self.day.isoformat().encode() + self.sealed
        return len(body).to_bytes(LENGTH, "big") + body


def parse(body: bytes) -> HandedIn:
    """Read the body of a frame; ValueError if it is none."""
    start = 2 * DIGEST
    return HandedIn(body[:DIGEST], body[DIGEST:start], date.fromisoformat(body[start : start + DAY].decode()), body[start + DAY :])


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


def keep(group: Sequence[HandedIn]) -> list[Ticket]:
    """Insert a group in one transaction; return for each the ticket that its tag has now, an earlier one where there was one."""
    rows = {one.tag: one for one in reversed(group)}
    with transaction.atomic(using="door"):
        known = {bytes(ticket.tag): ticket for ticket in Ticket.objects.filter(tag__in=rows)}
        new = [one for tag, one in rows.items() if tag not in known]
        made = [Ticket(tag=one.tag, digest=one.digest, day=one.day) for one in new]
        Ticket.objects.bulk_create(made)
        Envelope.objects.bulk_create([Envelope(digest=one.digest, sealed=one.sealed) for one in new])
    known |= {bytes(ticket.tag): ticket for ticket in made}
    return [known[one.tag] for one in group]


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
        tickets = _keep_all([one for _, one in asked])
        answers = [KEPT + bytes(ticket.digest) + ticket.day.isoformat().encode() for ticket in tickets]
    except OperationalError:
        # The disk is full or failing: nothing of the group was kept, and every worker says so; a fresh connection tries the next one.
        connections["door"].close()
        answers = [FULL + bytes(DIGEST + DAY)] * len(asked)
    for (worker, _), answer in zip(asked, answers, strict=True):
        try:
            worker.connection.sendall(answer)
        except OSError:
            worker.connection.close()


def _keep_all(group: Sequence[HandedIn]) -> list[Ticket]:
    """Keep a group; where somebody else inserted one of it in between, one bad row must not fail the others."""
    try:
        return keep(group)
    except IntegrityError:
        return [keep([one])[0] for one in group]


def _listen(path: Path) -> socket.socket:
    path.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listening.bind(str(path))
    path.chmod(0o600)
    listening.listen(128)
    return listening
