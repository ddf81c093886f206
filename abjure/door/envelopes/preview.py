"""The preview's seal: a MAC over receipt code and second, so that the door need remember nothing between two steps.

A preview shown while too much arrived is sealed otherwise: it may be sent after a longer time, and what comes of it waits at the desk.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from abjure.core.errors import Refused

EARLIEST, LATEST = timedelta(seconds=3), timedelta(hours=24)
EARLIEST_SLOW = timedelta(seconds=30)
# Refusals after which the same preview may be sent again.
TOO_OLD = "preview.too-old"
AGAIN = frozenset({"preview.too-soon", "preview.slow"})


def sign(code: str, now: datetime, key: bytes, *, slow: bool = False) -> tuple[str, str]:
    """Return the second, and the MAC over code and second in hexadecimal."""
    second = str(int(now.timestamp()))
    return second, _mac(code, second, key, slow=slow)


def check(code: str, second: str, mac: str, now: datetime, key: bytes) -> bool:
    """Check that this door showed the preview of this code, from 3 s (slow: 30 s) to 24 h ago; say whether it was a slow one.

    Raises Refused("preview.forged"), ("preview.too-soon"), ("preview.slow") or ("preview.too-old").
    """
    genuine = second.isascii() and second.isdigit() and len(second) <= 12
    slow = genuine and not _holds(code, second, mac, key, slow=False)
    if not genuine or (slow and not _holds(code, second, mac, key, slow=True)):
        raise Refused("preview.forged")
    age = timedelta(seconds=now.timestamp() - int(second))
    if age < EARLIEST:
        raise Refused("preview.too-soon")
    if slow and age < EARLIEST_SLOW:
        raise Refused("preview.slow", seconds=(EARLIEST_SLOW - age).seconds + 1)
    if age > LATEST:
        raise Refused("preview.too-old")
    return slow


def is_slow(code: str, second: str, mac: str, key: bytes) -> bool:
    """Say whether this is a preview on the slow way."""
    return _holds(code, second, mac, key, slow=True)


def _holds(code: str, second: str, mac: str, key: bytes, *, slow: bool) -> bool:
    return hmac.compare_digest(_mac(code, second, key, slow=slow).encode(), mac.encode())


def _mac(code: str, second: str, key: bytes, *, slow: bool) -> str:
    return hmac.digest(key, f"abjure/preview/v1\n{code}\n{second}{'slow' * slow}".encode(), "sha256").hex()
