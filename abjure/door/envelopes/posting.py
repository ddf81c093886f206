"""What every form of the door has in common: where it may come from, how large it may be, and that nothing of it is kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

BODY_LIMIT = 65536
CLEAR = '"cookies", "storage"'
SAME_SITE = {"same-origin", "none"}

View = Callable[[HttpRequest], HttpResponse]


def form(view: View) -> View:
    """Refuse a form that another site sent (403) or that is too large (413), and let no answer to a POST be kept."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return view(request)
        if not _is_ours(request):
            return render(request, "envelopes/elsewhere.html", status=403)
        if int(request.META.get("CONTENT_LENGTH") or 0) > BODY_LIMIT:
            return render(request, "envelopes/too-large.html", status=413)
        response = view(request)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Clear-Site-Data"] = CLEAR
        return response

    return guarded


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render a page of the door."""
    return render(request, template, context, status=status)


def _is_ours(request: HttpRequest) -> bool:
    """Say whether the browser says that our own page sent it; `Origin: null` alone is no reason to refuse."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in SAME_SITE
    origin = request.headers.get("Origin", "null")
    return origin == "null" or urlsplit(origin).netloc == request.headers.get("Host")
