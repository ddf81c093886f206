"""Which logs a witness cosigns: their keys, one a line, as a log shows them in `vkey`, or a policy, as it shows it in `policy`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from abjure.core.errors import Invalid, Refused
from abjure.core.tlog import note, policy
from abjure.core.tlog.note import Key


def read(paths: Iterable[Path]) -> list[Key]:
    """Return the keys of all logs that these files name; Refused("witness.no-logs") if there is none."""
    found = [key for path in paths for key in parse(_text(path))]
    if not found:
        raise Refused("witness.no-logs")
    return found


def parse(data: bytes) -> list[Key]:
    """Return the keys that a file of vkeys or a policy names; only keys that sign checkpoints are."""
    lines = [line for line in data.decode("utf-8", "replace").splitlines() if line.strip() and not line.startswith("#")]
    if any(" " in line.strip() for line in lines):
        return list(policy.parse(data).logs)
    keys = [note.parse_key(line.strip()) for line in lines]
    for key in keys:
        if key.kind not in policy.LOG_KINDS:
            raise Invalid("key.unknown-kind", name=key.name, kind=key.kind)
    return keys


def _text(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Invalid("log.unreadable", path=str(path), reason=error.strerror) from error
