"""`abjure staff`: who works at the desk, and a new one-time link for one who lost theirs, or the device with their passkey."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from abjure.core.errors import Refused
from abjure.server import environment


def add_to(parser: Any) -> None:
    """Add what the command takes."""
    parser.add_argument("handle", nargs="?", metavar="HANDLE", help="give this person a new link; nothing: say who is there")
    parser.add_argument("--forget", action="store_true", help="end the passkeys that this person has: a device is lost, or in other hands")


def run(arguments: argparse.Namespace) -> int:
    """Print a new link, or everybody at the desk with their passkeys and unused links; Refused("staff.handle") or ("staff.role")."""
    if environment.role() not in {"desk", "all"}:
        raise Refused("staff.role", role=environment.role())
    from abjure.desk.staff import actions

    if arguments.handle is None:
        return _list()
    staff = actions.renew_link(handle=arguments.handle, forget=arguments.forget, now=datetime.now(UTC))
    links = {handle: address for handle, _, address in actions.enrolment_links(_address())}
    print(f"one-time link for {staff.handle} ({staff.duty}): {links[staff.handle]}")
    return 0


def _address() -> str:
    """Return where the desk is reached: passkeys are bound to a name, so on this machine by its own."""
    register = settings.ABJURE
    return str(register.public_url) if register.is_public() else f"http://localhost:{environment.port()}"


def _list() -> int:
    from abjure.desk.staff.models import Staff

    for staff in Staff.objects.filter(active=True, demonstration=False):
        unused = staff.enrolments.filter(used__isnull=True).count()
        print(f"{staff.handle} ({staff.duty}): passkeys {staff.passkeys.count()}, unused links {unused}")
    return 0
