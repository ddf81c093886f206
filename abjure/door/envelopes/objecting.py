"""Without a receipt: objecting to an entry that names somebody, and asking a centre for a new receipt; no answer confirms anything."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from abjure.core import request as rules
from abjure.core.declaration import tidy
from abjure.core.receipt import Receipt
from abjure.core.request import PURPOSES, Request
from abjure.door.envelopes import actions, requests
from abjure.door.envelopes.posting import form, page

MILLION = 10**6


@form
def objection(request: HttpRequest) -> HttpResponse:
    """Take an objection under a receipt that is forgotten at once: nobody can ask later what became of it."""
    if request.method != "POST":
        return page(request, "envelopes/objection.html", {})
    start = "".join(request.POST.get("commitment", "").split())
    asked = Request("object", {"commitment": start, "text": tidy(request.POST.get("text", ""))})
    errors = rules.problems(asked, settings.ABJURE.charter)
    if errors:
        context = {"commitment": start, "text": asked.text, "summary": [(problem.field, problem) for problem in errors]}
        return page(request, "envelopes/objection.html", context, 422)
    requests.hand_in(asked, receipt=Receipt.new(settings.ABJURE.origin), purpose=PURPOSES[0], now=timezone.now())
    return page(request, "envelopes/objected.html", {})


@form
def lost(request: HttpRequest) -> HttpResponse:
    """Make a new receipt that counts for nothing until two people at a centre say whose it is."""
    if request.method != "POST":
        return page(request, "envelopes/lost.html", {})
    made, number = Receipt.new(settings.ABJURE.origin), f"{secrets.randbelow(MILLION):06d}"
    requests.hand_in(Request("replace", {"number": number}), receipt=made, purpose=actions.DECLARATION, now=timezone.now())
    return page(request, "envelopes/lost.html", {"groups": made.groups(), "number": number})
