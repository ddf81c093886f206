"""How much arrives from one place, without knowing the place: counters in memory under a key that is thrown away every hour.

A place is what the web server in front tells: three quarters of an address, or Tor's number of a circuit. Under the key of the hour it
becomes one of 65,536 buckets, so that even this memory names nobody; nothing of it is written down.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum

from abjure.core.choice import Rates

HEADER = "Abjure-Near"
LONGEST = 64
MINUTE, HOUR = 60, 3600
BUCKET = 2


class Load(IntEnum):
    """How things are: calm, busy everywhere (half of what is allowed), or more than is allowed from one place or from everywhere."""

    CALM = 0
    BUSY = 1
    OVER = 2


@dataclass
class Limits:
    """The counters of one door; nobody is refused, what is over goes the slow way."""

    rates: Rates
    clock: Callable[[], float] = time.monotonic
    key: bytes = b""
    hour: int = -1
    minute: int = -1
    of_hour: Counter[int] = field(default_factory=Counter)
    of_minute: Counter[int] = field(default_factory=Counter)
    asked: int = 0
    over: int = 0

    def ask(self, near: str) -> Load:
        """Count one more from there and say how things are; of a dry run, only count."""
        self._turn(int(self.clock()))
        self.asked += 1
        load = max(self._everywhere(), self._from(near) if near else Load.CALM)
        self.over += load == Load.OVER
        return Load.CALM if self.rates.dry_run else load

    def _everywhere(self) -> Load:
        self.of_minute[-1] += 1
        count, most = self.of_minute[-1], self.rates.everywhere
        return Load.OVER if count > most else Load.BUSY if 2 * count > most else Load.CALM

    def _from(self, near: str) -> Load:
        bucket = int.from_bytes(hmac.digest(self.key, near[:LONGEST].encode(), "sha256")[:BUCKET], "big")
        self.of_minute[bucket] += 1
        self.of_hour[bucket] += 1
        is_over = self.of_minute[bucket] > self.rates.burst or self.of_hour[bucket] > self.rates.sustained
        return Load.OVER if is_over else Load.CALM

    def _turn(self, second: int) -> None:
        """Begin a new minute or hour; with the hour goes its key, and what was counted under it."""
        if second // HOUR != self.hour:
            self.hour, self.key, self.asked, self.over = second // HOUR, secrets.token_bytes(32), 0, 0
            self.of_hour.clear()
        if second // MINUTE != self.minute:
            self.minute = second // MINUTE
            self.of_minute.clear()
