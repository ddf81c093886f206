"""The declaration of whoever applies: found by the receipt's key, and only while it stands."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from abjure.core.errors import Invalid, Refused
from abjure.core.request import OWN
from abjure.desk.declarations.succession import current
from abjure.desk.reception.actions import holder
from abjure.desk.requests import actions as requests
from abjure.desk.requests import holders
from abjure.desk.requests.models import Conclusion, Wish


@dataclass(frozen=True)
class Declared:
    """What the certificate says of the declaration: its name at the gate, the applicant's own row of it, and since when it is provable."""

    digest: bytes
    alias: str
    bodies: tuple[str, ...]
    day: date
    stated: str


@dataclass(frozen=True)
class Noted:
    """A real name that the holder had noted behind the alias, and when the desk took it in."""

    name: str
    day: date


def find(verify_key: bytes) -> Declared:
    """Return the declaration that this receipt belongs to, and the row of its holder.

    Raises Refused("certificate.no-declaration"), ("certificate.withdrawn") or ("certificate.withheld").
    """
    found = holders.find(holder(verify_key))
    first = None if found is None else holders.first_opening(found.statement)
    place = None if found is None else holders.place(found.statement, found.holding)
    if first is None or place is None:
        raise Refused("certificate.no-declaration")
    standing = current(first)
    if standing is None:
        raise Refused("certificate.withdrawn")
    shown = standing.shown()
    if shown is None:
        raise Refused("certificate.withheld")
    fields = shown["fields"]
    # The first row is the person who handed the statement in; a co-declarer's receipt is that of their own row.
    names, bodies = json.loads(fields["names"]), json.loads(fields["bodies"])
    return Declared(bytes(standing.digest), names[place], tuple(bodies[place]), first.day, fields.get("declared", ""))


def noted(verify_key: bytes) -> list[Noted]:
    """Return the real names noted for this receipt's statement, the oldest first: to the one who handed it in alone, for it is their name."""
    found = holders.find(holder(verify_key))
    if found is None or found.role != OWN:
        return []
    done = Wish.objects.filter(statement=found.statement, act="name", conclusion__outcome=Conclusion.Outcome.DONE)
    return [told for wish in done.order_by("submission__collected", "pk") if (told := _told(wish)) is not None]


def _told(wish: Wish) -> Noted | None:
    try:
        return Noted(requests.read(wish).values["name"], wish.submission.collected.date())
    except Invalid:
        return None
