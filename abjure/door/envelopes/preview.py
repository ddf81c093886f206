"""The preview's seal: a MAC over receipt code and second, so that the door need remember nothing between two steps."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from abjure.core.errors import Refused

EARLIEST, LATEST = timedelta(seconds=3), timedelta(hours=24)


def sign(code: str, now: datetime, key: bytes) -> tuple[str, str]:
    """Return the second, and the MAC over code and second in hexadecimal."""
    second = str(int(now.timestamp()))
    return second, _mac(code, second, key)


def check(code: str, second: str, mac: str, now: datetime, key: bytes) -> None:
    """Check that this door showed the preview of this code, from 3 s to 24 h ago.

    Raises Refused("preview.forged"), ("preview.too-soon") or ("preview.too-old").
    """
    genuine = second.isascii() and second.isdigit() and len(second) <= 12
    if not genuine or not hmac.compare_digest(_mac(code, second, key).encode(), mac.encode()):
        raise Refused("preview.forged")
    age = now.timestamp() - int(second)
    if age < EARLIEST.total_seconds():
        raise Refused("preview.too-soon")
    if age > LATEST.total_seconds():
        raise Refused("preview.too-old")


def _mac(code: str, second: str, key: bytes) -> str:
    return hmac.digest(key, f"abjure/preview/v1\n{code}\n{second}".encode(), "sha256").hex()
