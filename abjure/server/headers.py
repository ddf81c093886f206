"""Headers of every answer: what a browser may load, whom it may tell, and that nothing of a form is kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

NOTHING = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
OWN_SCRIPT = NOTHING.replace("img-src", "script-src 'self'; connect-src 'self'; img-src")
WORK_ALONE = NOTHING.replace("img-src", "script-src 'self'; img-src")
# What a page may load, by where its address begins, a language before it or not; the first that fits. A page without a line has no script.
POLICIES = (
    ("/declare/", OWN_SCRIPT),
    ("/desk/", OWN_SCRIPT),
    ("/objection/", WORK_ALONE),
    ("/receipt/lost/", WORK_ALONE),
    ("/recount/", OWN_SCRIPT),
    ("/", NOTHING),
)
LANGUAGE = re.compile(r"/[a-z]{2}(-[a-z]{2,4})?(?=/)")
ALWAYS = {
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class Headers:
    """Sets the headers that every answer has; a view that says otherwise is left as it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the headers of the path."""
        response = self._get_response(request)
        path = LANGUAGE.sub("", request.path, count=1)
        for name, value in (ALWAYS | {"Content-Security-Policy": policy(path)} | _onion(request, response)).items():
            response.headers.setdefault(name, value)
        if not path.startswith("/log/"):
            response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.method == "POST" or path.startswith("/desk/"):
            response.headers["Cache-Control"] = "no-store"
        return response


def policy(path: str) -> str:
    """Return what a page at this address, without its language, may load."""
    return next(found for start, found in POLICIES if path.startswith(start))


def _onion(request: HttpRequest, response: HttpResponse) -> dict[str, str]:
    """Return where the same page is on the onion service; nothing there itself, nor where the register has none or is without TLS."""
    register = settings.ABJURE
    public = urlsplit(register.public_url)
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    is_there = request.headers.get("Host", "").partition(":")[0].endswith(".onion")
    if is_there or not (register.onion and is_page and public.scheme == "https"):
        return {}
    return {"Onion-Location": f"http://{register.onion}{request.path}"}
