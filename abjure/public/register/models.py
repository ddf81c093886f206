"""What the register remembers: each entry of the log once, its opening while it may be shown, and what the checkpoint covers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q

from abjure.core import leaf
from abjure.core.leaf import Leaf

COMMITMENT = 43
PREFIX = 2


class Checkpoint(models.Model):
    """A published checkpoint, and what the leaves before it add up to."""

    size = models.BigIntegerField(primary_key=True)
    root = models.CharField(max_length=44)
    text = models.TextField(help_text="the signed note as it is published")
    at = models.DateTimeField()
    totals = models.JSONField(help_text="what count.json says")

    class Meta:
        get_latest_by = "size"


class EntryQuerySet(models.QuerySet["Entry"]):
    """Reads of entries; none of them goes beyond the published checkpoint."""

    def published(self) -> Self:
        """Return the entries that the newest checkpoint covers."""
        newest = Checkpoint.objects.order_by("-size").first()
        return self.filter(index__lt=newest.size if newest else 0)

    def statements(self) -> Self:
        """Return declarations, in the order of the log."""
        return self.published().filter(kind="decl").order_by("index")

    def on(self, day: date) -> Self:
        """Return the statements of one day."""
        return self.statements().filter(day=day)

    def under(self, prefix: str) -> Self:
        """Return the statements whose commitment begins with two given characters."""
        return self.statements().filter(prefix=prefix)

    def accounts(self) -> Self:
        """Return the accounts of closed days, the newest first."""
        return self.published().filter(kind="intake").order_by("-index")

    def balances(self) -> Self:
        """Return the dated totals of an earlier register, the oldest first."""
        return self.published().filter(kind="balance").order_by("index")


class Entry(models.Model):
    """One leaf of the log under its number, and what of it may be read."""

    index = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=8)
    day = models.DateField()
    leaf = models.TextField(help_text="the bytes that are hashed")
    n = models.BigIntegerField(default=0)
    provenance = models.CharField(max_length=8, default="")
    commitment = models.CharField(max_length=COMMITMENT, default="")
    prefix = models.CharField(max_length=PREFIX, default="")
    opening = models.JSONField(null=True, help_text="fields, salts and digests of a statement; words and source of a balance")
    withheld = models.DateField(null=True)
    reason = models.CharField(max_length=16, default="")
    voided_by = models.BigIntegerField(null=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "day", "index"], name="entry_day"),
            models.Index(fields=["prefix", "index"], name="entry_prefix", condition=~Q(prefix="")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(withheld=None) | Q(opening=None), name="withheld_is_not_shown"),
            models.CheckConstraint(condition=Q(voided_by=None) | Q(opening=None), name="voided_is_not_shown"),
        ]

    def parsed(self) -> Leaf:
        """Return the leaf as a value."""
        return leaf.parse(self.leaf.encode())

    def fields(self) -> dict[str, str]:
        """Return the opened fields by label, none where nothing may be shown."""
        shown: dict[str, Any] = self.opening or {}
        fields: dict[str, str] = shown.get("fields", {})
        return fields


class DayQuerySet(models.QuerySet["Day"]):
    """Reads of days."""

    def week_until(self, day: date) -> Self:
        """Return the seven days that end with this one."""
        return self.filter(day__gt=day - timedelta(days=7), day__lte=day)


class Day(models.Model):
    """What one day added as recorded: statements and people declared here, less what was withdrawn on that day."""

    day = models.DateField(primary_key=True)
    entries = models.BigIntegerField(help_text="declarations of the log, those of an earlier register too")
    people = models.BigIntegerField()
    statements = models.BigIntegerField()

    objects = DayQuerySet.as_manager()
