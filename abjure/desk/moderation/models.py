"""What waits for a decision, who decided what, and what came of it; nothing here is ever changed but who reads which statement now."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from abjure.core.moderation import Outcome, Verdict
from abjure.core.screening import Mode
from abjure.desk.declarations.models import Opening
from abjure.desk.reception.models import Submission
from abjure.desk.staff.models import Staff


class CaseQuerySet(models.QuerySet["Case"]):
    """Reads of cases."""

    def waiting(self) -> Self:
        """Return the cases that nothing has come of yet."""
        return self.filter(submission__settlement__isnull=True)

    def open_to(self, moderator: Staff) -> Self:
        """Return what this moderator may decide in its turn, after it what they have passed on."""
        mine = Assignment.objects.filter(submission=OuterRef("submission"), moderator=moderator, passed_on=True)
        return (
            self.waiting()
            .exclude(submission__brought_in_by=moderator)
            .exclude(Exists(Decision.objects.filter(submission=OuterRef("submission"), moderator=moderator)))
            .annotate(passed_on=Exists(mine))
            .order_by("passed_on", "place", "pk")
            .select_related("submission")
        )


class Case(models.Model):
    """A statement that people decide, and how many of them must agree."""

    submission = models.OneToOneField(Submission, primary_key=True, on_delete=models.PROTECT, related_name="case")
    needed = models.PositiveSmallIntegerField()
    place = models.DateTimeField(db_index=True, help_text="its turn: when it came, later the more like it came in a day")
    held = models.BooleanField(default=False, help_text="a rule holds it back: it is kept, not counted, and decided by two")

    objects = CaseQuerySet.as_manager()

    def needed_now(self) -> int:
        """Return how many must agree: one more where a lone refusal was drawn for a second look."""
        return self.needed + SecondLook.objects.filter(submission=self.submission).count()


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


class SecondLook(models.Model):
    """That a refusal by one moderator alone was drawn by lot, and holds only if a second one agrees."""

    submission = models.OneToOneField(Submission, primary_key=True, on_delete=models.PROTECT, related_name="second_look")
    moment = models.DateTimeField()


class Note(models.Model):
    """What a moderator wrote for colleagues about a statement, sealed under the key of its row: erased with it."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="notes")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    moment = models.DateTimeField()

    class Meta:
        """In the order in which they were written."""

        ordering: ClassVar = ["moment", "pk"]


class RuleHit(models.Model):
    """That a rule held for a statement when it came, with the numbers that explain it, and whether it held the statement back."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="hits")
    rule = models.CharField(max_length=32)
    version = models.PositiveSmallIntegerField()
    facts = models.JSONField()
    held = models.BooleanField()
    moment = models.DateTimeField(db_index=True)

    class Meta:
        """Once a rule, in the order of the rules."""

        ordering: ClassVar = ["pk"]
        constraints = (models.UniqueConstraint(fields=("submission", "rule"), name="hit_once"),)


class RuleSwitch(models.Model):
    """One word on what a rule shall do: of a person, or of nobody where the rule switched itself off."""

    rule = models.CharField(max_length=32)
    version = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=4, choices=[(mode.value, mode.value) for mode in Mode])
    by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    moment = models.DateTimeField()

    class Meta:
        """In the order in which they were said."""

        ordering: ClassVar = ["pk"]


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


class SweepQuerySet(models.QuerySet["Sweep"]):
    """Reads of sweeps."""

    def open(self) -> Self:
        """Return the sweeps that nobody has answered yet, the oldest first."""
        return self.filter(reply__isnull=True).order_by("pk")

    def done(self) -> Self:
        """Return the sweeps that were carried out, the newest first."""
        return self.filter(reply__agreed=True).order_by("-pk")


class Sweep(models.Model):
    """That all statements which meet some conditions be subtracted, or that a sweep be undone; another person confirms."""

    conditions = models.JSONField(help_text="what its targets had in common")
    undoes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="undone_by")
    proposed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()

    objects = SweepQuerySet.as_manager()


class SweepTarget(models.Model):
    """One statement of a sweep, as the preview showed it: no other is touched."""

    sweep = models.ForeignKey(Sweep, on_delete=models.PROTECT, related_name="targets")
    target = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """Each once."""

        constraints = (models.UniqueConstraint(fields=("sweep", "target"), name="swept_once"),)


class SweepReply(models.Model):
    """What a second person said to a sweep."""

    sweep = models.OneToOneField(Sweep, primary_key=True, on_delete=models.PROTECT, related_name="reply")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    agreed = models.BooleanField()
    moment = models.DateTimeField()


class LeftOut(models.Model):
    """That a statement was withdrawn while a sweep had subtracted it: undoing the sweep leaves it out, unless its holder took that back."""

    target = models.OneToOneField(Opening, primary_key=True, on_delete=models.PROTECT, related_name="left_out")
    moment = models.DateTimeField()
    taken_back = models.DateTimeField(null=True)


def held_by_others(moderator: Staff, now: datetime) -> Q:
    """Return the condition of cases that somebody else is reading now."""
    others = Assignment.objects.filter(submission=OuterRef("submission"), until__gt=now).exclude(moderator=moderator)
    return Q(Exists(others))
