"""Who gives the next verdict where two must: drawn by lot among those who are at work, so that nobody chooses their second."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db.models import QuerySet

from abjure.desk.moderation.models import Assignment, Decision
from abjure.desk.reception.models import Submission
from abjure.desk.staff.models import Deed, Staff

# Who has not signed in for so long is not drawn; who was drawn and does not come gives it up to anybody after a day.
AT_WORK, RESERVED = timedelta(days=3), timedelta(days=1)
ARRIVALS = ("sign-in", "enrol")


def give_to_another(submission: Submission, now: datetime) -> None:
    """Reserve a statement for one colleague who may still decide it."""
    decided = Decision.objects.filter(submission=submission).values("moderator")
    reserve(submission, Staff.objects.filter(duty=Staff.Duty.MODERATOR).exclude(pk__in=decided), now)


def reserve(submission: Submission, able: QuerySet[Staff], now: datetime) -> None:
    """Reserve what was handed in for one of these who are at work and have not passed it on; where nobody is, for whoever comes first."""
    here = Deed.objects.filter(verb__in=ARRIVALS, moment__gt=now - AT_WORK).values("staff")
    passed = Assignment.objects.filter(submission=submission, passed_on=True).values("moderator")
    found = able.filter(active=True, demonstration=False, pk__in=here).exclude(pk__in=passed)
    drawn = [staff for staff in found if staff != submission.brought_in_by]
    if drawn:
        Assignment.objects.update_or_create(
            submission=submission, moderator=secrets.choice(drawn), defaults={"until": now + RESERVED, "passed_on": False}
        )
