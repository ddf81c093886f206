"""The certificates' key in this process: unlocked by an examiner's passphrase for that examiner alone, forgotten after a quarter of an hour."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from threading import Lock

from django.conf import settings

from abjure.core import locked
from abjure.core.errors import Refused
from abjure.core.hpke import PrivateKey, PublicKey
from abjure.desk import keys

FILE = "certificates.key.json"
FOR = timedelta(minutes=15)

_held: dict[str, tuple[PrivateKey, datetime]] = {}
_one_at_a_time = Lock()


def unlock(*, examiner: str, words: str, now: datetime) -> datetime:
    """Hold the key for this examiner and return until when; Refused("passphrase.wrong") if it does not open."""
    # Each try costs 32 MiB and a tenth of a second; one at a time, so that guessing does not fill the memory.
    with _one_at_a_time:
        raw = locked.unlock(json.loads((settings.ABJURE.home / "desk" / FILE).read_text()), words)
        _held[examiner] = (PrivateKey(raw), now + FOR)
    return now + FOR


def key(*, examiner: str, now: datetime) -> PrivateKey:
    """Return the key; Refused("certificates.locked") unless this examiner unlocked it less than a quarter of an hour ago."""
    forget_old(now)
    if examiner not in _held:
        raise Refused("certificates.locked")
    return _held[examiner][0]


def is_open(*, examiner: str, now: datetime) -> bool:
    """Say whether this examiner holds the key now."""
    forget_old(now)
    return examiner in _held


def lock(*, examiner: str) -> None:
    """Forget the key of this examiner."""
    _held.pop(examiner, None)


def forget_old(now: datetime) -> None:
    """Forget every key whose time is over."""
    for examiner, (_, until) in list(_held.items()):
        if until <= now:
            lock(examiner=examiner)


def public() -> PublicKey:
    """Return the half that seals."""
    return PublicKey(keys.of(settings.ABJURE.home)["certificates_public"])
