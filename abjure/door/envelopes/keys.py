"""The door's keys: a tag key, a key for previews, and the public halves that it seals to; nothing here opens anything."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from abjure.core import keyfile
from abjure.core.hpke import PublicKey


@dataclass(frozen=True)
class Keys:
    """What the door holds."""

    tag: bytes
    mac: bytes
    reception: PublicKey
    declarations: PublicKey
    certificates: PublicKey


def held() -> Keys:
    """Return the keys of this register's door."""
    return _read(settings.ABJURE.home)


@cache
def _read(home: Path) -> Keys:
    values = keyfile.parse((home / "door" / keyfile.NAME).read_text())
    sealing = {name: PublicKey(values[name]) for name in ("reception", "declarations", "certificates")}
    return Keys(tag=values["tag"], mac=values["mac"], **sealing)
