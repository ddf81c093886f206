"""The gate's keys for certificates, read once: what opens commissions, and what signs credentials."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from abjure.core import keyfile
from abjure.core.certificate_key import SigningKey
from abjure.core.hpke import PrivateKey


@dataclass(frozen=True)
class Keys:
    """Both keys."""

    commission: PrivateKey
    certificate: SigningKey


@cache
def of(home: Path) -> Keys:
    """Return the keys of `gate/keys.json` (commission, certificate)."""
    values = keyfile.parse((home / "gate" / keyfile.NAME).read_text())
    return Keys(PrivateKey(values["commission"]), SigningKey(values["certificate"]))
