"""Who decides a request second, where two must: drawn by lot among those who are at work, as for statements."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from abjure.core.errors import Refused
from abjure.core.moderation import Verdict
from abjure.desk.moderation import drawing
from abjure.desk.moderation.models import Decision
from abjure.desk.requests.models import Wish
from abjure.desk.staff.models import Staff

# Examiners meet the people who lost a receipt, and decide on it as moderators do.
DUTIES = {"replace": (Staff.Duty.EXAMINER, Staff.Duty.MODERATOR)}


def draw(wish: Wish, now: datetime) -> None:
    """Reserve a request for one colleague who may still decide it; where nobody is at work, for whoever comes first."""
    able = Staff.objects.filter(duty__in=DUTIES.get(wish.act, (Staff.Duty.MODERATOR,)))
    able = able.exclude(pk__in=wish.votes.values("staff")).exclude(pk__in=refused_before(wish).values("moderator"))
    drawing.reserve(wish.submission, able.exclude(handle=bringer(wish)), now)


def check(wish: Wish, staff: Staff, now: datetime) -> None:
    """Check that a request is not reserved for somebody else; Refused("requests.reserved")."""
    if not Wish.objects.for_people(staff, now).filter(pk=wish.pk).exists():
        raise Refused("requests.reserved")


def bringer(wish: Wish) -> str:
    """Return the handle of whoever brought in the statement that a request is about; nothing if nobody did."""
    return wish.statement.brought_in_by.handle if wish.statement and wish.statement.brought_in_by else ""


def refused_before(wish: Wish) -> QuerySet[Decision]:
    """Return the refusals that an appeal is about: whoever gave one does not decide on it; none for any other request."""
    refusals = Decision.objects.filter(submission=wish.statement, verdict=Verdict.REFUSE)
    return refusals if wish.act == "appeal" else refusals.none()
