"""What the desk does without people: put new statements before them, and account for every day that has ended."""

from __future__ import annotations

import sys
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Min, Q

from abjure.core.errors import Invalid
from abjure.core.moderation import Outcome
from abjure.desk.declarations import actions as declarations
from abjure.desk.declarations.models import Opening
from abjure.desk.moderation.screening import open_case
from abjure.desk.moderation.settling import FORM, settle
from abjure.desk.reception.models import Submission

BROKEN = ("row.broken", "submission.erased")


def screen(*, now: datetime) -> None:
    """Put every new statement before the moderators; refuse what does not keep the charter's form.

    Statements carried over wait in their list instead.
    """
    new = Submission.objects.filter(kind=Submission.Kind.DECLARATION, case__isnull=True, settlement__isnull=True)
    for name in list(new.exclude(provenance=Submission.Provenance.CARRIED).order_by("collected", "pk").values_list("pk", flat=True)):
        submission = Submission.objects.get(pk=name)
        try:
            open_case(submission, now)
        except Invalid as error:
            if error.code in BROKEN:
                print(f"abjure: error: a statement cannot be read: {error.code}", file=sys.stderr, flush=True)
            else:
                settle(submission=submission, outcome=Outcome.REFUSED, reasons=[FORM], now=now)


def intake(*, now: datetime) -> None:
    """Account for every UTC day that has ended since the last account, the empty ones too."""
    day = _first_day()
    while day is not None and day < now.date():
        _close(day, now)
        day += timedelta(days=1)


@transaction.atomic(using="desk")
def _close(day: date, now: datetime) -> None:
    before = [opening.facts for opening in Opening.objects.filter(kind=Opening.Kind.INTAKE, day__lt=day)]
    told = {name: sum(facts[name] for facts in before) for name in ("in", "no", "yes")}
    counted = _counted(day)
    facts = {name: counted[name] - told[name] for name in ("in", "no", "yes")}
    facts["wait"] = counted["in"] - counted["no"] - counted["yes"]
    name = declarations.derived("intake", day.isoformat().encode())
    declarations.hand_over(kind=Opening.Kind.INTAKE, digest=name, facts=facts, day=day, after=now)


def _counted(day: date) -> dict[str, int]:
    """Return how many statements were received, refused and accepted up to the end of a day; what was decided had been received.

    A refusal that an appeal turned stays one; the appeal was received and accepted in its place.
    """
    statements = Submission.objects.filter(Q(kind=Submission.Kind.DECLARATION) | Q(settlement__isnull=False))
    settled = statements.filter(settlement__day__lte=day)
    return {
        "in": statements.filter(Q(day__lte=day) | Q(settlement__day__lte=day)).count(),
        "no": settled.filter(settlement__outcome=Outcome.REFUSED).count(),
        "yes": settled.filter(settlement__outcome=Outcome.ACCEPTED).count(),
    }


def _first_day() -> date | None:
    """Return the day after the last account, or the first day on which anything happened at this desk."""
    last = Opening.objects.filter(kind=Opening.Kind.INTAKE).order_by("-day").first()
    if last is not None:
        return last.day + timedelta(days=1)
    days = [Submission.objects.aggregate(day=Min("day"))["day"], Opening.objects.aggregate(day=Min("day"))["day"]]
    return min((day for day in days if day is not None), default=None)
