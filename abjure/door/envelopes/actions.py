"""What people do at the door: hand in, and look for an answer; both by the receipt alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings

from abjure.core import answer as answers
from abjure.core import envelope as envelopes
from abjure.core import letter as letters
from abjure.core import receipt as receipts
from abjure.core.errors import Invalid, Refused
from abjure.core.receipt import Receipt
from abjure.door.envelopes import keys
from abjure.door.envelopes.handed_in import HandedIn, Kept
from abjure.door.envelopes.keeping import keep
from abjure.door.envelopes.models import Envelope, Reply, Ticket

DECLARATION = "declaration"
WITHDRAWN, BROKEN = "withdrawn", "broken"
APPLICATIONS = tuple(f"application-{number}" for number in range(1, 6))


def ticket_of(receipt: Receipt, purpose: str) -> Kept | None:
    """Return the ticket of what this receipt handed in for this purpose."""
    return ticket_at(receipt.locator(purpose))


def ticket_at(locator: bytes) -> Kept | None:
    """Return what the ticket says that a receipt's locator leads to; one that the desk left is found as any other."""
    tags = receipts.tag(locator, keys.held().tag), receipts.given_tag(locator)
    found = Ticket.objects.filter(tag__in=tags).values_list("digest", "day").first()
    return Kept(bytes(found[0]), found[1]) if found else None


def check_fits(content: dict[str, Any]) -> None:
    """Check that a declaration fits into the larger envelope before anybody is shown a code; Invalid("envelope.too-long")."""
    letter = letters.write(DECLARATION, content, receipt=Receipt.new(settings.ABJURE.origin), purpose=DECLARATION)
    envelopes.check_fits(letter.format())


def hand_in(*, content: dict[str, Any], receipt: Receipt, purpose: str, now: datetime, slow: bool = False, nonce: bytes = b"") -> Kept:
    """Seal a letter and keep it, durable when this returns; the same receipt and purpose again is the same ticket.

    That it came by the slow way stands inside the seal. `nonce` is the token of work that it came with.
    Raises Invalid("envelope.too-long") if it does not fit into the larger envelope, Refused("work.spent") for a token used elsewhere,
    and Refused("preview.too-old") for a code that was withdrawn: what it is told holds for any code whose preview has run out.
    """
    held = keys.held()
    kind = purpose.partition("-")[0]
    letter = letters.write(kind, content, receipt=receipt, purpose=purpose, slow=slow)
    inner_key = held.declarations if kind == DECLARATION else held.certificates
    sealed = envelopes.seal(letter.format(), purpose=inner_key, reception=held.reception, origin=settings.ABJURE.origin)
    tag = receipts.tag(receipt.locator(purpose), held.tag)
    ticket = keep(HandedIn(tag, envelopes.digest(sealed), now.date(), sealed, nonce))
    if purpose == DECLARATION and ticket.digest != envelopes.digest(sealed) and is_withdrawn(ticket, receipt):
        raise Refused("preview.too-old")
    return ticket


def is_withdrawn(ticket: Kept, receipt: Receipt) -> bool:
    """Say whether the statement under this code was withdrawn, so that the code opens nothing any more."""
    said = answers_to(ticket, receipt, DECLARATION)
    return bool(said) and said[-1].get("state") == WITHDRAWN


def take_in(sealed: bytes, *, locator: bytes, nonce: bytes, now: datetime) -> Kept:
    """Keep what a browser has sealed, durable when this returns; nobody here can read it.

    Raises Invalid("envelope.size"), ("seal.form") or ("seal.other-key") for what the desk could not open either.
    """
    held = keys.held()
    envelopes.check_sealed_to(sealed, held.reception)
    return keep(HandedIn(receipts.tag(locator, held.tag), envelopes.digest(sealed), now.date(), sealed, nonce))


def is_waiting(ticket: Kept) -> bool:
    """Say whether its envelope still lies in the in-tray."""
    return Envelope.objects.filter(number=Envelope.number_of(ticket.digest)).exists()


def answers_to(ticket: Kept, receipt: Receipt, purpose: str) -> list[dict[str, Any]]:
    """Return what the desk has answered, the oldest first; opened with the receipt, in memory."""
    return [opened(reply, receipt, purpose) for reply in Reply.objects.filter(digest=ticket.digest)]


def opened(reply: Reply, receipt: Receipt, purpose: str) -> dict[str, Any]:
    """Return what a reply says; of one whose bytes were damaged, that it is `broken`."""
    key = answers.key_of(receipt.answer_key(purpose), reply.number)
    try:
        return answers.open_answer(bytes(reply.sealed), key=key, number=reply.number, origin=receipt.origin)
    except Invalid:
        return {"state": BROKEN}


def next_application(receipt: Receipt) -> str | None:
    """Return the purpose under which this receipt may apply next; None after five applications."""
    return next((purpose for purpose in APPLICATIONS if ticket_of(receipt, purpose) is None), None)
