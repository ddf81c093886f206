"""What a worker hands to the door's writer, and the frame that it travels in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

LENGTH, DIGEST, DAY, NONCE = 4, 32, 10, 16
LONGEST = 2 * DIGEST + DAY + NONCE + 65536


class Kept(NamedTuple):
    """What a ticket says: the digest of what was handed in, and the day."""

    digest: bytes
    day: date


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
