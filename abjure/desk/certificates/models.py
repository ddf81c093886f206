"""What two examiners saw, what the gate is asked to issue and has issued, and who took a certificate back; none is ever changed.

The gate reads Commission and writes Issued. So this file imports no other room: submissions go by their digest, examiners by their handle.
"""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef

from abjure.core.examination import VOID_REASONS
from abjure.core.moderation import Decision, Verdict

DIGEST, HASH, HANDLE = 32, 43, 32


class ExaminationQuerySet(models.QuerySet["Examination"]):
    """Reads of examinations."""

    def of(self, digest: bytes) -> Self:
        """Return the examinations of one application, the oldest first."""
        return self.filter(digest=digest).order_by("pk")

    def decisions(self) -> list[Decision]:
        """Return the verdicts, as the rules know them."""
        return [Decision(examination.examiner, Verdict(examination.verdict)) for examination in self]


class Examination(models.Model):
    """What one examiner saw of one applicant, sealed under a key of its own."""

    digest = models.BinaryField(max_length=DIGEST, db_index=True, help_text="the application's")
    examiner = models.CharField(max_length=HANDLE)
    verdict = models.CharField(max_length=8, choices=[(verdict.value, verdict.value) for verdict in Verdict])
    at = models.DateTimeField()
    sealed = models.BinaryField()

    objects = ExaminationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("digest", "examiner"), name="examined_once")]


class ExaminationKey(models.Model):
    """The key of one examination, sealed to the certificates' key; deleting it erases the row. The only table of this room with DELETE."""

    examination = models.OneToOneField(Examination, primary_key=True, on_delete=models.PROTECT, related_name="row_key")
    wrapped = models.BinaryField()


class CommissionQuerySet(models.QuerySet["Commission"]):
    """Reads of commissions."""

    def waiting(self) -> Self:
        """Return the commissions that the gate has not answered yet."""
        return self.exclude(Exists(Issued.objects.filter(digest=OuterRef("digest")))).order_by("day", "digest")


class Commission(models.Model):
    """One certificate to issue: an order sealed to a key of the gate, under the name of the application."""

    digest = models.BinaryField(max_length=DIGEST, primary_key=True)
    day = models.DateField()
    number = models.PositiveIntegerField(help_text="of the answer that the certificate is")
    sealed = models.BinaryField()

    objects = CommissionQuerySet.as_manager()


class IssuedQuerySet(models.QuerySet["Issued"]):
    """Reads of what the gate has issued."""

    def undelivered(self) -> Self:
        """Return what reception has not been given yet."""
        return self.filter(delivered=False).order_by("digest")


class Issued(models.Model):
    """The gate's answer to a commission: a certificate sealed to its holder and the hash of its credential, or why there is none."""

    digest = models.BinaryField(max_length=DIGEST, primary_key=True)
    h = models.CharField(max_length=HASH, blank=True, help_text="SHA-256 of the credential, as the log's leaf says it")
    fault = models.CharField(max_length=64, blank=True, help_text="a code, where no certificate could be made")
    sealed = models.BinaryField()
    delivered = models.BooleanField(default=False, db_index=True)

    objects = IssuedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(models.Q(h="") & ~models.Q(fault="")) | (~models.Q(h="") & models.Q(fault="")), name="issued_or_not"
            )
        ]


class TakenBack(models.Model):
    """One examiner's signature that a certificate is void; with the second it is."""

    digest = models.BinaryField(max_length=DIGEST, db_index=True)
    examiner = models.CharField(max_length=HANDLE)
    reason = models.CharField(max_length=16, choices=[(reason, reason) for reason in VOID_REASONS])
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("digest", "examiner"), name="taken_back_once")]
