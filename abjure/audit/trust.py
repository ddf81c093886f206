"""Whose signatures to believe: a policy that the reader chose, or, for want of one, the log's own."""

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from abjure.core.errors import Invalid
from abjure.core.tlog import policy
from abjure.core.tlog.policy import Policy


@dataclass(frozen=True)
class Trust:
    """A policy, where it came from, and the fingerprint by which two people can compare it."""

    policy: Policy
    name: str
    fingerprint: str


def read(data: bytes, name: str) -> Trust:
    """Return the policy that a file holds."""
    digest = sha256(data).hexdigest()
    fingerprint = " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))
    return Trust(policy.parse(data), name, fingerprint)


def chosen(path: str | None) -> Trust | None:
    """Return the reader's policy: the file given, else the one of the register on this machine, else None."""
    if path is None and not own_policy().is_file():
        return None
    place = Path(path) if path is not None else own_policy()
    try:
        return read(place.read_bytes(), str(place))
    except OSError as error:
        raise Invalid("policy.unreadable", path=str(place), reason=error.strerror) from error


def own_policy() -> Path:
    """Return where the policy of the register on this machine lies."""
    return home() / "log" / "policy"


def home() -> Path:
    """Return the folder of the register on this machine."""
    return Path(os.environ.get("ABJURE_HOME", "var"))
