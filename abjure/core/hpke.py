"""Sealing to a key that another room holds: HPKE (RFC 9180) with MLKEM768-X25519 (X-Wing, 0x647a), as spec/envelope.md says."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from abjure.core.errors import Invalid

VERSION = b"\x01"
ID_SIZE = 8
PUBLIC_SIZE = 1184 + 32
PRIVATE_SIZE = 64 + 32
OVERHEAD = len(VERSION) + ID_SIZE + 1120 + 16
_SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


@dataclass(frozen=True)
class PublicKey:
    """The half that seals; `raw` is the ML-KEM-768 key (1,184 bytes) and then the X25519 key (32 bytes)."""

    raw: bytes

    def __post_init__(self) -> None:
        """Refuse any other length with Invalid("key.length")."""
        if len(self.raw) != PUBLIC_SIZE:
            raise Invalid("key.length")

    @cached_property
    def id(self) -> bytes:
        """Eight bytes that name the key: the start of SHA-256 over its purpose-free label and its bytes."""
        return hashlib.sha256(b"abjure/hpke/v1\n" + self.raw).digest()[:ID_SIZE]

    def seal(self, plaintext: bytes, *, context: bytes) -> bytes:
        """Return version, key id and ciphertext: `OVERHEAD` bytes more than the plaintext."""
        return VERSION + self.id + _SUITE.encrypt(plaintext, self._key, info=_info(context, self.id))

    @cached_property
    def _key(self) -> hpke.MLKEM768X25519PublicKey:
        # Read once: the door seals to the same two keys all day.
        halves = MLKEM768PublicKey.from_public_bytes(self.raw[:1184]), X25519PublicKey.from_public_bytes(self.raw[1184:])
        return hpke.MLKEM768X25519PublicKey(*halves)


@dataclass(frozen=True)
class PrivateKey:
    """The half that opens; `raw` is the ML-KEM-768 seed (64 bytes) and then the X25519 key (32 bytes)."""

    raw: bytes

    def __post_init__(self) -> None:
        """Refuse any other length with Invalid("key.length")."""
        if len(self.raw) != PRIVATE_SIZE:
            raise Invalid("key.length")

    def __repr__(self) -> str:
        """Keep the key out of every traceback."""
        return "PrivateKey(…)"

    @classmethod
    def generate(cls) -> PrivateKey:
        """Return a new random key."""
        return cls(MLKEM768PrivateKey.generate().private_bytes_raw() + X25519PrivateKey.generate().private_bytes_raw())

    def public(self) -> PublicKey:
        """Return the half that seals."""
        mlkem, x25519 = self._halves()
        return PublicKey(mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw())

    def open(self, sealed: bytes, *, context: bytes) -> bytes:
        """Return the plaintext; Invalid("seal.other-key") if it is sealed to another key, "seal.broken" if it does not open."""
        identity = self.public().id
        if key_id(sealed) != identity:
            raise Invalid("seal.other-key", key=key_id(sealed).hex())
        try:
            return _SUITE.decrypt(
                sealed[len(VERSION) + ID_SIZE :], hpke.MLKEM768X25519PrivateKey(*self._halves()), info=_info(context, identity)
            )
        except (InvalidTag, ValueError) as error:
            raise Invalid("seal.broken") from error

    def _halves(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        return MLKEM768PrivateKey.from_seed_bytes(self.raw[:64]), X25519PrivateKey.from_private_bytes(self.raw[64:])


def key_id(sealed: bytes) -> bytes:
    """Return the id of the key that something is sealed to; Invalid("seal.form") if it is nothing sealed."""
    if len(sealed) < OVERHEAD or sealed[:1] != VERSION:
        raise Invalid("seal.form")
    return sealed[1 : 1 + ID_SIZE]


def _info(context: bytes, identity: bytes) -> bytes:
    return b"abjure/envelope/v1\n" + context + b"\n" + identity
