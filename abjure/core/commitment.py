"""What a leaf commits to without showing it: one salted digest a field, in fixed order (spec/commitment.md)."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from abjure.core.errors import Invalid

LABELS = (
    "kind", "signed", "names", "bodies", "group", "template", "text", "language",
    "unasked", "place", "walk", "declared", "earlier", "contact",
)  # fmt: skip
PARTS = ("digests", "fields", "salts")
SALT = 32


def commit(fields: Mapping[str, str], salt: bytes, origin: str) -> bytes:
    """Return the 32-byte commitment to the fields; a label that is not given counts as the empty string."""
    return _join((_digest(label, fields.get(label, ""), _field_salt(salt, label)) for label in LABELS), origin)


def opening(fields: Mapping[str, str], salt: bytes, shown: Collection[str]) -> dict[str, Any]:
    """Return what opens the shown fields and nothing else: their values and salts, and all the digests in order."""
    return {
        "digests": [encode(_digest(label, fields.get(label, ""), _field_salt(salt, label))) for label in LABELS],
        "fields": {label: fields.get(label, "") for label in LABELS if label in shown},
        "salts": {label: encode(_field_salt(salt, label)) for label in LABELS if label in shown},
    }


def check_opens(opening: Mapping[str, Any], origin: str, commitment: bytes) -> None:
    """Check that an opening opens this commitment.

    Raises Invalid("opening.form"), ("opening.field", label=…) or ("opening.other-commitment").
    """
    fields, salts, digests = _parts(opening)
    for label in fields:
        if not hmac.compare_digest(_digest(label, fields[label], salts[label]), digests[LABELS.index(label)]):
            raise Invalid("opening.field", label=label)
    if not hmac.compare_digest(_join(digests, origin), commitment):
        raise Invalid("opening.other-commitment")


def encode(raw: bytes) -> str:
    """Return unpadded base64url (RFC 4648, section 5)."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Return 32 bytes from their one spelling in unpadded base64url; Invalid("base64url") for anything else."""
    try:
        raw = urlsafe_b64decode(text + "=")
    except (ValueError, TypeError) as error:
        raise Invalid("base64url") from error
    if len(raw) != SALT or encode(raw) != text:
        raise Invalid("base64url")
    return raw


def _parts(opening: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, bytes], list[bytes]]:
    try:
        fields, salts, digests = opening["fields"], opening["salts"], opening["digests"]
        read = {label: decode(salt) for label, salt in salts.items()}
        listed = [decode(digest) for digest in digests]
        # Half a surrogate pair is a str in Python and has no bytes.
        known = fields.keys() == read.keys() <= set(LABELS) and all(value.encode() is not None for value in fields.values())
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Invalid("opening.form") from error
    if not known or len(opening) != len(PARTS) or len(listed) != len(LABELS):
        raise Invalid("opening.form")
    return fields, read, listed


def _join(digests: Iterable[bytes], origin: str) -> bytes:
    return hashlib.sha256(f"{origin}/commit/v1\n".encode() + len(LABELS).to_bytes(2, "big") + b"".join(digests)).digest()


def _digest(label: str, value: str, salt: bytes) -> bytes:
    return hmac.digest(salt, label.encode() + b"\x00" + value.encode(), "sha256")


def _field_salt(salt: bytes, label: str) -> bytes:
    return HKDFExpand(SHA256(), SALT, info=b"abjure/commit/v1\n" + label.encode()).derive(salt)
