"""`abjure audit` and `abjure verify`: what holds, in plain words; one line says what does not."""

import argparse
import sys
import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from abjure.audit import full, trust
from abjure.audit.reader import Address, Log, find
from abjure.audit.trust import Trust
from abjure.core import leaf, proof
from abjure.core.count import EPOCH
from abjure.core.errors import Invalid
from abjure.core.proof import Shown
from abjure.core.tlog.cosignature import KINDS
from abjure.core.tlog.policy import Verified

HOLDS, WRONG_USAGE = 0, 2
SECONDS_BETWEEN = 2.0
POLICY_HELP = "whose signatures to believe, a tlog-policy file (default: $ABJURE_HOME/log/policy)"

Subparsers = Any  # argparse keeps the type of its subparsers to itself


def add_to(subparsers: Subparsers) -> None:
    """Add both commands to the command line."""
    auditor = subparsers.add_parser("audit", help="read a whole log, check every hash and signature, count again")
    auditor.add_argument("log", metavar="DIR-or-URL", help="the log's folder or address")
    auditor.add_argument("--policy", metavar="FILE", help=POLICY_HELP)
    auditor.add_argument("--count", metavar="FILE", help="published numbers to compare with (default: count.json beside a log's address)")
    auditor.set_defaults(run=audit)
    verifier = subparsers.add_parser("verify", help="check a proof that an entry is in the log, without a network")
    verifier.add_argument("file", metavar="FILE", help="the proof, *.tlog-proof")
    verifier.add_argument("--policy", metavar="FILE", help=POLICY_HELP)
    verifier.set_defaults(run=verify)


def audit(arguments: argparse.Namespace) -> int:
    """Audit a log and say what holds."""
    with find(arguments.log) as log:
        trusted = _trusted(log, arguments.policy)
        published = _published(log, arguments.count)
        report = full.audit(log, trusted.policy, published, Meter())
    _say_verified(report.verified)
    count, tallies = report.count, report.count.tallies
    print(f"tiles: {report.tiles:,} derived again from {count.size:,} entries, all equal")
    print(f"count: {count.people:,} people in {count.statements:,} statements, {count.carried_over:,} carried over")
    print(f"tallies: {tallies:,}, all equal to the recount")
    print("count.json: equal to the recount" if report.published else "count.json: none given, not compared (--count FILE)")
    if count.rules != leaf.rules(day=0)["h"]:
        print("rules: the log names another edition of the counting rules than this program keeps; it counted by its own")
    print("holds")
    return HOLDS


def verify(arguments: argparse.Namespace) -> int:
    """Check a proof file and say what holds."""
    trusted = trust.chosen(arguments.policy)
    if trusted is None:
        print("abjure: error: no policy: nothing says whose signatures to believe", file=sys.stderr)
        print("abjure: hint: give one with --policy FILE, or set ABJURE_HOME to a register's folder", file=sys.stderr)
        return WRONG_USAGE
    shown = proof.check(_file(arguments.file), trusted.policy)
    print(f"entry: number {shown.index:,} is in the log")
    _say_verified(shown.verified)
    print(f"leaf: {_describe(shown.leaf)}")
    _say_fields(shown)
    print("holds")
    return HOLDS


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


def _trusted(log: Log, path: str | None) -> Trust:
    found = trust.chosen(path)
    if found is not None:
        print(f"policy: {found.name}")
        return found
    found = trust.read(log.file("policy"), "the log's own")
    print("policy: the log's own, since none was given: its signatures show one log, not whose; compare the fingerprint")
    print(f"fingerprint: {found.fingerprint}")
    return found


def _published(log: Log, path: str | None) -> bytes | None:
    if path is not None:
        return _file(path)
    return log.source.get("../count.json") if isinstance(log.source, Address) else None


def _file(path: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        raise Invalid("log.unreadable", path=path, reason=error.strerror) from error


def _say_verified(verified: Verified) -> None:
    tree = verified.checkpoint
    print(f"log: {tree.origin}, {tree.size:,} entries")
    print(f"signed: {' and '.join(KINDS[key.kind] for key in verified.keys)}, {len(verified.witnesses)} witnesses")


def _describe(found: leaf.Leaf) -> str:
    day = (EPOCH + timedelta(days=found["d"])).isoformat()
    if found["t"] != "decl":
        return f"{found['t']}, logged on {day}"
    left = ", ".join(f"{key} {number}" for key, number in found["o"].items())
    return f"a statement of {found['n']} people, {found['p']}, logged on {day}, leaving {left}"


def _say_fields(shown: Shown) -> None:
    if shown.fields is None:
        print("words: none in this proof")
        return
    print("words: those that the entry commits to")
    for label, value in _printable(shown.fields).items():
        print(f"  {label}: {value}")


def _printable(fields: Mapping[str, str]) -> dict[str, str]:
    # The words come from a file: they must not steer the reader's terminal.
    return {label: "".join(c if c.isprintable() else " " for c in value) for label, value in fields.items() if value}
