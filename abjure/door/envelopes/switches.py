"""Load switches: what of the door is shut, as `abjure switch` has written it into the home, looked at once a second."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

FILE = "switch"
OPEN, QUEUE_ONLY, READ_ONLY, STATIC_ONLY = "open", "queue-only", "read-only", "static-only"
POSITIONS = {
    OPEN: "everything is open",
    QUEUE_ONLY: "statements are taken, and nothing is looked up",
    READ_ONLY: "receipts are looked up, and nothing is taken",
    STATIC_ONLY: "the door does nothing; the public pages stay",
}
# What each position leaves open, by address.
LEFT = {
    QUEUE_ONLY: {"/declare/", "/declare/rules", "/declare/work", "/receipt/file", "/receipt/qr"},
    READ_ONLY: {"/receipt/", "/receipt/file", "/receipt/qr", "/receipt/certificate/file"},
    STATIC_ONLY: set[str](),
}
FORM = "%Y-%m-%dT%H:%MZ"
LOOK_SECONDS = 1.0


@dataclass(frozen=True)
class Switch:
    """A position, and until when it is expected to last."""

    position: str = OPEN
    until: datetime | None = None

    def shuts(self, address: str) -> bool:
        """Say whether this address is shut."""
        return self.position != OPEN and address not in LEFT[self.position]

    def seconds(self, now: datetime) -> int:
        """Return in how many seconds to come back: at the time that is written, else in an hour."""
        return max(60, int((self.until - now).total_seconds())) if self.until else 3600

    def format(self) -> str:
        """Return the line of the file."""
        return f"{self.position} {self.until.strftime(FORM)}\n" if self.until else f"{self.position}\n"


def parse(text: str) -> Switch:
    """Read the file; whoever wrote something else into it wanted to shut something, so everything is."""
    position, _, until = text.strip().partition(" ")
    try:
        return Switch(position if position in POSITIONS else STATIC_ONLY, _moment(until) if until else None)
    except ValueError:
        return Switch(STATIC_ONLY)


def turn(home: Path, switch: Switch) -> None:
    """Write the switch, in one go."""
    half = home / "door" / f"{FILE}.new"
    half.write_text(switch.format())
    half.rename(home / "door" / FILE)


def now() -> Switch:
    """Return the switch as it stood at most a second ago."""
    return _seen.look(settings.ABJURE.home)


@dataclass
class _Seen:
    """The switch as it was read last, by one process."""

    home: Path = Path(os.devnull)
    at: float = 0.0
    switch: Switch = Switch()

    def look(self, home: Path) -> Switch:
        if home != self.home or time.monotonic() - self.at > LOOK_SECONDS:
            self.home, self.at, self.switch = home, time.monotonic(), _read(home / "door" / FILE)
        return self.switch


def _read(path: Path) -> Switch:
    try:
        return parse(path.read_text())
    except FileNotFoundError:
        return Switch()


def _moment(text: str) -> datetime:
    return datetime.strptime(text, FORM).replace(tzinfo=UTC)


_seen = _Seen()
