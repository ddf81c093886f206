"""Sessions, for the desk's own addresses alone: who sits there, and that a form was sent from the desk's own page."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import get_script_prefix
from django.utils import translation

from abjure.desk.staff.actions import SESSION
from abjure.desk.staff.models import Staff

LANGUAGE = "language"


class DeskRequest(HttpRequest):
    """A request below /desk/."""

    staff: Staff | None


class DeskSessions:
    """Opens a session below /desk/ and nowhere else, and places `request.staff`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer, and that layer with a session around it."""
        self._get_response = get_response
        self._with_session = SessionMiddleware(self._at_desk)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, at the desk with a session."""
        if not request.path_info.startswith(settings.SESSION_COOKIE_PATH):
            return self._get_response(request)
        if get_script_prefix() != "/":
            # The cookie's path is /desk/, so there is no session below /en/desk/: the language is remembered instead.
            return redirect(f"/desk/language{get_script_prefix()}{request.path_info.removeprefix('/')}")
        return cast("HttpResponse", self._with_session(request))

    def _at_desk(self, request: HttpRequest) -> HttpResponse:
        request.staff = _who(request)  # type: ignore[attr-defined]  # DeskRequest says so to the views
        if request.session.get(LANGUAGE) in dict(settings.LANGUAGES):
            translation.activate(request.session[LANGUAGE])
            request.LANGUAGE_CODE = translation.get_language()
        if request.method != "GET":
            check_sent_from_here(request)
        return self._get_response(request)


def check_sent_from_here(request: HttpRequest) -> None:
    """Check that a form comes from the desk's own page; PermissionDenied if another site sent it, or nobody says which."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin", "")
    if site is not None and site != "same-origin":
        raise PermissionDenied
    if origin.partition("://")[2] != request.get_host():
        raise PermissionDenied


def _who(request: HttpRequest) -> Staff | None:
    number = request.session.get(SESSION)
    staff = Staff.objects.filter(pk=number).first() if number is not None else None
    return staff if staff is not None and staff.may_sign_in() else None
