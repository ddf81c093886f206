"""Which receipts belong to a statement, what was asked with them, who decided, and words kept back to be said again."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef

from abjure.core.errors import Refused
from abjure.core.moderation import Verdict
from abjure.core.request import MEMBERS, OWN, SHARE, SPARE, WISHES
from abjure.desk.moderation.models import held_by_others
from abjure.desk.reception.models import Submission
from abjure.desk.staff.models import Staff

DIGEST = 32


class Holding(models.Model):
    """A further receipt of a statement: its spare number, a co-declarer's, or a new one; or that the first one has ended."""

    class Role(models.TextChoices):
        """Whose receipt it is."""

        OWN = OWN
        SPARE = SPARE
        SHARE = SHARE

    holder = models.BinaryField(max_length=DIGEST, primary_key=True)
    statement = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="holdings")
    role = models.CharField(max_length=8, choices=Role.choices)
    mailbox = models.ForeignKey(
        Submission, null=True, on_delete=models.PROTECT, related_name="+", help_text="where its holder reads how far the statement is"
    )
    row = models.PositiveIntegerField(default=0, help_text="the co-declarer's place in the statement as it was handed in")
    bodies = models.JSONField(default=list, help_text="what the co-declarer leaves, so that they can leave after the words are hidden")
    wish = models.CharField(max_length=8, blank=True, choices=[(wish, wish) for wish in WISHES])
    told = models.CharField(max_length=64, blank=True, help_text="what its holder was told last")
    ended = models.DateTimeField(null=True)


class WishQuerySet(models.QuerySet["Wish"]):
    """Reads of what was asked."""

    def open(self) -> Self:
        """Return what nothing has come of yet, the oldest first."""
        return self.filter(conclusion__isnull=True).order_by("submission__collected", "pk").select_related("submission", "statement")

    def due(self, now: datetime) -> Self:
        """Return what is carried out without people by now."""
        return self.open().filter(due__lte=now)

    def for_people(self, staff: Staff, now: datetime) -> Self:
        """Return what waits for the verdict of this person, and is not reserved for somebody else."""
        mine = Vote.objects.filter(wish=OuterRef("pk"), staff=staff)
        return self.open().filter(needed__gt=0).exclude(Exists(mine)).exclude(held_by_others(staff, now))


class Wish(models.Model):
    """One request as it was understood: what, about which statement, by whose receipt, and when or by how many it is decided."""

    submission = models.OneToOneField(Submission, primary_key=True, on_delete=models.PROTECT, related_name="wish")
    letter = models.BinaryField(max_length=DIGEST, unique=True, help_text="SHA-256 of the letter: sealed twice it is still one request")
    act = models.CharField(max_length=8, choices=[(act, act) for act in MEMBERS])
    statement = models.ForeignKey(Submission, null=True, on_delete=models.PROTECT, related_name="wishes")
    holder = models.BinaryField(max_length=DIGEST)
    forced = models.BooleanField(default=False, help_text="asked with the spare number")
    target = models.BinaryField(max_length=DIGEST, null=True, help_text="the opening that an objection is about")
    row = models.PositiveIntegerField(
        null=True, help_text="who was taken out on an objection: the place in the statement as it was handed in"
    )
    slow = models.BooleanField(default=False, help_text="an objection that came where very much arrived")
    waits = models.BooleanField(default=False, help_text="an objection whose entry is to be hidden when its turn comes")
    hid = models.DateTimeField(null=True, db_index=True, help_text="when an objection's turn came and its entry was hidden")
    due = models.DateTimeField(null=True)
    needed = models.PositiveSmallIntegerField(default=0)

    objects = WishQuerySet.as_manager()

    def about(self) -> Submission:
        """Return the statement that it is about; Refused("requests.about") where it is about none."""
        if self.statement is None:
            raise Refused("requests.about")
        return self.statement


class Vote(models.Model):
    """One person's verdict on a request; the database refuses a second one, and to change or delete it."""

    wish = models.ForeignKey(Wish, on_delete=models.PROTECT, related_name="votes")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=8, choices=[(verdict.value, verdict.value) for verdict in Verdict])
    reason = models.CharField(max_length=16, blank=True)
    about = models.BinaryField(max_length=DIGEST, null=True, help_text="the statement that a lost receipt is for")
    row = models.PositiveIntegerField(null=True, help_text="who alone is to be taken out: the place in the statement as it was handed in")
    moment = models.DateTimeField()

    class Meta:
        """One a person."""

        ordering: ClassVar = ["moment", "pk"]
        constraints = (models.UniqueConstraint(fields=("wish", "staff"), name="voted_once"),)


class Conclusion(models.Model):
    """What came of a request."""

    class Outcome(models.TextChoices):
        """As its holder is told; `stayed` looks to them like `done`."""

        DONE = "done"
        STAYED = "stayed"
        REFUSED = "refused"
        TAKEN_BACK = "taken-back"

    wish = models.OneToOneField(Wish, primary_key=True, on_delete=models.PROTECT, related_name="conclusion")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    moment = models.DateTimeField()


class Line(models.Model):
    """What a moderator wrote to a holder, sealed like what the holder wrote."""

    wish = models.ForeignKey(Wish, on_delete=models.PROTECT, related_name="lines")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    wrapped = models.BinaryField(help_text="its key, sealed under the desk's storage key")
    moment = models.DateTimeField()

    class Meta:
        """In the order in which they were written."""

        ordering: ClassVar = ["moment", "pk"]


class Kept(models.Model):
    """The words of a statement that was hidden by force or on an objection, to be said again; may be deleted, which erases them."""

    digest = models.BinaryField(max_length=DIGEST, primary_key=True)
    sealed = models.BinaryField()
    wrapped = models.BinaryField(help_text="its key, sealed under the desk's storage key")
