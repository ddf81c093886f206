"""Applying for a certificate with the receipt: through the same door, sealed to the certificates' key."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from abjure.core import application as applications
from abjure.core.application import Application
from abjure.core.declaration import Problem, tidy
from abjure.core.errors import Fault, Invalid, Refused
from abjure.core.receipt import Receipt
from abjure.door.envelopes import actions
from abjure.door.envelopes.handed_in import Kept
from abjure.door.envelopes.posting import form, page
from abjure.door.envelopes.receipts import ACCEPTED, ask_again, in_ascii_digits, open_code, standing

FIELDS = (
    "family", "given", "native_family", "native_given", "birth", "id_type", "id_country", "id_last4", "variant", "joined",
)  # fmt: skip


@form
def apply(request: HttpRequest) -> HttpResponse:
    """Show the application form to the holder of an accepted receipt, and hand it in."""
    if request.method != "POST":
        return page(request, "envelopes/ask.html", {})
    try:
        found, ticket = open_code(request)
        if standing(found, ticket).state != ACCEPTED:
            raise Refused("application.not-accepted")
        purpose = _purpose(request, actions.next_application(found))
    except (Invalid, Refused) as error:
        return ask_again(request, error)
    if request.POST.get("step") != "send":
        return _show(request, found.code, purpose)
    filled = read(request)
    errors = applications.problems(filled, settings.ABJURE.charter, today=timezone.now().date())
    if errors:
        return _show(request, found.code, purpose, errors)
    handed_in = actions.hand_in(content=filled.content(), receipt=found, purpose=purpose, now=timezone.now())
    return page(request, "envelopes/applied.html", {"code": found.code, "ticket": handed_in})


def read(request: HttpRequest) -> Application:
    """Return the application that was filled in."""
    values = {name: tidy(request.POST.get(name, "")) for name in FIELDS}
    for name in ("id_country", "id_last4", "birth", "joined"):
        values[name] = in_ascii_digits(values[name]).upper()
    return Application(**values, languages=tuple(request.POST.getlist("languages")))


def _purpose(request: HttpRequest, free: str | None) -> str:
    """Return the purpose that the form already carries, so that sending it twice is one application; else the next free one."""
    carried = request.POST.get("purpose", "")
    if carried in actions.APPLICATIONS:
        return carried
    if free is None:
        raise Refused("application.too-many")
    return free


def _show(request: HttpRequest, code: str, purpose: str, errors: tuple[Problem, ...] = (), fault: Fault | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "code": code,
        "purpose": purpose,
        "filled": {name: request.POST.get(name, "") for name in FIELDS},
        "picked": request.POST.getlist("languages"),
        "id_types": applications.ID_TYPES,
        "variants": applications.VARIANTS,
        "summary": [(problem.field, problem) for problem in errors],
        "errors": {name: [problem for problem in errors if problem.field == name] for name in (*FIELDS, "languages")},
        "fault": fault,
    }
    return page(request, "envelopes/apply.html", context, 422 if errors else 200)


@form
def certificate(request: HttpRequest) -> HttpResponse:
    """Return the certificate that an application came to, as PDF."""
    try:
        found, _ = open_code(request)
        purpose = request.POST.get("purpose", "")
        ticket = actions.ticket_of(found, purpose) if purpose in actions.APPLICATIONS else None
        if ticket is None or (paper := _paper(found, ticket, purpose)) is None:
            raise Refused("application.no-certificate")  # answered below like an unknown code
    except (Invalid, Refused) as error:
        return page(request, "envelopes/ask.html", {"fault": error}, 422)
    return HttpResponse(paper, content_type="application/pdf", headers={"Content-Disposition": 'attachment; filename="certificate.pdf"'})


def _paper(found: Receipt, ticket: Kept, purpose: str) -> bytes | None:
    """Return the newest PDF among the answers; a certificate that was taken back is still the holder's to read."""
    papers = [answer["pdf"] for answer in actions.answers_to(ticket, found, purpose) if answer.get("state") == "issued"]
    return b64decode(papers[-1]) if papers else None
