"""The envelope, the one unit that goes through the door: padded to one of two sizes and sealed twice (spec/envelope.md)."""

from __future__ import annotations

import hashlib

from abjure.core import frame, hpke
from abjure.core.errors import Invalid

SIZES = (4096, 65536)
CAPACITIES = tuple(size - 2 * hpke.OVERHEAD - frame.PREFIX for size in SIZES)


def seal(letter: bytes, *, purpose: hpke.PublicKey, reception: hpke.PublicKey, origin: str) -> bytes:
    """Return the envelope, exactly 4,096 or 65,536 bytes; Invalid("envelope.too-long") if the letter fits neither."""
    check_fits(letter)
    size = next(size for size, capacity in zip(SIZES, CAPACITIES, strict=True) if len(letter) <= capacity)
    inner = purpose.seal(frame.pad(letter, size - 2 * hpke.OVERHEAD), context=origin.encode())
    return reception.seal(inner, context=origin.encode())


def check_fits(letter: bytes) -> None:
    """Check that a letter fits into the larger envelope; Invalid("envelope.too-long") if not."""
    if len(letter) > CAPACITIES[-1]:
        raise Invalid("envelope.too-long", limit=CAPACITIES[-1], length=len(letter))


def check_sealed_to(envelope: bytes, reception: hpke.PublicKey) -> None:
    """Check what can be seen from outside: Invalid("envelope.size"), ("seal.form") or ("seal.other-key")."""
    if len(envelope) not in SIZES:
        raise Invalid("envelope.size", length=len(envelope))
    if hpke.key_id(envelope) != reception.id:
        raise Invalid("seal.other-key", key=hpke.key_id(envelope).hex())


def unseal(envelope: bytes, *, reception: hpke.PrivateKey, origin: str) -> bytes:
    """Take off the outer seal: what comes back is sealed to its purpose, whose key `hpke.key_id` names."""
    if len(envelope) not in SIZES:
        raise Invalid("envelope.size", length=len(envelope))
    return reception.open(envelope, context=origin.encode())


def open_letter(inner: bytes, *, purpose: hpke.PrivateKey, origin: str) -> bytes:
    """Take off the inner seal and the padding, and return the letter."""
    return frame.unpad(purpose.open(inner, context=origin.encode()))


def digest(envelope: bytes) -> bytes:
    """Return the SHA-256 of the envelope's bytes: its name in every database."""
    return hashlib.sha256(envelope).digest()
