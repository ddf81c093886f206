"""The desk's key file, read once; no room below `server` knows how it was made."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from abjure.core import keyfile


@cache
def of(home: Path) -> dict[str, bytes]:
    """Return the desk's keys by name (reception, declarations, storage, session, certificates_public, commission)."""
    return keyfile.parse((home / "desk" / keyfile.NAME).read_text())
