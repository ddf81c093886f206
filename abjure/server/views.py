"""Answers that every side gives alike: health, the few static files, and the pages for what went wrong."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

STATIC = Path(__file__).parent / "static"
# What set-up makes of browser/.
BUILT = STATIC / "built"
CLEAR = '"cookies", "storage"'
LEAVING = '"cache", "cookies", "storage"'
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}


def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """Say that this process answers."""
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


def busy(request: HttpRequest) -> HttpResponse:
    """Say for the web server in front that more arrives than can be answered; it is as long as an answer to a form."""
    response = render(request, "busy.html", {"languages": ()})
    for name, value in {"Cache-Control": "no-store", "Clear-Site-Data": CLEAR, "Retry-After": "30"}.items():
        response.headers[name] = value
    return response


def leave(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """Send the reader to the charter's harmless page at once, and let the browser drop what it holds of ours."""
    headers = {"Location": settings.ABJURE.charter.exit_url, "Clear-Site-Data": LEAVING, "Cache-Control": "no-store"}
    return HttpResponse(status=303, headers=headers | {"Referrer-Policy": "no-referrer"})


def static(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """Return one of the few static files."""
    path = STATIC / name
    if path.parent not in {STATIC, BUILT} or path.suffix not in TYPES or not path.is_file():
        raise Http404
    return HttpResponse(path.read_bytes(), content_type=TYPES[path.suffix], headers={"Cache-Control": "public, max-age=3600"})


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - a handler's signature
    """Say that what was sent cannot be read."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - a handler's signature
    """Say that this is not for the reader."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - a handler's signature
    """Say that there is no such page."""
    return render(request, "404.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Say that something failed here, and that nothing was lost."""
    return render(request, "500.html", status=500)
