"""A moderator's verbs: take the next statement, decide it, pass it on."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from abjure.core import moderation as rules
from abjure.core.errors import Refused
from abjure.desk.moderation.drawing import give_to_another
from abjure.desk.moderation.models import Assignment, Case, Decision, SecondLook, held_by_others
from abjure.desk.moderation.settling import settle
from abjure.desk.reception.models import Submission
from abjure.desk.staff import record
from abjure.desk.staff.models import Staff

READING_TIME = timedelta(minutes=30)


@transaction.atomic(using="desk")
def assign(*, moderator: Staff, now: datetime) -> Case | None:
    """Return the one statement that this moderator reads next, for them alone for a while; None if nothing is left for them."""
    mine = Case.objects.open_to(moderator)
    case = mine.filter(submission__in=_reading(moderator, now)).first() or mine.exclude(held_by_others(moderator, now)).first()
    if case is not None:
        Assignment.objects.update_or_create(
            submission=case.submission, moderator=moderator, defaults={"until": now + READING_TIME, "passed_on": False}
        )
    return case


@transaction.atomic(using="desk")
def pass_on(*, submission: Submission, moderator: Staff, now: datetime) -> None:
    """Leave a statement to somebody else."""
    Assignment.objects.filter(submission=submission, moderator=moderator).update(until=now, passed_on=True)
    record.write(staff=moderator, verb="pass-on", subject=bytes(submission.digest), now=now)
    if Decision.objects.filter(submission=submission).exists():
        give_to_another(submission, now)


@transaction.atomic(using="desk")
def decide(*, submission: Submission, moderator: Staff, verdict: rules.Verdict, now: datetime, reason: str = "") -> rules.Outcome:
    """Write one verdict down, and what follows from it.

    Raises Refused("moderation.not-a-moderator"), ("moderation.reason"), ("moderation.brought-in"), ("moderation.same-person")
    or ("moderation.decided").
    """
    submission = Submission.objects.select_for_update().get(pk=submission.pk)
    check_is_moderator(moderator)
    check_open(submission)
    rules.check_verdict(verdict, reason, [known.key for known in settings.ABJURE.charter.reasons])
    needed, brought_in_by = submission.case.needed_now(), _handle(submission.brought_in_by)
    rules.check_may_decide(moderator.handle, decisions_on(submission), brought_in_by=brought_in_by, needed=needed)
    Decision.objects.create(submission=submission, moderator=moderator, verdict=verdict, reason=reason, moment=now)
    # Whoever has decided reads it no more, so a second person is given it at once.
    Assignment.objects.filter(submission=submission, moderator=moderator).update(until=now)
    record.write(staff=moderator, verb=verdict, subject=bytes(submission.digest), now=now)
    if rules.is_looked_at_again(decisions_on(submission), needed=needed, chance=chance()):
        SecondLook.objects.create(submission=submission, moment=now)
        needed += 1
    return _conclude(submission, needed, now)


def chance() -> float:
    """Return a number from 0 to 1 that nobody can foresee."""
    return secrets.SystemRandom().random()


def check_assigned(submission: Submission, moderator: Staff) -> None:
    """Check that this statement was given to this moderator, and not picked; Refused("moderation.not-assigned")."""
    check_open(submission)
    if not Assignment.objects.filter(submission=submission, moderator=moderator, passed_on=False).exists():
        raise Refused("moderation.not-assigned")


def decisions_on(submission: Submission) -> list[rules.Decision]:
    """Return the verdicts so far, as the rules know them."""
    return [
        rules.Decision(decision.moderator.handle, rules.Verdict(decision.verdict), decision.reason)
        for decision in Decision.objects.filter(submission=submission).select_related("moderator")
    ]


def check_is_moderator(staff: Staff) -> None:
    """Check that this person decides here; Refused("moderation.not-a-moderator")."""
    stands_for_nobody = staff.demonstration and not settings.ABJURE.demonstration
    if staff.duty != Staff.Duty.MODERATOR or not staff.active or stands_for_nobody:
        raise Refused("moderation.not-a-moderator", handle=staff.handle)


def check_open(submission: Submission) -> None:
    """Check that a statement waits for people; Refused("moderation.decided")."""
    if not Case.objects.waiting().filter(submission=submission).exists():
        raise Refused("moderation.decided")


def _conclude(submission: Submission, needed: int, now: datetime) -> rules.Outcome:
    outcome = rules.outcome(decisions_on(submission), needed=needed)
    if outcome is rules.Outcome.WAITING:
        give_to_another(submission, now)
    else:
        settle(submission=submission, outcome=outcome, reasons=_reasons(submission, outcome), now=now)
    return outcome


def _reading(moderator: Staff, now: datetime) -> list[bytes]:
    live = Assignment.objects.filter(moderator=moderator, until__gt=now, passed_on=False)
    return [bytes(name) for name in live.values_list("submission_id", flat=True)]


def _reasons(submission: Submission, outcome: rules.Outcome) -> list[str]:
    if outcome is rules.Outcome.ACCEPTED:
        return []
    return sorted({decision.reason for decision in decisions_on(submission) if decision.reason})


def _handle(staff: Staff | None) -> str:
    return staff.handle if staff is not None else ""
