"""What every form of the door has in common: where it may come from, how large it may be, and that nothing of it is kept."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from abjure.door.envelopes import evening, switches

BODY_LIMIT = 65536
CLEAR = '"cookies", "storage"'
SAME_SITE = {"same-origin", "none"}
RETRY_SECONDS = "30"
RECEIPT = "/receipt/"
LENGTH = re.compile(r"[0-9]{1,9}")

View = Callable[[HttpRequest], HttpResponse]


def form(view: View) -> View:
    """Refuse a form that another site sent (403) or that is too large (413), and let no answer to a POST be kept."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return _shut(request) or view(request)
        if not _is_ours(request):
            return render(request, "envelopes/elsewhere.html", status=403)
        if not _is_short(request):
            return render(request, "envelopes/too-large.html", status=413)
        began = time.perf_counter()
        response = _shut(request) or _answer(view, request)
        if request.path_info.startswith(RECEIPT):
            evening.wait(began)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Clear-Site-Data"] = CLEAR
        return response

    return guarded


@form
def too_large(request: HttpRequest) -> HttpResponse:
    """Say for the web server in front that what was sent is too large."""
    return render(request, "envelopes/too-large.html", status=413)


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render a page of the door."""
    return render(request, template, context, status=status)


def _answer(view: View, request: HttpRequest) -> HttpResponse:
    """Let the view answer; where the database is full, busy or away, give all that was sent back, to be sent again (503)."""
    try:
        return view(request)
    except (InterfaceError, OperationalError):
        response = page(request, "envelopes/try-again.html", _sent(request), 503)
        response.headers["Retry-After"] = RETRY_SECONDS
        return response


def _shut(request: HttpRequest) -> HttpResponse | None:
    """Say until when this is shut, where it is, and give all that was sent back (503)."""
    switch = switches.now()
    if not switch.shuts(request.path_info):
        return None
    response = page(request, "envelopes/shut.html", _sent(request) | {"until": switch.until}, 503)
    response.headers["Retry-After"] = str(switch.seconds(timezone.now()))
    response.headers["Cache-Control"] = "no-store"
    return response


def _sent(request: HttpRequest) -> dict[str, Any]:
    sent = [(name, value) for name, values in request.POST.lists() for value in values]
    return {"sent": sent, "address": request.path_info}


def _is_short(request: HttpRequest) -> bool:
    """Say whether the body is told to be within the limit; what comes in pieces is not told, and no browser sends a form so."""
    if "Transfer-Encoding" in request.headers:
        return False
    told = request.META.get("CONTENT_LENGTH") or "0"
    return bool(LENGTH.fullmatch(told)) and int(told) <= BODY_LIMIT


def _is_ours(request: HttpRequest) -> bool:
    """Say whether the browser says that our own page sent it; `Origin: null` alone is no reason to refuse."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in SAME_SITE
    origin = request.headers.get("Origin", "null")
    return origin == "null" or origin.partition("://")[2] == request.headers.get("Host")
