"""Padding: everything sealed has one of few sizes, so that its length says nothing (spec/envelope.md, "Frame")."""

from __future__ import annotations

from abjure.core.errors import Invalid

PREFIX = 4


def pad(content: bytes, size: int) -> bytes:
    """Return exactly `size` bytes: four of length, the content, zeros; Invalid("frame.too-long") if it does not fit."""
    if len(content) > size - PREFIX:
        raise Invalid("frame.too-long", limit=size - PREFIX, length=len(content))
    return len(content).to_bytes(PREFIX, "big") + content + bytes(size - PREFIX - len(content))


def unpad(frame: bytes) -> bytes:
    """Return the content; Invalid("frame.form") unless length and zeros are exactly as `pad` writes them."""
    length = int.from_bytes(frame[:PREFIX], "big")
    content, rest = frame[PREFIX : PREFIX + length], frame[PREFIX + length :]
    if len(frame) < PREFIX or len(content) != length or any(rest):
        raise Invalid("frame.form")
    return content
