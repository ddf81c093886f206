"""The commands of the server half: found a register, serve it, run its stages once, bring its tables up to date."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from abjure.core.errors import Fault
from abjure.server import environment, founding, seating, serving, starting, switching

Run = Callable[[argparse.Namespace], int]


def add_to(subparsers: Any) -> None:
    """Add every command of the server half."""
    init = _add(subparsers, "init", "make a register of your own in an empty home", _init)
    init.add_argument("--charter", required=True, help="a charter's folder, or the name of one that comes with abjure")
    init.add_argument("--origin", help="the log's name: its address without https:// (default: the public address and /log)")
    init.add_argument("--public-url", default="http://127.0.0.1:8000", help="the address under which people reach the register")
    _add(subparsers, "serve", "start the processes of this role (ABJURE_ROLE)", _serve)
    _add(subparsers, "pipeline", "run the stages of this role once", _pipeline)
    _add(subparsers, "migrate", "bring the tables of this role up to date", _migrate)
    switching.add_to(_add(subparsers, "switch", "shut a part of the door under load, or open it again", switching.run))
    seats = subparsers.add_parser(
        "staff", help="who works at the desk; a new one-time link", description="who works at the desk; a new one-time link"
    )
    seating.add_to(seats)
    seats.set_defaults(run=within(seating.run))
    rotate = _add(
        subparsers, "rotate-keys", "give the log new keys beside the ones it has, while gate and signer stand still", _rotate_keys
    )
    rotate.add_argument("--retire", action="store_true", help="sign with the newest keys alone; what the others signed stays good")
    rotate.add_argument("--forget", action="store_true", help="retire, and take the others out of the policy: somebody else may hold them")
    follow = _add(subparsers, "policy", "publish another policy (witnesses, quorum), while gate and signer stand still", _follow)
    follow.add_argument("file", metavar="FILE", help="a tlog-policy that names the keys by which the log signs")
    imported = subparsers.add_parser("import", help="bring in an earlier register's dated totals or statements")
    from abjure.desk.importing import commands as importing

    importing.add_to(imported.add_subparsers(metavar="WHAT", required=True), within, sentence)


def said(run: Run) -> Run:
    """Let a refusal of the server half be said in its own sentence, with exit status 1."""

    def saying(arguments: argparse.Namespace) -> int:
        try:
            return run(arguments)
        except Fault as fault:
            print(f"abjure: error: {sentence(fault)}", file=sys.stderr)
            return 1

    return saying


def within(run: Run) -> Run:
    """Let a command run in the register of this home."""

    def running(arguments: argparse.Namespace) -> int:
        starting.prepare()
        return run(arguments)

    return said(running)


def sentence(fault: Fault) -> str:
    """Return the sentence for a refusal, in English as all of the command line."""
    from django.utils import translation

    from abjure.server.messages import MESSAGES

    if not settings.configured:
        settings.configure(USE_I18N=False)
    with translation.override(None):
        return str(MESSAGES.get(fault.code, fault.code)) % fault.facts


def _add(subparsers: Any, name: str, purpose: str, run: Run) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = subparsers.add_parser(name, help=purpose, description=purpose)
    parser.set_defaults(run=said(run))
    return parser


def _init(arguments: argparse.Namespace) -> int:
    named = Path(arguments.charter)
    folder = named if named.is_dir() else founding.CHARTERS / arguments.charter
    origin = arguments.origin or arguments.public_url.partition("://")[2].rstrip("/") + "/log"
    passphrase = founding.found(environment.home(), founding.Plan(folder, origin, arguments.public_url))
    print(f"a register in {environment.home()}, log {origin}")
    print(f"passphrase of the certificates' key, shown this once: {passphrase}", flush=True)
    _make_tables()
    _print_links(arguments.public_url.replace("//127.0.0.1", "//localhost"))
    return 0


def _serve(_: argparse.Namespace) -> int:
    role, port = environment.role(), environment.port()
    if role == "all" and not (environment.home() / "register.json").exists() and not _found_demonstration(str(port)):
        return 0
    starting.prepare()
    from abjure.server import databases

    databases.migrate()
    if role in {"desk", "all"}:
        _print_links(f"http://localhost:{port}")
        _print_passphrase(environment.home())
    if role == "all":
        print("abjure: warning: role all: every key and database in one process, for trying it out only", file=sys.stderr)
    return serving.serve(role, port)


def _found_demonstration(port: str) -> bool:
    """Found the demonstration; False when told to stop before it is whole."""
    from abjure.server import demonstration

    serving.be_told()
    try:
        with serving.only_one(environment.home(), "founding"):
            demonstration.make(environment.home(), port)
    except KeyboardInterrupt:
        print("abjure: ended before the demonstration was whole; the next start begins it anew", file=sys.stderr)
        return False
    return True


def _pipeline(_: argparse.Namespace) -> int:
    starting.prepare()
    from abjure.server import pipeline

    return 1 if pipeline.run_once(environment.role(), datetime.now(UTC)) else 0


def _migrate(_: argparse.Namespace) -> int:
    starting.prepare()
    from abjure.server import databases

    databases.migrate()
    return 0


def _rotate_keys(arguments: argparse.Namespace) -> int:
    from abjure.gate import rotating

    home = environment.home()
    retires = arguments.retire or arguments.forget
    newest = rotating.retire(home, forget=arguments.forget) if retires else rotating.begin(home)
    for key in newest:
        print(f"signs {'alone' if retires else 'too'}: {key.format()}")
    print("the policy that readers and witnesses need: log/policy; every earlier one: log/policy.d/")
    return 0


def _follow(arguments: argparse.Namespace) -> int:
    from abjure.gate import rotating

    wanted = rotating.follow(environment.home(), Path(arguments.file).read_bytes())
    print(f"log/policy: {len(wanted.witnesses)} witnesses, quorum {wanted.quorum}; the public checkpoint has what it asks for")
    return 0


def _make_tables() -> None:
    """Make every table as the role that it belongs to: a register that others can reach has no role all."""
    for role in ("door", "gate"):
        subprocess.run([sys.executable, "-m", "abjure", "migrate"], env=os.environ | {"ABJURE_ROLE": role}, check=True)
    os.environ["ABJURE_ROLE"] = "desk"
    starting.prepare()
    from abjure.desk.staff import actions as staff
    from abjure.server import databases

    databases.migrate()
    staff.seed_staff()


def _print_passphrase(home: Path) -> None:
    """Print the demonstration's passphrase again; a register of one's own never has it on a disk."""
    path = home / "demonstration.json"
    if path.exists():
        print(f"passphrase of the demonstration's certificates' key: {json.loads(path.read_text())['passphrase']}")


def _print_links(base_url: str) -> None:
    from abjure.desk.staff import actions as staff

    for handle, duty, address in staff.enrolment_links(base_url):
        print(f"one-time link for {handle} ({duty}): {address}")
