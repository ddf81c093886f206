"""A receipt that the desk gives out itself: its ticket at the door, and its code as people read it."""

from __future__ import annotations

from abjure.core import receipt as receipts
from abjure.core.receipt import Receipt
from abjure.desk.reception.models import Submission
from abjure.door.envelopes import codes
from abjure.door.envelopes.models import Ticket


def leave_ticket(*, submission: Submission, receipt: Receipt) -> None:
    """Let a receipt open its statement at the door, unless it does already."""
    tag = receipts.given_tag(receipt.locator(submission.kind))
    Ticket.objects.bulk_create([Ticket(tag=tag, digest=bytes(submission.digest), day=submission.day)], ignore_conflicts=True)


def spelled(receipt: Receipt) -> dict[str, str]:
    """Return the code in groups of `digits`, and its `words` with their `tongue`, as the door shows them."""
    return {"digits": " ".join(receipt.groups())} | codes.spelled(receipt)
