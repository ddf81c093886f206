"""How a page of the desk is drawn: every one knows who sits there, and what went wrong."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from abjure.core.errors import Fault
from abjure.desk.staff.models import Staff

# The menu of each duty: addresses and what they are called.
MENUS = {
    Staff.Duty.MODERATOR: (
        ("/desk/", _("Statements to decide")),
        ("/desk/imports/", _("Imported lists")),
        ("/desk/requests/", _("Requests")),
        ("/desk/take-down/", _("Take a statement down")),
        ("/desk/statements/", _("Hide or subtract")),
        ("/desk/sweeps/", _("Subtract many at once")),
        ("/desk/pairs/", _("Alike in large numbers")),
        ("/desk/rules/", _("Rules")),
        ("/desk/numbers/", _("Numbers")),
    ),
    Staff.Duty.EXAMINER: (
        ("/desk/certificates/", _("Certificates")),
        ("/desk/requests/", _("Requests")),
        ("/desk/take-down/", _("Take a statement down")),
    ),
}


def draw(request: HttpRequest, template: str, error: Fault | None = None, **context: Any) -> HttpResponse:
    """Return a page of the desk; one with an error has status 422."""
    staff = request.staff  # type: ignore[attr-defined]  # placed by DeskSessions
    menu = MENUS[staff.duty] if staff else ()
    known = {"staff": staff, "error": error, "menu": menu, "here": request.path_info} | context
    return render(request, template, known, status=422 if error else 200)
