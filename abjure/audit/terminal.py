"""What the commands of the checking half share on a terminal: whose policy, which file, how far, how signed."""

import sys
import time
from pathlib import Path

from abjure.audit import trust
from abjure.audit.reader import Log
from abjure.audit.trust import Trust
from abjure.core.errors import Invalid
from abjure.core.tlog.cosignature import KINDS
from abjure.core.tlog.policy import Verified

SECONDS_BETWEEN = 2.0
POLICY_HELP = "whose signatures to believe, a tlog-policy file (default: $ABJURE_HOME/log/policy)"
LOG_HELP = "the log's folder, archive (tar, zip) or address"


class Meter:
    """Tells how far a long walk has come, on standard error, once in two seconds."""

    def __init__(self) -> None:
        self._next = time.monotonic() + SECONDS_BETWEEN

    def __call__(self, done: int, size: int) -> None:
        """Say how many entries are done, if it is time."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + SECONDS_BETWEEN
        print(f"abjure: {done:,} of {size:,} entries ({done * 100 // size} %)", file=sys.stderr, flush=True)


def trusted(log: Log, path: str | None) -> Trust:
    """Return the reader's policy, or, saying so, the log's own."""
    found = trust.chosen(path)
    if found is not None:
        print(f"policy: {found.name}")
        return found
    found = trust.read(log.file("policy"), "the log's own")
    print("policy: the log's own, since none was given: its signatures show one log, not whose; compare the fingerprint")
    print(f"fingerprint: {found.fingerprint}")
    return found


def file(path: str) -> bytes:
    """Return the content of a file that the command line names, or of standard input for `-`."""
    try:
        return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        raise Invalid("log.unreadable", path=path, reason=error.strerror) from error


def write(path: str, data: bytes) -> None:
    """Write a file that the command line names."""
    try:
        Path(path).write_bytes(data)
    except OSError as error:
        raise Invalid("file.unwritable", path=path, reason=error.strerror) from error


def say_verified(verified: Verified) -> None:
    """Say which log it is, how large, and who has signed it."""
    tree = verified.checkpoint
    print(f"log: {tree.origin}, {tree.size:,} entries")
    print(f"signed: {' and '.join(KINDS[key.kind] for key in verified.keys)}, {len(verified.witnesses)} witnesses")
