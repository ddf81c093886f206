"""Who decides a request second, where two must: drawn by lot among those who are at work, as for statements."""

from __future__ import annotations

from datetime import datetime

from abjure.core.errors import Refused
from abjure.desk.declarations import succession
from abjure.desk.declarations.models import Opening
from abjure.desk.moderation import drawing
from abjure.desk.reception.models import Submission
from abjure.desk.requests.models import Wish
from abjure.desk.staff.models import Staff

# Examiners meet the people who lost a receipt, and decide on it as moderators do.
DUTIES = {"replace": (Staff.Duty.EXAMINER, Staff.Duty.MODERATOR)}


def draw(wish: Wish, now: datetime) -> None:
    """Reserve a request for one colleague who may still decide it; where nobody is at work, for whoever comes first."""
    able = Staff.objects.filter(duty__in=DUTIES.get(wish.act, (Staff.Duty.MODERATOR,)))
    drawing.reserve(wish.submission, able.exclude(pk__in=wish.votes.values("staff")).exclude(handle=bringer(wish)), now)


def check(wish: Wish, staff: Staff, now: datetime) -> None:
    """Check that a request is not reserved for somebody else; Refused("requests.reserved")."""
    if not Wish.objects.for_people(staff, now).filter(pk=wish.pk).exists():
        raise Refused("requests.reserved")


def bringer(wish: Wish) -> str:
    """Return the handle of whoever brought in the statement that a request is about; nothing if nobody did."""
    statement = wish.statement or _object_of(wish)
    return statement.brought_in_by.handle if statement and statement.brought_in_by else ""


def _object_of(wish: Wish) -> Submission | None:
    """Return the statement whose entry an objection is about."""
    opening = Opening.objects.filter(digest=wish.target).first() if wish.target else None
    return Submission.objects.filter(digest=succession.first(opening).digest).first() if opening else None
