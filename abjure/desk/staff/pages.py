"""How a page of the desk is drawn: every one knows who sits there, and what went wrong."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from abjure.core.errors import Fault


def draw(request: HttpRequest, template: str, error: Fault | None = None, **context: Any) -> HttpResponse:
    """Return a page of the desk; one with an error has status 422."""
    known = {"staff": request.staff, "error": error} | context  # type: ignore[attr-defined]  # placed by DeskSessions
    return render(request, template, known, status=422 if error else 200)
