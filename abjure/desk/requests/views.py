"""What waits for people: the list, one request, a verdict on it, a line to its holder."""

from __future__ import annotations

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.http import require_GET, require_http_methods

from abjure.core.errors import Fault, Refused
from abjure.core.moderation import Verdict
from abjure.desk.requests import deciding
from abjure.desk.requests.models import Wish
from abjure.desk.requests.reading import ACTS, read
from abjure.desk.staff.duties import duty
from abjure.desk.staff.middleware import DeskRequest
from abjure.desk.staff.models import Staff
from abjure.desk.staff.pages import draw

ROWS = 50
# The verdict on an objection that takes one person out of a joint statement.
ONE = "one"
LONGEST_ROW = 4
# Examiners meet the people who lost a receipt; the rest is for moderators.
OF_EXAMINERS = frozenset({"replace"})


@require_GET
@duty()
def requests(request: DeskRequest) -> HttpResponse:
    """List what waits for this person's verdict."""
    waiting = Wish.objects.for_people(_staff(request), timezone.now()).filter(act__in=_acts(request))
    free, forced = waiting.filter(forced=False), waiting.filter(forced=True)
    return draw(request, "requests/requests.html", rows=_rows(free), total=free.count(), forced=_rows(forced))


@require_http_methods(["GET", "POST"])
@duty()
def one(request: DeskRequest, name: str) -> HttpResponse:
    """Show one request; take a verdict, or a line to whoever asked."""
    wish = _find(request, name)
    if request.method == "GET":
        return _one(request, wish)
    try:
        _carry_out(request, wish)
    except Refused as error:
        return _one(request, wish, error)
    return redirect("requests:requests")


def _carry_out(request: DeskRequest, wish: Wish) -> None:
    staff, now = _staff(request), timezone.now()
    if wish.act == "message":
        deciding.write(wish=wish, staff=staff, text=request.POST.get("text", ""), now=now)
        return
    verdict = request.POST.get("verdict", "")
    reason = request.POST.get("reason", "") if verdict == Verdict.REFUSE and wish.act in deciding.WITH_REASONS else ""
    about = "".join(request.POST.get("commitment", "").split())
    row = _row(request) if verdict == ONE else None
    deciding.vote(
        wish=wish, staff=staff, verdict=Verdict.ACCEPT if verdict == ONE else verdict, reason=reason, about=about, row=row, now=now
    )


def _row(request: DeskRequest) -> int:
    """Return which person was chosen; Refused("requests.row") if none was."""
    chosen = request.POST.get("row", "")
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) <= LONGEST_ROW):
        raise Refused("requests.row")
    return int(chosen)


def _one(request: DeskRequest, wish: Wish, error: Fault | None = None) -> HttpResponse:
    known = {"one": read(wish), "reasons": settings.ABJURE.charter.reasons if wish.act in deciding.WITH_REASONS else ()}
    return draw(request, "requests/request.html", error, **known)


def _rows(wishes: QuerySet[Wish]) -> list[tuple[str, Promise, Wish]]:
    return [(bytes(wish.pk).hex(), ACTS[wish.act], wish) for wish in wishes[:ROWS]]


def _find(request: DeskRequest, name: str) -> Wish:
    try:
        wish = Wish.objects.filter(submission__digest=bytes.fromhex(name), act__in=_acts(request)).first()
    except ValueError:
        wish = None
    if wish is None:
        raise Http404
    return wish


def _acts(request: DeskRequest) -> frozenset[str]:
    return OF_EXAMINERS if _staff(request).duty == Staff.Duty.EXAMINER else frozenset(ACTS)


def _staff(request: DeskRequest) -> Staff:
    """Return who sits there; the guard of the view has let nobody else in."""
    if request.staff is None:
        raise Http404
    return request.staff
