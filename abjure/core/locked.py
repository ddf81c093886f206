"""A key locked under a passphrase: scrypt (RFC 7914) and AES-256-GCM, as a JSON object."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from abjure.core.errors import Invalid, Refused

N, R, P = 2**15, 8, 1


def lock(key: bytes, words: str) -> dict[str, str]:
    """Return a key locked under a passphrase."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    return {"salt": salt.hex(), "nonce": nonce.hex(), "sealed": AESGCM(_derive(words, salt)).encrypt(nonce, key, None).hex()}


def unlock(values: Mapping[str, str], words: str) -> bytes:
    """Return the key; Refused("passphrase.wrong") if it does not open, Invalid("passphrase.file") if it is no locked key."""
    try:
        salt, nonce, sealed = (bytes.fromhex(values[name]) for name in ("salt", "nonce", "sealed"))
        return AESGCM(_derive(words, salt)).decrypt(nonce, sealed, None)
    except InvalidTag as error:
        raise Refused("passphrase.wrong") from error
    except (KeyError, ValueError, TypeError) as error:
        raise Invalid("passphrase.file") from error


def _derive(words: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=N, r=R, p=P).derive(words.strip().lower().encode())
