"""A key locked under a passphrase: the only form in which the certificates' key lies on a disk."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from abjure.core import locked

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, LETTERS = 5, 5


def new() -> str:
    """Return a passphrase of 123 random bits, in groups that can be read aloud."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(LETTERS)) for _ in range(GROUPS))


def lock(key: bytes, words: str, path: Path) -> None:
    """Write a key, locked; FileExistsError if there is one already."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(locked.lock(key, words), file)
        file.flush()
        os.fsync(file.fileno())
