"""The door's one writer: takes what all workers hand it and makes it durable in groups, one commit for many.

A worker sends one frame on a Unix socket and waits; the writer answers after the commit. While a commit waits for the disk the next
group gathers by itself, so a slow disk makes groups larger and not the door slower.
"""

from __future__ import annotations

import selectors
import socket
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from django.db import IntegrityError, OperationalError, connections, transaction

from abjure.door.envelopes import address
from abjure.door.envelopes.models import Envelope, Opened, Spent, Ticket

SOCKET = "writer"
LENGTH, DIGEST, DAY, NONCE = 4, 32, 10, 16
KEPT, FULL, SPENT = b"\x01", b"\x00", b"\x02"
ANSWER = 1 + DIGEST + DAY
MOST_IN_A_GROUP = 256
LONGEST = 2 * DIGEST + DAY + NONCE + 65536
READ = 1 << 18
# So long it is remembered on which days a code was opened.
OPENED_DAYS = 60


@dataclass(frozen=True)
class HandedIn:
    """What a worker wants kept: tag, digest, day, the sealed bytes, and the token of work that it came with, if it came with one.

    Without sealed bytes it says that a code was opened on this day.
    """

    tag: bytes
    digest: bytes
    day: date
    sealed: bytes
    nonce: bytes = b""

    def format(self) -> bytes:
        """Return the frame: length, tag, digest, day, nonce (zeros for none), sealed bytes."""
        body = self.tag + self.digest + self.day.isoformat().encode() + self.nonce.ljust(NONCE, b"\0") + self.sealed
        return len(body).to_bytes(LENGTH, "big") + body


def parse(body: bytes) -> HandedIn:
    """Read the body of a frame; ValueError if it is none."""
    day, nonce, sealed = 2 * DIGEST, 2 * DIGEST + DAY, 2 * DIGEST + DAY + NONCE
    on = date.fromisoformat(body[day:nonce].decode())
    return HandedIn(body[:DIGEST], body[DIGEST:day], on, body[sealed:], body[nonce:sealed].rstrip(b"\0") and body[nonce:sealed])


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


def keep(group: Sequence[HandedIn]) -> list[Ticket | None]:
    """Insert a group in one transaction; return for each the ticket that its tag has now, an earlier one where there was one.

    None for what came with a token that something else was kept for.
    """
    rows = {one.tag: one for one in reversed(group) if one.sealed}
    opened = {one.tag: one for one in group if not one.sealed}
    with transaction.atomic(using="door"):
        known = {bytes(ticket.tag): ticket for ticket in Ticket.objects.filter(tag__in=rows)}
        new = _unspent([one for tag, one in rows.items() if tag not in known])
        made = [Ticket(tag=one.tag, digest=one.digest, day=one.day) for one in new]
        Ticket.objects.bulk_create(made)
        Envelope.objects.bulk_create([Envelope(digest=one.digest, sealed=one.sealed) for one in new])
        _note(opened.values())
    known |= {bytes(ticket.tag): ticket for ticket in made}
    known |= {tag: Ticket(tag=tag, digest=one.digest, day=one.day) for tag, one in opened.items()}
    return [known.get(one.tag) for one in group]


def _unspent(new: Sequence[HandedIn]) -> list[HandedIn]:
    """Keep the tokens as spent, and return what came with none or with one that was not spent before."""
    first = {one.nonce: one for one in reversed(new) if one.nonce}
    if not first:
        return list(new)
    _forget(before=max(one.day for one in new) - timedelta(days=1))
    spent = {bytes(row.nonce) for row in Spent.objects.filter(nonce__in=first)}
    Spent.objects.bulk_create([Spent(nonce=nonce, day=one.day) for nonce, one in first.items() if nonce not in spent])
    return [one for one in new if not one.nonce or (first[one.nonce] is one and one.nonce not in spent)]


def _note(opened: Collection[HandedIn]) -> None:
    """Keep that these codes were opened, and forget what is older than the days that are remembered."""
    if not opened:
        return
    Opened.objects.bulk_create([Opened(tag=one.tag, day=one.day) for one in opened], ignore_conflicts=True)
    _forget_opened(before=max(one.day for one in opened) - timedelta(days=OPENED_DAYS - 1))


@lru_cache(maxsize=1)
def _forget_opened(*, before: date) -> None:
    """Forget, once a day, the days that are past."""
    Opened.objects.filter(day__lt=before).delete()


@lru_cache(maxsize=1)
def _forget(*, before: date) -> None:
    """Forget, once a day, the tokens that have run out."""
    Spent.objects.filter(day__lt=before).delete()


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
        answers = [_said(ticket) for ticket in tickets]
    except OperationalError:
        # The disk is full or failing: nothing of the group was kept, and every worker says so; a fresh connection tries the next one.
        connections["door"].close()
        answers = [FULL + bytes(DIGEST + DAY)] * len(asked)
    for (worker, _), answer in zip(asked, answers, strict=True):
        try:
            worker.connection.sendall(answer)
        except OSError:
            worker.connection.close()


def _said(ticket: Ticket | None) -> bytes:
    return SPENT + bytes(DIGEST + DAY) if ticket is None else KEPT + bytes(ticket.digest) + ticket.day.isoformat().encode()


def _keep_all(group: Sequence[HandedIn]) -> list[Ticket | None]:
    """Keep a group; where somebody else inserted one of it in between, one bad row must not fail the others."""
    try:
        return keep(group)
    except IntegrityError:
        return [keep([one])[0] for one in group]


def _listen(path: Path) -> socket.socket:
    path.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with address.of(path) as place:
        listening.bind(place)
    path.chmod(0o600)
    listening.listen(128)
    return listening
