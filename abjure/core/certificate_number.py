"""A certificate's number, 80 random bits and a check character, and what it opens together with a name and a birth date."""

from __future__ import annotations

import unicodedata
from datetime import date

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from abjure.core.errors import Invalid

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SIZE, CHARACTERS, GROUP = 10, 16, 4
# Read aloud or copied by hand, these are taken for others (Crockford's base32).
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def from_seed(seed: bytes) -> bytes:
    """Return the number that a commission's 32 random bytes give, the same each time the gate runs."""
    return HKDFExpand(SHA256(), SIZE, info=b"abjure/certificate/v1/number").derive(seed)


def format(number: bytes) -> str:  # noqa: A001  # the twin of parse
    """Return the number as people see it: four groups of four and the check character, `K7QF-3M9T-X2WD-8HAB-6`."""
    value = int.from_bytes(number, "big")
    values = [value >> 5 * place & 31 for place in reversed(range(CHARACTERS))]
    text = "".join(ALPHABET[value] for value in [*values, _check(values)])
    return "-".join(text[i : i + GROUP] for i in range(0, len(text), GROUP))


def parse(text: str) -> bytes:
    """Read a number as people type it; Invalid("certificate.number") for a wrong length, character or check character."""
    kept = [character for character in unicodedata.normalize("NFKC", text).upper() if unicodedata.category(character)[0] not in "ZCP"]
    values = [ALPHABET.find(character) for character in "".join(kept).translate(_LOOKALIKES)]
    if len(values) != CHARACTERS + 1 or -1 in values or _check(values[:-1]) != values[-1]:
        raise Invalid("certificate.number")
    return sum(value << 5 * place for place, value in enumerate(reversed(values[:-1]))).to_bytes(SIZE, "big")


def lookup(number: bytes, family: str, birth: date, origin: str) -> tuple[bytes, bytes]:
    """Return the name and the key, 32 bytes each, of what may be shown to whoever knows all three."""
    info = f"abjure/check/v1\n{origin}\n{fold(family)}\n{birth.isoformat()}".encode()
    both = HKDF(SHA256(), 64, salt=None, info=info).derive(number)
    return both[:32], both[32:]


def fold(name: str) -> str:
    """Return a name without case, accents, spaces, hyphens and apostrophes: what two spellings of it share."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(character for character in plain if character.isalnum())


def _check(values: list[int]) -> int:
    # Horner's rule in GF(32), x**5 = x**2 + 1: one wrong character and two exchanged neighbours always show.
    sum_ = 0
    for value in values:
        sum_ = (sum_ ^ value) << 1
        sum_ ^= 0b100101 if sum_ & 32 else 0
    return sum_
