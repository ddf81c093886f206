"""Keyed tags of names and sentences, sketches of texts, and which statement is like which; all of it outlives the words, none of it says them."""

from __future__ import annotations

from django.db import models

from abjure.desk.reception.models import Submission

TAG = 16


class TagKey(models.Model):
    """The key of one year's tags; deleting it makes every tag of that year a number that stands for nothing."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    wrapped = models.BinaryField(help_text="sealed under the desk's storage key")


class Tag(models.Model):
    """That a name or a sentence stands in a statement: HMAC-SHA256 under the year's key, cut to 16 bytes."""

    class Kind(models.TextChoices):
        """Of what it is the tag."""

        NAME = "n"
        SENTENCE = "s"

    kind = models.CharField(max_length=1, choices=Kind.choices)
    tag = models.BinaryField(max_length=TAG)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="tags")
    day = models.DateField()

    class Meta:
        """Looked up by the tag, the newest day at the end."""

        indexes = (models.Index(fields=["kind", "tag", "day"], name="tag_of_what"),)


class Sketch(models.Model):
    """One number of the sketch of a text that stands for all that are like it."""

    number = models.BigIntegerField(db_index=True)
    leader = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="sketched")


class Alike(models.Model):
    """Which text a statement's own words are most like, and how much; the first of them is its own."""

    submission = models.OneToOneField(Submission, primary_key=True, on_delete=models.PROTECT, related_name="alike")
    leader = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="followers")
    percent = models.PositiveSmallIntegerField()
    day = models.DateField()

    class Meta:
        """Counted by leader and day."""

        indexes = (models.Index(fields=["leader", "day"], name="alike_by_day"),)
