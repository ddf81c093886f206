"""The receipt: 30 random digits and two check digits, from which the holder derives every key (spec/receipt.md)."""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from abjure.core.errors import Invalid

DIGITS = 32
GROUP = 4
GIVEN = b"abjure/receipt/v1/given"
_IGNORED = {"Zs", "Zl", "Zp", "Pd", "Cc", "Cf"}


@dataclass(frozen=True)
class Receipt:
    """One receipt of one register; `code` is its 32 digits, `origin` the log's name."""

    code: str
    origin: str

    def __repr__(self) -> str:
        """Keep the code out of every traceback."""
        return "Receipt(…)"

    @classmethod
    def new(cls, origin: str) -> Receipt:
        """Return a receipt with 99.7 random bits."""
        digits = f"{secrets.randbelow(10**30):030d}"
        return cls(digits + check_digits(digits), origin)

    def derived(self, name: str) -> Receipt:
        """Return a further receipt that follows from this one and does not lead back: `spare`, or `share/<row>` of a co-declarer."""
        digits = f"{int.from_bytes(self._derive(f'code/{name}'), 'big') % 10**30:030d}"
        return Receipt(digits + check_digits(digits), self.origin)

    def groups(self) -> tuple[str, ...]:
        """Return the code as people see it: eight groups of four digits."""
        return tuple(self.code[i : i + GROUP] for i in range(0, DIGITS, GROUP))

    def locator(self, purpose: str) -> bytes:
        """Return the 32 bytes that the door makes its tag from; another purpose gives another locator."""
        return self._derive(f"locator/{purpose}")

    def answer_key(self, purpose: str) -> bytes:
        """Return the 32-byte key of the first answer to what was handed in for this purpose."""
        return self._derive(f"answer/{purpose}")

    def signing_key(self) -> Ed25519PrivateKey:
        """Return the key that signs what its holder asks for later: to withdraw, hide, correct, link, apply."""
        return self._signing_key

    @cached_property
    def _signing_key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self._derive("sign"))

    def verify_key(self) -> bytes:
        """Return the 32 public bytes of the signing key."""
        return self.signing_key().public_key().public_bytes_raw()

    def _derive(self, name: str) -> bytes:
        info = f"abjure/receipt/v1\n{self.origin}\n{name}".encode()
        return HKDF(SHA256(), 32, salt=None, info=info).derive(self.code.encode())


def parse(text: str, origin: str) -> Receipt:
    """Read a code as people type it; spaces, dashes and full-width digits are forgiven.

    Raises Invalid("receipt.characters"), ("receipt.length") or ("receipt.check-digits").
    """
    code = text if text.isascii() and text.isdigit() else _digits(text)
    if len(code) != DIGITS:
        raise Invalid("receipt.length", length=len(code), wanted=DIGITS)
    if int(code) % 97 != 1:
        raise Invalid("receipt.check-digits")
    return Receipt(code, origin)


def _digits(text: str) -> str:
    kept = [character for character in text if unicodedata.category(character) not in _IGNORED]
    values = [unicodedata.decimal(character, None) for character in kept]
    if any(value is None for value in values):
        raise Invalid("receipt.characters")
    return "".join(str(value) for value in values)


def check_digits(digits: str) -> str:
    """Return the two check digits of ISO 7064 MOD 97-10."""
    return f"{98 - int(digits) * 100 % 97:02d}"


def tag(locator: bytes, key: bytes) -> bytes:
    """Return the 32 bytes that the door keeps: an HMAC-SHA256 of the locator under the door's own key."""
    mac = HMAC(key, SHA256())
    mac.update(locator)
    return mac.finalize()


def given_tag(locator: bytes) -> bytes:
    """Return the tag that the desk leaves at the door for a receipt which it gave out itself: the desk has no key of the door's."""
    return tag(locator, GIVEN)
