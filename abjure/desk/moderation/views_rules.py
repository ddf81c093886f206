"""The rules that mark statements, what each does and caught, and the numbers of the desk."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from abjure.core.errors import Refused
from abjure.core.screening import Mode
from abjure.desk.moderation import hints, switches
from abjure.desk.moderation import numbers as counted
from abjure.desk.staff.duties import duty
from abjure.desk.staff.middleware import DeskRequest
from abjure.desk.staff.models import Staff
from abjure.desk.staff.pages import draw

MODES: dict[str, Promise] = {
    Mode.OFF.value: _("is quiet"),
    Mode.SHOW.value: _("only shows"),
    Mode.PAIR.value: _("asks for two"),
    Mode.HOLD.value: _("holds back"),
}


@require_http_methods(["GET", "POST"])
@duty(Staff.Duty.MODERATOR)
def listed(request: DeskRequest) -> HttpResponse:
    """Show the rules; take one person's word on what one of them shall do."""
    if request.method == "GET":
        return _page(request)
    if request.staff is None:
        raise Http404
    try:
        switches.switch(key=request.POST.get("rule", ""), mode=request.POST.get("mode", ""), by=request.staff, now=timezone.now())
    except Refused as error:
        return _page(request, error)
    return redirect("moderation:rules")


@require_GET
@duty(Staff.Duty.MODERATOR)
def numbers(request: DeskRequest) -> HttpResponse:
    """Show how much came, waits and is held back."""
    return draw(request, "moderation/numbers.html", numbers=counted.now(), days=counted.days(), now=timezone.now())


def _page(request: DeskRequest, error: Refused | None = None) -> HttpResponse:
    standings = [
        (one, hints.NAMES[one.rule.key], hints.MEASURES[one.rule.key], MODES[one.mode]) for one in switches.standings(timezone.now())
    ]
    return draw(request, "moderation/rules.html", error, standings=standings)
