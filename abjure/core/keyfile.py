"""A folder's keys as text: a JSON object of names and base64."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping

NAME = "keys.json"


def format_keys(values: Mapping[str, bytes]) -> str:
    """Return the file's text."""
    return json.dumps({name: b64encode(value).decode() for name, value in values.items()}, indent=1)


def parse(text: str) -> dict[str, bytes]:
    """Return the keys by name."""
    return {name: b64decode(value, validate=True) for name, value in json.loads(text).items()}
