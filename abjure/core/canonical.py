"""Canonical JSON: ASCII, keys sorted, no spaces, integers only, so that one value has one spelling and `jq` reads it."""

import json
from typing import Any

from abjure.core.errors import Invalid

_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def format(value: Any) -> bytes:  # noqa: A001  # the twin of parse
    """Return the one spelling of a value made of dict, list, str, int, bool and None."""
    return _encode(value).encode("ascii")


def parse(data: bytes) -> Any:
    """Return the value, or raise Invalid for bytes that `format` would not have written."""
    try:
        value = json.loads(data.decode("ascii"), parse_float=_refuse, parse_constant=_refuse)
        again = format(value)
    except (ValueError, RecursionError):
        raise Invalid("json.unreadable") from None
    # json.loads() takes spaces, repeated keys and several escapes of one letter; only one spelling is hashed or signed.
    if again != data:
        raise Invalid("json.not-canonical")
    return value


def _refuse(text: str) -> Any:
    raise ValueError(text)
