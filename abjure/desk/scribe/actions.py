"""The scribe's verb: to take a statement down. It waits in the same queue as all others, and whoever took it down does not decide on it."""

from __future__ import annotations

import hmac
import re
from datetime import datetime

from django.conf import settings
from django.db import transaction

from abjure.core import envelope, letter
from abjure.core.declaration import Declaration, problems
from abjure.core.errors import Invalid
from abjure.core.receipt import Receipt, check_digits
from abjure.desk import keys
from abjure.desk.reception import actions as reception
from abjure.desk.reception import given, vault
from abjure.desk.reception.models import Submission
from abjure.desk.scribe.sheet import HANDS, TOKEN
from abjure.desk.staff import record
from abjure.desk.staff.models import Staff

DECLARATION = "declaration"


def take_down(*, said: Declaration, provenance: str, way: str, token: str, by: Staff, now: datetime) -> tuple[Submission, Receipt | None]:
    """Keep a statement once, and return it with the receipt for whoever made it; of a list that others passed on, nobody gets one.

    Raises Invalid("declaration.form") or ("envelope.too-long").
    """
    if not re.fullmatch(f"[0-9a-f]{{{2 * TOKEN}}}", token) or provenance not in HANDS or problems(said, settings.ABJURE.charter):
        raise Invalid("declaration.form")
    receipt = _receipt(token, by)
    with transaction.atomic(using="desk"):
        # Two of the same sheet at once wait for each other here.
        record.lock()
        known = Submission.objects.filter(kind=DECLARATION, holder=reception.holder(receipt.verify_key())).first()
        submission = known or _hand_in(_sealed(said, receipt), provenance, way, by, now)
    if submission.provenance == Submission.Provenance.RELAYED:
        return submission, None
    given.leave_ticket(submission=submission, receipt=receipt)
    return submission, receipt


def _hand_in(sealed: bytes, provenance: str, way: str, by: Staff, now: datetime) -> Submission:
    submission = reception.receive(envelope=sealed, day=now.date(), now=now, provenance=provenance, brought_in_by=by, way=way)
    if submission is None:
        raise Invalid("declaration.form")
    record.write(staff=by, verb="take-down", subject=bytes(submission.digest), now=now)
    return submission


def _sealed(said: Declaration, receipt: Receipt) -> bytes:
    """Seal a statement as the door would."""
    written = letter.write(DECLARATION, said.content(), receipt=receipt, purpose=DECLARATION)
    public = {"purpose": vault.declarations_key().public(), "reception": vault.reception_key().public()}
    return envelope.seal(written.format(), origin=settings.ABJURE.origin, **public)


def _receipt(token: str, by: Staff) -> Receipt:
    """Return the receipt of one sheet of one person. Of a list that others passed on nobody may hold it: only this desk can make it."""
    made = hmac.digest(keys.of(settings.ABJURE.home)["storage"], f"abjure/scribe/v1\n{by.handle}\n{token}".encode(), "sha256")
    digits = f"{int.from_bytes(made, 'big') % 10**30:030d}"
    return Receipt(digits + check_digits(digits), settings.ABJURE.origin)
