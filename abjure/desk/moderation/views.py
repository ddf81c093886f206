"""The queue, one statement, the decision on it, and notes about it."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Min
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from abjure.core.errors import Fault, Invalid, Refused
from abjure.core.moderation import Verdict
from abjure.desk.moderation import actions, notes
from abjure.desk.moderation.models import Case
from abjure.desk.moderation.reading import listed, read
from abjure.desk.reception.models import Submission
from abjure.desk.staff.duties import duty
from abjure.desk.staff.middleware import DeskRequest
from abjure.desk.staff.models import Staff
from abjure.desk.staff.pages import draw

ROWS = 20
PASS_ON = "pass-on"  # noqa: S105 - a choice of the form


@require_GET
@duty()
def queue(request: DeskRequest) -> HttpResponse:
    """Show what waits; only the first is opened."""
    return _queue(request)


@require_POST
@duty(Staff.Duty.MODERATOR)
def decide(request: DeskRequest, name: str) -> HttpResponse:
    """Take a moderator's verdict."""
    submission = find(name)
    try:
        _carry_out(request, submission)
    except Refused as error:
        return _queue(request, error)
    return redirect("moderation:queue")


@require_POST
@duty(Staff.Duty.MODERATOR)
def note(request: DeskRequest, name: str) -> HttpResponse:
    """Take a note for colleagues about the statement that one reads."""
    submission, moderator = find(name), _staff(request)
    try:
        actions.check_assigned(submission, moderator)
        notes.write(submission=submission, by=moderator, text=request.POST.get("text", ""), now=timezone.now())
    except (Refused, Invalid) as error:
        return _queue(request, error)
    return redirect("moderation:queue")


def _carry_out(request: DeskRequest, submission: Submission) -> None:
    choice, moderator, now = request.POST.get("verdict", ""), _staff(request), timezone.now()
    actions.check_assigned(submission, moderator)
    if choice == PASS_ON:
        actions.pass_on(submission=submission, moderator=moderator, now=now)
    elif choice in set(Verdict):
        reason = request.POST.get("reason", "") if choice == Verdict.REFUSE else ""
        actions.decide(submission=submission, moderator=moderator, verdict=Verdict(choice), reason=reason, now=now)
    else:
        raise Refused("moderation.verdict")


def _queue(request: DeskRequest, error: Fault | None = None) -> HttpResponse:
    staff, now = _staff(request), timezone.now()
    if staff.duty != Staff.Duty.MODERATOR:
        return redirect("/desk/certificates/")
    given = actions.assign(moderator=staff, now=now)
    waiting = list(Case.objects.open_to(staff)[:ROWS])
    rest = [case for case in waiting if given is None or case.pk != given.pk]
    return draw(
        request,
        "moderation/queue.html",
        error,
        given=read(given.submission) if given else None,
        rest=listed(rest),
        total=Case.objects.open_to(staff).count(),
        oldest=Case.objects.open_to(staff).aggregate(oldest=Min("submission__collected"))["oldest"],
        now=now,
        reasons=settings.ABJURE.charter.reasons,
    )


def find(name: str) -> Submission:
    """Return the statement of this name; Http404 if there is none."""
    submission = Submission.objects.filter(digest=_digest(name), kind=Submission.Kind.DECLARATION).first()
    if submission is None:
        raise Http404
    return submission


def _digest(name: str) -> bytes:
    try:
        return bytes.fromhex(name)
    except ValueError as error:
        raise Http404 from error


def _staff(request: DeskRequest) -> Staff:
    """Return who sits there; the guard of the view has let nobody else in."""
    if request.staff is None:
        raise Http404
    return request.staff
