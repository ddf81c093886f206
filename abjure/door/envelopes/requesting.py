"""Asking for something with the receipt: one address for every act, what will happen, and sending; no two acts are answered differently."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from abjure.core import request as rules
from abjure.core import risk
from abjure.core.declaration import Problem, tidy
from abjure.core.errors import Invalid, Refused
from abjure.core.receipt import Receipt
from abjure.core.request import RETURN, Request
from abjure.door.envelopes import codes, requests
from abjure.door.envelopes.choices import form_context, row_context
from abjure.door.envelopes.language import spoken
from abjure.door.envelopes.posting import form, page
from abjure.door.envelopes.receipts import ask_again, open_code
from abjure.door.envelopes.sheet import declaration_of, read

# The acts that a form asks for, with the one field that some of them have.
FIELDS = {"withdraw": "", "keep": "", "hide": "", "name": "name", "message": "text", "appeal": "text", "confirm": "", "leave": ""}


@form
def ask(request: HttpRequest) -> HttpResponse:
    """Show what an act does and what it asks, then exactly what will be handed in, then take it."""
    act = request.POST.get("act", "")
    if request.method == "POST" and act not in FIELDS:
        raise BadRequest
    try:
        found, purpose = _begin(request, act)
    except (Invalid, Refused) as error:
        return ask_again(request, error)
    asked = Request(act, {FIELDS[act]: tidy(request.POST.get(FIELDS[act], ""))} if FIELDS[act] else {})
    context = {"code": found.code, "purpose": purpose, "act": act, "field": FIELDS[act], "written": asked.values.get(FIELDS[act], "")}
    step = request.POST.get("step")
    if step not in {"check", "send"}:
        return page(request, "envelopes/request.html", context)
    errors = rules.problems(asked, settings.ABJURE.charter)
    if errors:
        return page(request, "envelopes/request.html", context | {"summary": _summary(errors)}, 422)
    if step == "check":
        return page(request, "envelopes/request.html", context | {"checked": True})
    return _take(request, asked, found, purpose)


@form
def correct(request: HttpRequest) -> HttpResponse:
    """Take the statement as it should have been; it is decided like a new one and replaces the first."""
    try:
        found, purpose = _begin(request, "correct")
        sheet = read(request.POST)
    except (Invalid, Refused) as error:
        return ask_again(request, error)
    step = request.POST.get("step")
    sheet = sheet.one_more_row() if step == "row" else sheet
    reading = declaration_of(sheet, spoken())
    errors = reading.errors(settings.ABJURE.charter) if step in {"check", "send"} else {}
    context = form_context(sheet, errors, settings.ABJURE.charter, []) | {"code": found.code, "purpose": purpose}
    if step not in {"check", "send"}:
        return page(request, "envelopes/correct.html", context)
    if errors:
        return page(request, "envelopes/correct.html", context, 422)
    if step == "check":
        people = row_context(reading.declaration, settings.ABJURE.charter)
        risks = risk.risks(reading.declaration, sheet.one("real"))
        checked = {"checked": True, "declaration": reading.declaration, "people": people, "risks": risks}
        return page(request, "envelopes/correct.html", context | checked)
    return _take(request, Request("correct", {"declaration": reading.declaration.content()}), found, purpose)


@form
def spare(request: HttpRequest) -> HttpResponse:
    """Say what the spare number is, and give it out; the desk alone learns that it is one."""
    try:
        found, _ = open_code(request)
    except (Invalid, Refused) as error:
        return ask_again(request, error)
    context: dict[str, Any] = {"code": found.code, "wish": RETURN}
    if request.POST.get("step") == "send":
        wish = request.POST.get("wish", "")
        if wish not in rules.WISHES:
            raise BadRequest
        made = requests.make_known(found, "spare", now=timezone.now(), wish=wish)
        context |= {"groups": made.groups()} | codes.spelled(made)
    return page(request, "envelopes/spare.html", context)


def _begin(request: HttpRequest, act: str) -> tuple[Receipt, str]:
    """Return the receipt, and the purpose that the form carries already, so that sending it twice is one request; else the next."""
    found, _ = open_code(request)
    carried = request.POST.get("purpose", "")
    return found, carried if carried in rules.purposes(act) else requests.next_purpose(found, act)


def _take(request: HttpRequest, asked: Request, found: Receipt, purpose: str) -> HttpResponse:
    requests.hand_in(asked, receipt=found, purpose=purpose, now=timezone.now())
    return page(request, "envelopes/requested.html", {"code": found.code})


def _summary(errors: Sequence[Problem]) -> list[tuple[str, Problem]]:
    return [(problem.field, problem) for problem in errors]
