"""`abjure prove` and `abjure verify`: that one statement is in the log and counts, in a file that needs no network to be checked."""

import argparse
import sys
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from abjure.audit import proving, trust
from abjure.audit.reader import find
from abjure.audit.terminal import LOG_HELP, POLICY_HELP, file, say_verified, trusted, write
from abjure.core import leaf, proof
from abjure.core.count import EPOCH
from abjure.core.proof import Shown
from abjure.core.tlog.proof import SUFFIX

HOLDS, WRONG_USAGE = 0, 2


def add_to(subparsers: Any) -> None:
    """Add both commands to the command line."""
    prover = subparsers.add_parser("prove", help="write a proof that a statement is in the log and counts")
    prover.add_argument("index", type=int, metavar="INDEX", help="the statement's entry number")
    prover.add_argument("--log", metavar="DIR-or-URL", help=f"{LOG_HELP} (default: $ABJURE_HOME/log)")
    prover.add_argument("--policy", metavar="FILE", help=POLICY_HELP)
    prover.add_argument("--openings", metavar="FILE", help="what its day shows (default: openings/ beside a log's address)")
    prover.add_argument("--out", metavar="FILE", help=f"where to write it (default: entry-INDEX{SUFFIX})")
    prover.set_defaults(run=prove)
    verifier = subparsers.add_parser("verify", help="check a proof that an entry is in the log, without a network")
    verifier.add_argument("file", metavar="FILE", help="the proof, *.tlog-proof")
    verifier.add_argument("--policy", metavar="FILE", help=POLICY_HELP)
    verifier.set_defaults(run=verify)


def prove(arguments: argparse.Namespace) -> int:
    """Write a proof file and say what it holds."""
    out = arguments.out or f"entry-{arguments.index}{SUFFIX}"
    openings = file(arguments.openings) if arguments.openings else None
    with find(arguments.log or str(trust.home() / "log")) as log:
        proven = proving.prove(log, trusted(log, arguments.policy).policy, arguments.index, openings)
    write(out, proven.data)
    if proven.without_words:
        print("words: none are shown for this entry")
    if proven.without_tally:
        print("counted: not shown: no tally covers the entry yet, or the log has no status files")
    print(f"proof: {out}")
    return HOLDS


def verify(arguments: argparse.Namespace) -> int:
    """Check a proof file and say what holds."""
    known = trust.chosen(arguments.policy)
    if known is None:
        print("abjure: error: no policy: nothing says whose signatures to believe", file=sys.stderr)
        print("abjure: hint: give one with --policy FILE, or set ABJURE_HOME to a register's folder", file=sys.stderr)
        return WRONG_USAGE
    shown = proof.check(file(arguments.file), known.policy)
    print(f"entry: number {shown.index:,} is in the log")
    say_verified(shown.verified)
    print(f"leaf: {_describe(shown.leaf)}")
    _say_counted(shown)
    _say_fields(shown)
    print("holds")
    return HOLDS


def _describe(found: leaf.Leaf) -> str:
    if found["t"] != "decl":
        return f"{found['t']}, logged on {_iso(found)}"
    left = ", ".join(f"{key} {number}" for key, number in found["o"].items())
    return f"a statement of {found['n']} people, {found['p']}, logged on {_iso(found)}, leaving {left}"


def _say_counted(shown: Shown) -> None:
    if shown.tally is None:
        return
    where = f"in the tally of {_iso(shown.tally)}, {shown.tally['n']:,} people in {shown.tally['st']:,} statements"
    print(f"counted: yes, {where}" if shown.is_live else f"counted: no, it was taken back before the tally of {_iso(shown.tally)}")


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


def _iso(found: leaf.Leaf) -> str:
    return (EPOCH + timedelta(days=found["d"])).isoformat()
