"""`abjure switch`: shut a part of the door while too much arrives, and open it again; the running processes see it within a second."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import Any

from abjure.core.errors import Refused
from abjure.door.envelopes import counting, switches
from abjure.server import environment


def add_to(parser: Any) -> None:
    """Add what the command takes."""
    parser.add_argument("position", nargs="?", choices=tuple(switches.POSITIONS), help="nothing: say how it stands")
    parser.add_argument("--until", metavar="YYYY-MM-DDTHH:MMZ", help="when visitors are told to come back")


def run(arguments: argparse.Namespace) -> int:
    """Turn the switch, or say how it stands; Refused("switch.until") for a time that cannot be read or has passed."""
    path = environment.home() / "door" / switches.FILE
    if arguments.position:
        switches.turn(environment.home(), switches.Switch(arguments.position, _until(arguments.until)))
    standing = switches.parse(path.read_text()) if path.exists() else switches.Switch()
    print(f"{standing.format().strip()}: {switches.POSITIONS[standing.position]}")
    if totals := counting.ask(environment.home(), counting.TOTALS):
        print("previews this hour: {}; more than the charter's rates allow: {}".format(*totals.split()))
    return 0


def _until(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        until = datetime.strptime(text, switches.FORM).replace(tzinfo=UTC)
    except ValueError as error:
        raise Refused("switch.until", text=text) from error
    if until <= datetime.now(UTC):
        raise Refused("switch.until", text=text)
    return until
