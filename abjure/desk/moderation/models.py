"""What waits for a decision, who decided what, and what came of it; nothing here is ever changed but who reads which statement now."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from abjure.core.moderation import Outcome, Verdict
from abjure.desk.declarations.models import Opening
from abjure.desk.reception.models import Submission
from abjure.desk.staff.models import Staff


class CaseQuerySet(models.QuerySet["Case"]):
    """Reads of cases."""

    def waiting(self) -> Self:
        """Return the cases that nothing has come of yet."""
        return self.filter(submission__settlement__isnull=True)

    def open_to(self, moderator: Staff) -> Self:
        """Return what this moderator may decide: the oldest first, after it what they have passed on."""
        mine = Assignment.objects.filter(submission=OuterRef("submission"), moderator=moderator, passed_on=True)
        return (
            self.waiting()
            .exclude(submission__brought_in_by=moderator)
            .exclude(Exists(Decision.objects.filter(submission=OuterRef("submission"), moderator=moderator)))
            .annotate(passed_on=Exists(mine))
            .order_by("passed_on", "submission__collected", "pk")
            .select_related("submission")
        )


class Case(models.Model):
    """A statement that people decide, and how many of them must agree."""

    submission = models.OneToOneField(Submission, primary_key=True, on_delete=models.PROTECT, related_name="case")
    needed = models.PositiveSmallIntegerField()

    objects = CaseQuerySet.as_manager()


class Assignment(models.Model):
    """Who reads a statement now: until then nobody else is given it."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="assignments")
    moderator = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField()
    passed_on = models.BooleanField(default=False)

    class Meta:
        """One row a moderator."""

        constraints = (models.UniqueConstraint(fields=("submission", "moderator"), name="assigned_once"),)


class Decision(models.Model):
    """One verdict of one moderator; the database refuses a second one, and to change or delete it."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="decisions")
    moderator = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=8, choices=[(verdict.value, verdict.value) for verdict in Verdict])
    reason = models.CharField(max_length=16, blank=True)
    moment = models.DateTimeField()

    class Meta:
        """A verdict a moderator, and a reason exactly where it refuses."""

        ordering: ClassVar = ["moment", "pk"]
        constraints = (
            models.UniqueConstraint(fields=("submission", "moderator"), name="decided_once"),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.ACCEPT.value, reason="") | (Q(verdict=Verdict.REFUSE.value) & ~Q(reason="")),
                name="refused_with_reason",
            ),
        )


class Settlement(models.Model):
    """What came of a statement, and on which day."""

    submission = models.OneToOneField(Submission, primary_key=True, on_delete=models.PROTECT, related_name="settlement")
    outcome = models.CharField(max_length=8, choices=[(outcome.value, outcome.value) for outcome in Outcome])
    reasons = models.JSONField(default=list)
    day = models.DateField(db_index=True)


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Reads of proposals."""

    def open(self) -> Self:
        """Return the proposals that nobody has answered yet."""
        return self.filter(reply__isnull=True).order_by("proposed_at", "pk")


class Proposal(models.Model):
    """That an accepted statement be hidden or subtracted, by one person; another one confirms."""

    class Wish(models.TextChoices):
        """What is to be done; the words are those of the gate."""

        WITHHOLD = "withhold"
        VOID = "void"

    class Reason(models.TextChoices):
        """Why a statement is hidden; of a void it stays at the desk."""

        HOLDER = "holder"
        NAMED_PERSON = "named-person"
        LAW = "law"
        ERROR = "error"

    target = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="proposals")
    wish = models.CharField(max_length=8, choices=Wish.choices)
    reason = models.CharField(max_length=16, choices=Reason.choices)
    proposed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()

    objects = ProposalQuerySet.as_manager()


class ProposalReply(models.Model):
    """What a second person said to a proposal."""

    proposal = models.OneToOneField(Proposal, primary_key=True, on_delete=models.PROTECT, related_name="reply")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    agreed = models.BooleanField()
    moment = models.DateTimeField()


def held_by_others(moderator: Staff, now: datetime) -> Q:
    """Return the condition of cases that somebody else is reading now."""
    others = Assignment.objects.filter(submission=OuterRef("submission"), until__gt=now).exclude(moderator=moderator)
    return Q(Exists(others))
