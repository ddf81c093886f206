"""Many statements at once: conditions, a preview of what they meet, and the second person's word."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from abjure.core.errors import Refused
from abjure.desk.moderation import sweeps
from abjure.desk.moderation.conditions import Conditions
from abjure.desk.moderation.models import Sweep
from abjure.desk.reception.models import Submission
from abjure.desk.staff.duties import duty
from abjure.desk.staff.middleware import DeskRequest
from abjure.desk.staff.models import Staff
from abjure.desk.staff.pages import draw

ROWS = 20


@require_http_methods(["GET", "POST"])
@duty(Staff.Duty.MODERATOR)
def listed(request: DeskRequest) -> HttpResponse:
    """Show the sweeps and preview new conditions; take a proposal of what was previewed."""
    form = request.POST if request.method == "POST" else request.GET
    if not form:
        return _page(request)
    try:
        conditions = Conditions.parse({name: str(value) for name, value in form.items()})
        if request.method == "POST":
            sweeps.propose(conditions=conditions, shown=_number(form.get("shown", "")), by=_staff(request), now=timezone.now())
            return redirect("moderation:sweeps")
    except Refused as error:
        return _page(request, error)
    return _page(request, conditions=conditions)


@require_POST
@duty(Staff.Duty.MODERATOR)
def reply(request: DeskRequest, number: int) -> HttpResponse:
    """Take the second person's answer to a sweep, or a proposal to undo it."""
    sweep = Sweep.objects.filter(pk=number).first()
    if sweep is None:
        raise Http404
    try:
        if request.POST.get("agreed") == "undo":
            sweeps.propose_undoing(sweep=sweep, by=_staff(request), now=timezone.now())
        else:
            sweeps.reply(sweep=sweep, agreed=request.POST.get("agreed") == "yes", by=_staff(request), now=timezone.now())
    except Refused as error:
        return _page(request, error)
    return redirect("moderation:sweeps")


def _page(request: DeskRequest, error: Refused | None = None, conditions: Conditions | None = None) -> HttpResponse:
    openings = conditions.openings() if conditions else []
    return draw(
        request,
        "moderation/sweeps.html",
        error,
        conditions=conditions,
        form=conditions or request.GET,
        count=len(openings),
        people=sum(opening.facts["n"] for opening in openings),
        found=[(bytes(opening.digest).hex(), opening) for opening in openings[:ROWS]],
        waiting=[(sweep, sweep.targets.count()) for sweep in Sweep.objects.open().select_related("proposed_by")],
        done=[(sweep, sweep.targets.count()) for sweep in Sweep.objects.done().select_related("proposed_by", "reply__by")[:ROWS]],
        provenances=[one.value for one in Submission.Provenance if one is not Submission.Provenance.CARRIED],
    )


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() else -1


def _staff(request: DeskRequest) -> Staff:
    if request.staff is None:
        raise Http404
    return request.staff
