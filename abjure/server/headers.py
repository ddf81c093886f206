"""Headers of every answer: what a browser may load, whom it may tell, and that nothing of a form is kept."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = {
    "public": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "desk": (
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}
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
        """Answer with the headers of the path's side."""
        response = self._get_response(request)
        side = "desk" if "/desk/" in request.path else "public"
        for name, value in (ALWAYS | {"Content-Security-Policy": POLICY[side]}).items():
            response.headers.setdefault(name, value)
        if not request.path.startswith("/log/"):
            response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.method == "POST" or side == "desk":
            response.headers["Cache-Control"] = "no-store"
        return response
