"""Enrol, sign in, one more passkey, sign out, and in which language."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from abjure.core.errors import Refused
from abjure.desk.staff import actions, middleware, passkeys, record
from abjure.desk.staff.duties import duty
from abjure.desk.staff.middleware import DeskRequest
from abjure.desk.staff.models import Staff
from abjure.desk.staff.pages import draw

CHALLENGE = "challenge"


@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest, token: str) -> HttpResponse:
    """Make a passkey for the person of a one-time link, and sign them in."""
    try:
        link = actions.find_link(token)
    except Refused as error:
        return draw(request, "staff/link.html", error)
    if request.method == "GET":
        return _ask_to_enrol(request, link.staff)
    try:
        staff = actions.enrol(token=token, answer=_answer(request), site=_site(request), challenge=_challenge(request), now=timezone.now())
    except Refused as error:
        return _ask_to_enrol(request, link.staff, error)
    return _let_in(request, staff)


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Let somebody in who shows a passkey."""
    if request.method == "GET":
        return _ask_to_sign_in(request)
    try:
        staff = actions.sign_in(answer=_answer(request), site=_site(request), challenge=_challenge(request), now=timezone.now())
    except Refused as error:
        return _ask_to_sign_in(request, error)
    return _let_in(request, staff)


@require_http_methods(["GET", "POST"])
@duty()
def further(request: DeskRequest) -> HttpResponse:
    """Show which passkeys this person has, and take one more, made on another device."""
    staff = cast("Staff", request.staff)
    if request.method == "GET":
        return _ask_for_one_more(request, staff)
    try:
        actions.add(staff=staff, answer=_answer(request), site=_site(request), challenge=_challenge(request), now=timezone.now())
    except Refused as error:
        return _ask_for_one_more(request, staff, error)
    return redirect("staff:further")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    staff: Staff | None = request.staff  # type: ignore[attr-defined]  # placed by DeskSessions
    if staff is not None:
        record.write(staff=staff, verb="sign-out", now=timezone.now())
    request.session.flush()
    return redirect("staff:sign-in")


@require_GET
def speak(request: HttpRequest, language: str, page: str) -> HttpResponse:
    """Remember the language of this session, and go back to the page."""
    if language not in dict(settings.LANGUAGES) or not page.startswith("desk/"):
        raise PermissionDenied
    request.session[middleware.LANGUAGE] = language
    return HttpResponseRedirect(f"/{page}")


def _ask_to_enrol(request: HttpRequest, staff: Staff, error: Refused | None = None) -> HttpResponse:
    options = passkeys.ask_to_enrol(staff, _site(request), _new_challenge(request))
    return draw(request, "staff/enrol.html", error, person=staff, options=options)


def _ask_for_one_more(request: DeskRequest, staff: Staff, error: Refused | None = None) -> HttpResponse:
    options = passkeys.ask_to_enrol(staff, _site(request), _new_challenge(request))
    return draw(request, "staff/further.html", error, held=staff.passkeys.order_by("enrolled", "pk"), options=options)


def _ask_to_sign_in(request: HttpRequest, error: Refused | None = None) -> HttpResponse:
    options = passkeys.ask_to_sign_in(_site(request), _new_challenge(request))
    return draw(request, "staff/sign_in.html", error, options=options)


def _let_in(request: HttpRequest, staff: Staff) -> HttpResponse:
    language = request.session.get(middleware.LANGUAGE)
    request.session.flush()
    request.session[actions.SESSION] = staff.pk
    if language:
        request.session[middleware.LANGUAGE] = language
    return redirect("/desk/")


def _site(request: HttpRequest) -> passkeys.Site:
    return passkeys.Site(request.get_host(), settings.ABJURE.public_url.startswith("https://") or request.is_secure())


def _new_challenge(request: HttpRequest) -> bytes:
    challenge = passkeys.new_challenge()
    request.session[CHALLENGE] = challenge.hex()
    return challenge


def _challenge(request: HttpRequest) -> bytes:
    """Return the challenge that this session was given; it is good for one answer."""
    challenge = request.session.pop(CHALLENGE, None)
    if challenge is None:
        raise Refused("staff.passkey")
    return bytes.fromhex(challenge)


def _answer(request: HttpRequest) -> str:
    return str(request.POST.get("credential", ""))
