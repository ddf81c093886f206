"""An answer from the desk to the holder of a receipt: sealed, padded, its key ratcheted on (spec/receipt.md, "Answers")."""

from __future__ import annotations

import json
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from abjure.core import frame
from abjure.core.errors import Invalid

SIZES = (4096, 262144)
NONCE, TAG = 12, 16


def seal(content: dict[str, Any], *, key: bytes, number: int, origin: str) -> bytes:
    """Return one answer, exactly 4,096 or 262,144 bytes; Invalid("answer.too-long") if it fits neither."""
    plain = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    for size in SIZES:
        if len(plain) <= size - NONCE - TAG - frame.PREFIX:
            nonce = secrets.token_bytes(NONCE)
            return nonce + AESGCM(key).encrypt(nonce, frame.pad(plain, size - NONCE - TAG), _context(number, origin))
    raise Invalid("answer.too-long", length=len(plain))


def open_answer(sealed: bytes, *, key: bytes, number: int, origin: str) -> dict[str, Any]:
    """Return the content of answer `number` (from 0); Invalid("answer.broken") if it was not sealed so."""
    if len(sealed) not in SIZES:
        raise Invalid("answer.broken")
    try:
        content = json.loads(frame.unpad(AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], _context(number, origin))))
    except (InvalidTag, ValueError) as error:
        raise Invalid("answer.broken") from error
    if not isinstance(content, dict):
        raise Invalid("answer.broken")
    return content


def next_key(key: bytes) -> bytes:
    """Return the key of the next answer; the desk forgets the old one, so a seized desk cannot open what it said."""
    return HKDFExpand(SHA256(), 32, info=b"abjure/answer/v1/next").derive(key)


def key_of(first: bytes, number: int) -> bytes:
    """Return the key of answer `number`, as the holder derives it from the receipt's first key."""
    for _ in range(number):
        first = next_key(first)
    return first


def _context(number: int, origin: str) -> bytes:
    return f"abjure/answer/v1\n{origin}\n{number}".encode()
