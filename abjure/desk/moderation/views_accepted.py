"""Accepted statements: find one by its commitment, propose to hide or subtract it, confirm what somebody else proposed."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from abjure.core.errors import Refused
from abjure.desk.declarations.models import Opening
from abjure.desk.moderation import proposals
from abjure.desk.moderation.models import Proposal
from abjure.desk.moderation.reading import published
from abjure.desk.staff.duties import duty
from abjure.desk.staff.middleware import DeskRequest
from abjure.desk.staff.models import Staff
from abjure.desk.staff.pages import draw

SHORTEST = 8
ROWS = 20
WISHES: dict[str, Promise] = {
    Proposal.Wish.WITHHOLD.value: _("hide its words; it stays counted"),
    Proposal.Wish.VOID.value: _("subtract it from the count"),
}
REASONS: dict[str, Promise] = {
    Proposal.Reason.HOLDER.value: _("the holder of the receipt asked"),
    Proposal.Reason.NAMED_PERSON.value: _("a person named in it asked"),
    Proposal.Reason.LAW.value: _("the law demands it"),
    Proposal.Reason.ERROR.value: _("we made a mistake"),
}


@require_GET
@duty(Staff.Duty.MODERATOR)
def find(request: DeskRequest) -> HttpResponse:
    """Show the proposals that wait, and the statements whose commitment begins so."""
    start = request.GET.get("commitment", "").strip()
    found = Opening.objects.filter(kind=Opening.Kind.DECL, facts__c__startswith=start)[:ROWS] if len(start) >= SHORTEST else ()
    waiting = [(proposal, proposal.target.facts["c"]) for proposal in Proposal.objects.open().select_related("target", "proposed_by")]
    return draw(
        request,
        "moderation/find.html",
        start=start,
        shortest=SHORTEST,
        found=[(bytes(opening.digest).hex(), opening) for opening in found],
        waiting=[(bytes(proposal.target_id).hex(), proposal, commitment, WISHES[proposal.wish]) for proposal, commitment in waiting],
    )


@require_http_methods(["GET", "POST"])
@duty(Staff.Duty.MODERATOR)
def accepted(request: DeskRequest, name: str) -> HttpResponse:
    """Show one accepted statement; take a proposal about it."""
    opening = _find(name)
    if request.method == "GET":
        return _page(request, opening)
    try:
        proposals.propose(
            target=opening,
            wish=request.POST.get("wish", ""),
            reason=request.POST.get("reason", ""),
            by=_staff(request),
            now=timezone.now(),
        )
    except Refused as error:
        return _page(request, opening, error)
    return redirect("moderation:accepted", name=name)


@require_POST
@duty(Staff.Duty.MODERATOR)
def reply(request: DeskRequest, name: str, number: int) -> HttpResponse:
    """Take the second person's answer to a proposal."""
    opening = _find(name)
    proposal = Proposal.objects.filter(pk=number, target=opening).first()
    if proposal is None:
        raise Http404
    try:
        proposals.reply(proposal=proposal, agreed=request.POST.get("agreed") == "yes", by=_staff(request), now=timezone.now())
    except Refused as error:
        return _page(request, opening, error)
    return redirect("moderation:accepted", name=name)


def _page(request: DeskRequest, opening: Opening, error: Refused | None = None) -> HttpResponse:
    waiting = Proposal.objects.open().filter(target=opening).select_related("proposed_by")
    return draw(
        request,
        "moderation/accepted.html",
        error,
        name=bytes(opening.digest).hex(),
        opening=opening,
        shown=published(opening),
        is_void=proposals.is_done(opening, Proposal.Wish.VOID),
        waiting=[(proposal, WISHES[proposal.wish], REASONS[proposal.reason]) for proposal in waiting],
        wishes=WISHES.items(),
        reasons=REASONS.items(),
    )


def _find(name: str) -> Opening:
    try:
        opening = Opening.objects.filter(digest=bytes.fromhex(name), kind=Opening.Kind.DECL).first()
    except ValueError:
        opening = None
    if opening is None:
        raise Http404
    return opening


def _staff(request: DeskRequest) -> Staff:
    if request.staff is None:
        raise Http404
    return request.staff
