"""A letter: what lies in an envelope, as canonical JSON (spec/envelope.md, "Letters")."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from abjure.core import commitment
from abjure.core.errors import Invalid
from abjure.core.receipt import Receipt

KINDS = ("declaration", "application", "request")
SLOW = "slow"
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


@dataclass(frozen=True)
class Letter:
    """What somebody hands in: its kind, the words as a value, and the keys by which the holder is answered and recognised."""

    kind: str
    content: dict[str, Any]
    answer_key: bytes
    verify_key: bytes
    signature: bytes = b""
    slow: bool = False

    def format(self) -> bytes:
        """Return the one spelling of this letter."""
        return _canonical(self._signed() | {"signature": self.signature.hex()})

    def check_signature(self) -> None:
        """Check that the holder of the receipt signed it; Invalid("letter.signature") if not."""
        try:
            Ed25519PublicKey.from_public_bytes(self.verify_key).verify(self.signature, _canonical(self._signed()))
        except (InvalidSignature, ValueError) as error:
            raise Invalid("letter.signature") from error

    def _signed(self) -> dict[str, Any]:
        lane = {"lane": SLOW} if self.slow else {}
        return lane | {
            "answer": commitment.encode(self.answer_key),
            "content": self.content,
            "kind": self.kind,
            "v": 1,
            "verify": commitment.encode(self.verify_key),
        }


def write(
    kind: str, content: dict[str, Any], *, receipt: Receipt, purpose: str, answer_to: Receipt | None = None, slow: bool = False
) -> Letter:
    """Return a letter signed with the receipt's key and answered under its key for this purpose, or under another receipt's."""
    keys = (answer_to or receipt).answer_key(purpose), receipt.verify_key()
    unsigned = Letter(kind, content, *keys, slow=slow)
    signature = receipt.signing_key().sign(_canonical(unsigned._signed()))  # noqa: SLF001 - its own twin
    return Letter(kind, content, *keys, signature, slow)


def parse(raw: bytes) -> Letter:
    """Read a letter and check its signature; Invalid("letter.form") or ("letter.signature")."""
    try:
        values = json.loads(raw, parse_float=_refuse, parse_constant=_refuse)
        letter = Letter(
            values["kind"],
            values["content"],
            commitment.decode(values["answer"]),
            commitment.decode(values["verify"]),
            bytes.fromhex(values["signature"]),
            slow="lane" in values,
        )
        again = letter.format()
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Invalid("letter.form") from error
    if letter.kind not in KINDS or not isinstance(values["content"], dict) or again != raw:
        raise Invalid("letter.form")
    letter.check_signature()
    return letter


def _refuse(text: str) -> Any:
    raise ValueError(text)


def _canonical(values: dict[str, Any]) -> bytes:
    return _encode(values).encode()
