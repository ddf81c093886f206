"""Who gives the next verdict where two must: drawn by lot among those who are at work, so that nobody chooses their second."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from abjure.desk.moderation.models import Assignment, Decision
from abjure.desk.reception.models import Submission
from abjure.desk.staff.models import Deed, Staff

# Who has not signed in for so long is not drawn; who was drawn and does not come gives it up to anybody after a day.
AT_WORK, RESERVED = timedelta(days=3), timedelta(days=1)
ARRIVALS = ("sign-in", "enrol")


def give_to_another(submission: Submission, now: datetime) -> None:
    """Reserve a statement for one colleague who may still decide it; where nobody is at work, for whoever comes first."""
    able = _able(submission, now)
    if able:
        drawn = secrets.choice(able)
        Assignment.objects.update_or_create(submission=submission, moderator=drawn, defaults={"until": now + RESERVED, "passed_on": False})


def _able(submission: Submission, now: datetime) -> list[Staff]:
    here = Deed.objects.filter(verb__in=ARRIVALS, moment__gt=now - AT_WORK).values("staff")
    decided = Decision.objects.filter(submission=submission).values("moderator")
    passed = Assignment.objects.filter(submission=submission, passed_on=True).values("moderator")
    able = Staff.objects.filter(duty=Staff.Duty.MODERATOR, active=True, demonstration=False, pk__in=here)
    able = able.exclude(pk__in=decided).exclude(pk__in=passed)
    return [staff for staff in able if staff != submission.brought_in_by]
