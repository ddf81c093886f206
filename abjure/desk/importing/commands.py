"""`abjure import`: read a file, say what is wrong with which row, or keep it until two others approve it at the desk."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from abjure.core.errors import Refused
from abjure.desk.importing import statements, totals
from abjure.desk.importing.rows import Unreadable

if TYPE_CHECKING:
    from abjure.desk.importing.models import ImportBatch

Run = Callable[[argparse.Namespace], int]
Sentence = Callable[[Any], str]
ROLES = ("desk", "all")


def add_to(subparsers: Any, within: Callable[[Run], Run], sentence: Sentence) -> None:
    """Add `totals` and `statements`; `within` runs a command in its register, `sentence` turns a code with facts into words."""
    for what, form in (("totals", "CSV"), ("statements", "CSV or JSON Lines (.jsonl)")):
        purpose = f"bring in an earlier register's {what} as one list, which two others approve at the desk"
        parser = subparsers.add_parser(what, help=purpose, description=purpose)
        parser.add_argument("file", type=Path, metavar="FILE", help=f"{form}, as spec/import.md says")
        parser.add_argument("--by", metavar="HANDLE", help="who brings it in: somebody at the desk, who then cannot approve it")
        parser.add_argument("--dry-run", action="store_true", help="say what is wrong with it, if anything, and keep nothing")
        parser.set_defaults(run=within(run), what=what, sentence=sentence)


def run(args: argparse.Namespace) -> int:
    """Carry the command out: 0 if the file is kept or would be, 1 if something is wrong with it, 2 if it was called wrongly."""
    if not args.by and not args.dry_run:
        print("abjure: error: --by HANDLE says who brings the list in", file=sys.stderr)
        return 2
    try:
        print(f"abjure: {_bring(args, datetime.now(UTC))}")
    except Unreadable as error:
        for fault in error.rows:
            place = f"{args.file}:{fault.row}" + (f" ({fault.column})" if fault.column else "")
            print(f"abjure: error: {place}: {args.sentence(fault)}", file=sys.stderr)
        print(f"abjure: hint: nothing was kept; {len(error.rows)} of its rows must be put right first", file=sys.stderr)
        return 1
    return 0


def _bring(args: argparse.Namespace, now: datetime) -> str:
    if settings.ABJURE.role not in ROLES:
        raise Refused("import.role", role=settings.ABJURE.role)
    from abjure.desk.importing import actions  # noqa: PLC0415 - models need a register, and the command line starts without one

    raw = _read(args.file)
    rows = _parse(args, raw, now)
    if args.dry_run:
        return f"{len(rows)} rows could be imported; nothing was kept"
    bring = actions.bring_totals if args.what == "totals" else actions.bring_statements
    batch: ImportBatch = bring(**{"name": args.file.name, "raw": raw, args.what: rows, "by": actions.importer(args.by), "now": now})
    return f"{len(rows)} rows wait at the desk as list {batch.pk}, until two people other than {args.by} approve them"


def _parse(args: argparse.Namespace, raw: bytes, now: datetime) -> list[Any]:
    from abjure.desk.importing import inside  # noqa: PLC0415 - as above

    if args.what == "totals":
        return list(totals.parse(raw, today=now.date(), after=inside.newest_total()))
    is_csv = args.file.suffix.lower() != ".jsonl"
    found = statements.parse(raw, is_csv=is_csv, charter=settings.ABJURE.charter, today=now.date())
    inside.check_inside(found)
    return found


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused("import.file", file=str(path), why=error.strerror or type(error).__name__) from error
