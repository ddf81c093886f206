"""The desk's keys in this process, and the sealing of rows under keys that can be deleted."""

from __future__ import annotations

import secrets
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from abjure.core.errors import Invalid
from abjure.core.hpke import PrivateKey
from abjure.desk import keys

NONCE = 12


def reception_key() -> PrivateKey:
    """Return the key that opens outer seals."""
    return _private("reception")


def declarations_key() -> PrivateKey:
    """Return the key that opens declarations."""
    return _private("declarations")


def wrap(key: bytes) -> bytes:
    """Seal a row's key under the desk's storage key."""
    return seal(key, key=keys.of(settings.ABJURE.home)["storage"])


def unwrap(wrapped: bytes) -> bytes:
    """Return a row's key."""
    return open_sealed(wrapped, key=keys.of(settings.ABJURE.home)["storage"])


def seal(plain: bytes, *, key: bytes) -> bytes:
    """Seal bytes under a 32-byte key."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, None)


def seal_new(plain: bytes) -> tuple[bytes, bytes]:
    """Seal bytes under a key of their own; return them and the wrapped key."""
    key = secrets.token_bytes(32)
    return seal(plain, key=key), wrap(key)


def open_sealed(sealed: bytes, *, key: bytes) -> bytes:
    """Open what `seal` made; Invalid("row.broken") if it does not open."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], None)
    except (InvalidTag, ValueError) as error:
        raise Invalid("row.broken") from error


@cache
def _parsed(raw: bytes) -> PrivateKey:
    return PrivateKey(raw)


def _private(name: str) -> PrivateKey:
    return _parsed(keys.of(settings.ABJURE.home)[name])
