"""What a receipt opens: the code itself to keep, how far the statement is, and the sealed answers."""

from __future__ import annotations

import io
import secrets
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from abjure.core.errors import Fault, Invalid, Refused
from abjure.core.receipt import Receipt
from abjure.door.envelopes import actions, codes, openings, requests
from abjure.door.envelopes.handed_in import Kept
from abjure.door.envelopes.language import written
from abjure.door.envelopes.models import DIGEST
from abjure.door.envelopes.posting import form, page
from abjure.door.envelopes.printed import printed
from abjure.door.envelopes.sharing import Share

WAITING, COLLECTED, ACCEPTED, REFUSED = "waiting", "collected", "accepted", "refused"
PREFIX, SHORT = 2, 8
NOTHING = Kept(bytes(DIGEST), date.min)


@dataclass(frozen=True)
class Standing:
    """How far a statement is: its state, the day it was handed in, and the answer that says so."""

    state: str
    ticket: Kept
    answer: dict[str, Any]
    purpose: str = actions.DECLARATION

    @property
    def by(self) -> date | None:
        """Return the UTC day on which it is public at the latest; None where the answer says none."""
        said = self.answer.get("by")
        return None if said is None else date.fromisoformat(said)

    @property
    def is_replacement(self) -> bool:
        """Say whether this is a new receipt for one that was lost, which opens no statement yet, or will not."""
        return bool(self.answer.get("act") == "replace")

    @property
    def prefix(self) -> str:
        """Return the first two characters of the commitment: the public page where all that begin so are listed."""
        return str(self.answer.get("commitment", ""))[:PREFIX]

    @property
    def short(self) -> str:
        """Return the first eight characters of the commitment: what the reader looks for on that page."""
        return str(self.answer.get("commitment", ""))[:SHORT]


@form
def receipt(request: HttpRequest) -> HttpResponse:
    """Ask for a code, and show what it opens."""
    if request.method != "POST":
        return page(request, "envelopes/ask.html", {})
    try:
        found, ticket = open_code(request)
    except (Invalid, Refused) as error:
        return ask_again(request, error)
    if request.POST.get("step") == "kept":
        return _kept(request, found, ticket)
    now = standing(found, ticket)
    if now.is_replacement:
        return page(request, "envelopes/replacement.html", {"standing": now})
    return page(request, "envelopes/standing.html", _standing_context(found, ticket, now))


def show_receipt(
    request: HttpRequest, found: Receipt, ticket: Kept, fault: Fault | None = None, shares: Sequence[Share] = ()
) -> HttpResponse:
    """Show the receipt of what has just been handed in, and those of co-declarers."""
    asked, day = str(secrets.randbits(3) + 1), written(ticket.day)
    filled = {"code": found.code, "shown": " ".join(found.groups()), "asked": asked, "day": day} | codes.spelled(found)
    if fault is None and not shares:
        return printed(request, "envelopes/receipt.html", filled, **waits())
    return page(request, "envelopes/receipt.html", filled | {"fault": fault, "shares": shares} | waits(), 422 if fault else 200)


@form
def file(request: HttpRequest) -> HttpResponse:
    """Return the code as a file that holds nothing but its digits."""
    return _as(request, lambda found: (" ".join(found.groups()) + "\n").encode(), "text/plain; charset=utf-8", "memo.txt")


@form
def qr(request: HttpRequest) -> HttpResponse:
    """Return the code as a QR picture (PNG), made now and kept nowhere."""
    return _as(request, _picture, "image/png", "memo.png")


def standing(found: Receipt, ticket: Kept, purpose: str = actions.DECLARATION) -> Standing:
    """Return how far something is that was handed in."""
    answers = actions.answers_to(ticket, found, purpose)
    if answers:
        return Standing(str(answers[-1].get("state", COLLECTED)), ticket, answers[-1], purpose)
    return Standing(WAITING if actions.is_waiting(ticket) else COLLECTED, ticket, {}, purpose)


def open_code(request: HttpRequest) -> tuple[Receipt, Kept]:
    """Return the receipt that was typed and its ticket; Invalid("receipt.…") or Refused("receipt.unknown").

    One whose statement was withdrawn is as unknown as one that never was.
    """
    try:
        found = codes.read(request.POST.get("code", ""))
    except Invalid:
        _look_up_nothing()
        raise
    ticket = actions.ticket_of(found, actions.DECLARATION)
    # The same is looked up for a code that is not there, so that the time tells nothing.
    state = standing(found, ticket or NOTHING).state
    if ticket is None or state == actions.WITHDRAWN:
        raise Refused("receipt.unknown")
    openings.note(found, timezone.now().date())
    return found, ticket


def _look_up_nothing() -> None:
    """Do for a mistyped code what is done for one that is not there."""
    nobody = Receipt.new(settings.ABJURE.origin)
    actions.ticket_of(nobody, actions.DECLARATION)
    standing(nobody, NOTHING)


def ask_again(request: HttpRequest, error: Fault) -> HttpResponse:
    """Ask for the code, and say what is wrong with the one that was typed."""
    if request.method != "POST":
        return page(request, "envelopes/ask.html", {})
    return page(request, "envelopes/ask.html", {"fault": error, "typed": request.POST.get("code", "")}, 422)


def _standing_context(found: Receipt, ticket: Kept, now: Standing) -> dict[str, Any]:
    applications = [
        standing(found, handed_in, purpose)
        for purpose in actions.APPLICATIONS
        if (handed_in := actions.ticket_of(found, purpose)) is not None
    ]
    reasons = [settings.ABJURE.charter.reason(key) for key in now.answer.get("reasons", []) if key != "form"]
    day = written(ticket.day)
    return {
        "code": found.code,
        "day": day,
        "standing": now,
        "applications": applications,
        "reasons": reasons,
        "thread": requests.thread(found),
        "opened": openings.days(found, timezone.now().date()),
        **waits(),
    } | codes.spelled(found)


def waits() -> dict[str, int]:
    """Return for how many hours own words are held at the most, and after how many days what is accepted is public at the latest."""
    return {"hours": settings.ABJURE.hold, "days": settings.ABJURE.public_after}


def _kept(request: HttpRequest, found: Receipt, ticket: Kept) -> HttpResponse:
    asked, typed = request.POST.get("asked", ""), request.POST.get("typed", "")
    digits = "".join(character for character in typed if character.isdecimal())
    if asked not in {str(number) for number in range(1, 9)} or found.groups()[int(asked) - 1] != in_ascii_digits(digits):
        return show_receipt(request, found, ticket, fault=Refused("receipt.wrong-group"))
    return page(request, "envelopes/kept.html", {})


def in_ascii_digits(text: str) -> str:
    """Return a text with every digit, full-width or Persian, as one of ten."""
    return "".join(str(unicodedata.decimal(character, character)) for character in text)


def _as(request: HttpRequest, make: Callable[[Receipt], bytes], kind: str, name: str) -> HttpResponse:
    if request.method != "POST":
        return page(request, "envelopes/ask.html", {})
    try:
        found = codes.read(request.POST.get("code", ""))
    except Invalid as error:
        return page(request, "envelopes/ask.html", {"fault": error}, 422)
    return HttpResponse(make(found), content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _picture(found: Receipt) -> bytes:
    drawn = io.BytesIO()
    segno.make(found.code, error="m", micro=False).save(drawn, kind="png", scale=8, border=4)
    return drawn.getvalue()
