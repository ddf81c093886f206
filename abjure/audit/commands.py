"""`abjure audit`: a whole log, what is new in it, or one day; what holds, in plain words; one line says what does not."""

import argparse
import os
import sys
from datetime import date
from pathlib import Path
from typing import Any

from abjure.audit import commands_monitor, commands_proofs, day, full, kept
from abjure.audit.full import Report
from abjure.audit.reader import Address, Log, find
from abjure.audit.terminal import LOG_HELP, POLICY_HELP, SECONDS_BETWEEN, Meter, file, say_verified, trusted, write
from abjure.core import leaf
from abjure.core.count import EPOCH
from abjure.core.leaf import Leaf

HOLDS = 0

Subparsers = Any  # argparse keeps the type of its subparsers to itself


def add_to(subparsers: Subparsers) -> None:
    """Add all commands of the checking half to the command line."""
    auditor = subparsers.add_parser("audit", help="read a log, check every hash and signature, count again")
    auditor.add_argument("log", metavar="DIR-or-URL", help=LOG_HELP)
    auditor.add_argument("--policy", metavar="FILE", help=POLICY_HELP)
    auditor.add_argument("--count", metavar="FILE", help="published numbers to compare with (default: count.json beside a log's address)")
    auditor.add_argument("--processes", type=_processes, default=1, metavar="N", help="how many processes read the log (default: 1)")
    auditor.add_argument("--state", metavar="FILE", help="keep here what was checked, to go on from later")
    auditor.add_argument("--since", metavar="STATE", help="read only what is new since this state was kept")
    auditor.add_argument("--series", metavar="FILE", help="write two series by day, as recorded and as corrected, as CSV")
    auditor.add_argument("--day", type=date.fromisoformat, metavar="YYYY-MM-DD", help="audit this one day, between its two tallies")
    auditor.set_defaults(run=audit)
    commands_proofs.add_to(subparsers)
    commands_monitor.add_to(subparsers)


def audit(arguments: argparse.Namespace) -> int:
    """Audit a log and say what holds."""
    with find(arguments.log) as log:
        if arguments.day:
            return _audit_day(log, arguments)
        since = kept.read(Path(arguments.since)) if arguments.since else None
        policy = trusted(log, arguments.policy).policy
        published = _published(log, arguments.count)
        report = full.audit(log, policy, published, Meter(), since=since, processes=arguments.processes)
    _say(report)
    if arguments.series:
        write(arguments.series, report.series.format().encode())
    if arguments.state:
        report.kept.write(Path(arguments.state))
    return HOLDS


def _say(report: Report) -> None:
    count = report.count
    say_verified(report.verified)
    if report.since:
        print(f"since: entry {report.since:,}; for equal commitments only the entries after it were searched")
    print(f"tiles: {report.tiles:,} derived again from {count.size - report.since:,} entries, all equal")
    print(f"count: {count.people:,} people in {count.statements:,} statements, {count.carried_over:,} carried over")
    print(f"tallies: {count.tallies:,}, all equal to the recount")
    print("count.json: equal to the recount" if report.published else "count.json: none given, not compared (--count FILE)")
    if count.rules != leaf.rules(day=0)["h"]:
        print("rules: the log names another edition of the counting rules than this program keeps; it counted by its own")
    print("holds")
    if report.seconds > SECONDS_BETWEEN:
        rate = int((count.size - report.since) / report.seconds)
        times = f"read and counted in {report.seconds:.1f} s, {rate:,} entries a second; equal commitments searched for in"
        print(f"abjure: {times} {report.search_seconds:.1f} s", file=sys.stderr)


def _audit_day(log: Log, arguments: argparse.Namespace) -> int:
    report = day.audit(log, trusted(log, arguments.policy).policy, (arguments.day - EPOCH).days)
    say_verified(report.verified)
    before: Leaf = report.before or {"n": 0, "st": 0}
    people, statements = report.tally["n"] - before["n"], report.tally["st"] - before["st"]
    print(f"day: {arguments.day}, entries {report.first:,} to {report.end - 1:,}, all in the tree")
    print(f"count: {people:+,} people in {statements:+,} statements, from the tally before to the day's own, which is right")
    print("one day alone does not show: that what it takes back counted until then, that no commitment stands in two entries")
    print("holds")
    return HOLDS


def _published(log: Log, path: str | None) -> bytes | None:
    if path is not None:
        return file(path)
    return log.source.get("../count.json") if isinstance(log.source, Address) else None


def _processes(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 4 * (os.cpu_count() or 1):
        raise argparse.ArgumentTypeError(f"{number} is not between 1 and four times the number of cores")
    return number
