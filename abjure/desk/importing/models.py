"""A list of an earlier register as it was brought in, what stands in it, and who approved it."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from abjure.core.moderation import Outcome, Verdict
from abjure.desk.reception.models import Submission
from abjure.desk.staff.models import Staff

DIGEST = 32


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    """Reads of lists."""

    def waiting(self) -> Self:
        """Return the lists that nothing has come of yet, the oldest first."""
        return self.filter(outcome=Outcome.WAITING).order_by("pk")

    def kept(self) -> Self:
        """Return the lists that were not refused."""
        return self.exclude(outcome=Outcome.REFUSED)


class ImportBatch(models.Model):
    """One file, approved or refused as one list."""

    class What(models.TextChoices):
        """What is in the file."""

        TOTALS = "totals"
        STATEMENTS = "statements"

    what = models.CharField(max_length=16, choices=What.choices)
    name = models.CharField(max_length=200)
    digest = models.BinaryField(max_length=DIGEST, db_index=True, help_text="SHA-256 of the file")
    imported_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, default=Outcome.WAITING, choices=[(one.value, one.value) for one in Outcome])

    objects = ImportBatchQuerySet.as_manager()


class Total(models.Model):
    """One dated total of an earlier register."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="totals")
    row = models.PositiveIntegerField()
    as_of = models.DateField()
    people = models.PositiveBigIntegerField()
    quality = models.CharField(max_length=8)
    published = models.CharField(max_length=200, help_text="how exact it is, in the words of the source")
    source = models.CharField(max_length=500)

    class Meta:
        """As the file lists them."""

        ordering: ClassVar = ["row"]
        constraints = (models.UniqueConstraint(fields=("batch", "row"), name="total_row_once"),)


class Carried(models.Model):
    """One statement of an earlier register, as a submission of this one."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="statements")
    row = models.PositiveIntegerField()
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="carried")
    people = models.PositiveIntegerField()
    mark = models.BinaryField(
        max_length=DIGEST, db_index=True, help_text="HMAC of its id in the earlier register, to see what came already"
    )

    class Meta:
        """As the file lists them."""

        ordering: ClassVar = ["row"]
        constraints = (models.UniqueConstraint(fields=("batch", "row"), name="carried_row_once"),)


class Approval(models.Model):
    """One person's verdict on a list; the database refuses a second one."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="approvals")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=8, choices=[(verdict.value, verdict.value) for verdict in Verdict])
    moment = models.DateTimeField()

    class Meta:
        """A verdict a person."""

        ordering: ClassVar = ["moment", "pk"]
        constraints = (models.UniqueConstraint(fields=("batch", "by"), name="approved_once"),)
