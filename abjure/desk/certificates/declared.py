"""The declaration of whoever applies: found by the receipt's key, and only while it stands."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from abjure.core.errors import Refused
from abjure.desk.declarations.models import Opening
from abjure.desk.declarations.succession import current
from abjure.desk.reception.actions import holder
from abjure.desk.reception.models import Submission


@dataclass(frozen=True)
class Declared:
    """What the certificate says of the declaration: its name at the gate, the applicant's own row of it, and since when it is provable."""

    digest: bytes
    alias: str
    bodies: tuple[str, ...]
    day: date
    stated: str


def find(verify_key: bytes) -> Declared:
    """Return the declaration that was handed in with the same receipt.

    Raises Refused("certificate.no-declaration"), ("certificate.withdrawn") or ("certificate.withheld").
    """
    handed_in = Submission.objects.filter(kind=Submission.Kind.DECLARATION, holder=holder(verify_key)).first()
    first = None if handed_in is None else _opening(bytes(handed_in.digest))
    if first is None:
        raise Refused("certificate.no-declaration")
    standing = current(first)
    if standing is None:
        raise Refused("certificate.withdrawn")
    shown = standing.shown()
    if shown is None:
        raise Refused("certificate.withheld")
    fields = shown["fields"]
    # The first row is the person who handed the statement in, and so the one who holds the receipt.
    names, bodies = json.loads(fields["names"]), json.loads(fields["bodies"])
    return Declared(bytes(standing.digest), names[0], tuple(bodies[0]), first.day, fields.get("declared", ""))


def _opening(digest: bytes) -> Opening | None:
    return Opening.objects.filter(kind=Opening.Kind.DECL, digest=digest).first()
