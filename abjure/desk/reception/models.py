"""What reception remembers: what came in, sealed under a key of its own, whom to answer, and what waits to be hung out."""

from __future__ import annotations

from django.db import models

from abjure.desk.staff.models import Staff

DIGEST = 32


class Submission(models.Model):
    """What came in under one name, opened once and sealed again under its own row key."""

    class Kind(models.TextChoices):
        """What a letter may be."""

        DECLARATION = "declaration"
        APPLICATION = "application"
        REQUEST = "request"

    class Provenance(models.TextChoices):
        """By whose hand it came (the log's `p`)."""

        SELF = "self"
        ASSISTED = "assisted"
        RELAYED = "relayed"
        CARRIED = "carried"

    class Way(models.TextChoices):
        """On which way something came that was taken down at the desk."""

        PHONE = "phone"
        FAX = "fax"
        E_MAIL = "e-mail"
        LETTER = "letter"
        STAND = "stand"

    digest = models.BinaryField(max_length=DIGEST, primary_key=True)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    provenance = models.CharField(max_length=8, choices=Provenance.choices, default=Provenance.SELF)
    way = models.CharField(max_length=8, blank=True, choices=Way.choices, help_text="nothing where it came through the door or a list")
    day = models.DateField(help_text="the day it was handed in")
    collected = models.DateTimeField()
    holder = models.BinaryField(
        max_length=DIGEST,
        null=True,
        db_index=True,
        help_text="SHA-256 of the receipt's public key; of an application, unknown until opened",
    )
    brought_in_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()


class RowKey(models.Model):
    """The key of one submission's row; deleting it erases what was said. The only table of this room with DELETE."""

    submission = models.OneToOneField(Submission, primary_key=True, on_delete=models.PROTECT, related_name="row_key")
    wrapped = models.BinaryField(help_text="sealed under the desk's storage key")


class Mailbox(models.Model):
    """How to answer the holder of one receipt: the next answer's key and number; an older key is forgotten."""

    submission = models.OneToOneField(Submission, primary_key=True, on_delete=models.PROTECT, related_name="mailbox")
    wrapped_key = models.BinaryField(help_text="the next answer's key, sealed under the desk's storage key")
    number = models.PositiveIntegerField(default=0)


class Answer(models.Model):
    """The outbox: a sealed answer; the stage `answer` hangs it out at the door."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="answers")
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()
    hung_out = models.BooleanField(default=False, db_index=True)

    class Meta:
        """One answer a number."""

        constraints = (models.UniqueConstraint(fields=("submission", "number"), name="answer_once"),)


class Misfit(models.Model):
    """An envelope that did not open or does not read as a letter: kept aside with its reason, so that it stops no stage."""

    digest = models.BinaryField(max_length=DIGEST, primary_key=True)
    code = models.CharField(max_length=64)
    sealed = models.BinaryField()
