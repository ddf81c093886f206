"""Without a receipt: objecting to an entry that names somebody, and asking a centre for a new receipt; no answer confirms anything."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from abjure.core import receipt as receipts
from abjure.core import request as rules
from abjure.core.declaration import Problem, tidy
from abjure.core.errors import Fault, Refused
from abjure.core.receipt import Receipt
from abjure.core.request import PURPOSES, Request
from abjure.door.envelopes import actions, admission, codes, requests
from abjure.door.envelopes.posting import form, page

NUMBER = 6
# What a preview is refused for, as these forms say it; whatever else is wrong with what they carry, they are too old.
SAID = {"preview.too-soon": "request.too-soon", "preview.slow": "request.slow"}
TOO_OLD = "request.too-old"


@form
def objection(request: HttpRequest) -> HttpResponse:
    """Take an objection under a receipt that is forgotten at once: nobody can ask later what became of it."""
    if request.method != "POST":
        return _show(request, "envelopes/objection.html")
    start = "".join(request.POST.get("commitment", "").split())
    asked = Request("object", {"commitment": start, "text": tidy(request.POST.get("text", ""))})
    typed = {"commitment": start, "text": asked.text}
    errors = rules.problems(asked, settings.ABJURE.charter)
    if errors:
        return _show(request, "envelopes/objection.html", typed | {"summary": _summary(errors)})
    try:
        _hand_in(request, asked, PURPOSES[0])
    except Fault as error:
        return _show(request, "envelopes/objection.html", typed, error)
    return page(request, "envelopes/objected.html", {})


@form
def lost(request: HttpRequest) -> HttpResponse:
    """Make a new receipt that counts for nothing until two people at a centre say whose it is."""
    if request.method != "POST":
        return _show(request, "envelopes/lost.html")
    try:
        made = receipts.parse(request.POST.get("code", ""), settings.ABJURE.origin)
        # Sent twice it is the same number, which leads nowhere.
        number = made.derived("number").code[:NUMBER]
        _hand_in(request, Request("replace", {"number": number}), actions.DECLARATION)
    except Fault as error:
        return _show(request, "envelopes/lost.html", {}, error)
    return page(request, "envelopes/lost.html", {"groups": made.groups(), "number": number} | codes.spelled(made))


def _hand_in(request: HttpRequest, asked: Request, purpose: str) -> None:
    """Hand a request in under the receipt that the form carries; Refused("preview.…"), Refused("work.…") or Invalid("receipt.…")."""
    now = timezone.now()
    way = admission.admit(request, now)
    made = receipts.parse(request.POST.get("code", ""), settings.ABJURE.origin)
    requests.hand_in(asked, receipt=made, purpose=purpose, now=now, slow=way.slow, nonce=way.nonce)


def _show(request: HttpRequest, template: str, context: dict[str, Any] | None = None, fault: Fault | None = None) -> HttpResponse:
    """Show a form with what was typed; it keeps its receipt and its second where it may still be sent."""
    now = timezone.now()
    sealed = admission.carried(request, now) or admission.show(request, Receipt.new(settings.ABJURE.origin).code, now)
    filled = dict(zip(("code", "second", "mac"), sealed, strict=True)) | {"work": admission.offer(sealed, now), "fault": _said(fault)}
    shown = page(request, template, filled | (context or {}), 422 if request.method == "POST" else 200)
    shown.headers["Cache-Control"] = "no-store"
    return shown


def _said(fault: Fault | None) -> Fault | None:
    return None if fault is None else Refused(SAID.get(fault.code, TOO_OLD), **fault.facts)


def _summary(errors: tuple[Problem, ...]) -> list[tuple[str, Problem]]:
    return [(problem.field, problem) for problem in errors]
