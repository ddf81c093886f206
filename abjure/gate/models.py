"""What the gate remembers: which index each thing was given, how large the signed tree is, what it counts, what is hidden."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Self

from django.db import connections, models
from django.db.models import Q

from abjure.core import leaf
from abjure.core.leaf import Leaf
from abjure.core.tlog import merkle

HASH = 32
IN_ONE_QUESTION = 500
INSERT = 'INSERT INTO gate_placement ("index", digest, kind, day, beginning, leaf) VALUES (%s, %s, %s, %s, %s, %s)'


class Log(models.Model):
    """The one row that moves: the signed tree, and the count up to the last index given; each change raises the epoch."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    root = models.BinaryField(max_length=HASH, default=merkle.EMPTY)
    checkpoint = models.BinaryField(default=b"", help_text="the signed note, as it is published")
    totals = models.JSONField(default=dict, help_text="what count.json says for this checkpoint")
    sequenced = models.BigIntegerField(default=0, help_text="the next index to be given")
    count = models.JSONField(default=dict, help_text="the fold of all leaves sequenced, without its live bits")
    settled = models.DateField(null=True, help_text="no opening of an earlier day waits")
    epoch = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="one_log"),
            models.CheckConstraint(condition=Q(sequenced__gte=models.F("size")), name="sequenced_before_signed"),
        ]


class LiveBits(models.Model):
    """The live bits of 65,536 leaves, as they stand in the status file of this number."""

    number = models.BigIntegerField(primary_key=True)
    bits = models.BinaryField()


class PlacementQuerySet(models.QuerySet["Placement"]):
    """Reads of placements."""

    def from_index(self, index: int) -> Self:
        """Return all from an index on, in order."""
        return self.filter(index__gte=index).order_by("index")

    def named(self, digests: Collection[bytes]) -> dict[bytes, int]:
        """Return the index of each of these digests that has one."""
        found: dict[bytes, int] = {}
        for some in _parts(list(digests)):
            found |= {bytes(digest): index for digest, index in _among('digest, "index"', "digest", some)}
        return found

    def insert(self, rows: Sequence[tuple[int, bytes | None, str, str, int | None, str]]) -> None:
        """Insert index, digest, kind, day, beginning and leaf of many; half the time of a batch would go into objects."""
        with connections["gate"].cursor() as cursor:
            cursor.executemany(INSERT, rows)


def _among(columns: str, column: str, wanted: Sequence[Any]) -> list[tuple[Any, ...]]:
    # Asked by hand: the ORM takes four times as long to put the question as the database to answer it.
    with connections["gate"].cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM gate_placement WHERE {column} IN ({', '.join(['%s'] * len(wanted))})", wanted)  # noqa: S608 - names of our own
        return list(cursor.fetchall())


def _parts(wanted: Sequence[Any]) -> list[Sequence[Any]]:
    return [wanted[start : start + IN_ONE_QUESTION] for start in range(0, len(wanted), IN_ONE_QUESTION)]


class Placement(models.Model):
    """Which index a thing was given, and its leaf; from `Log.size` on it is sequenced, and not signed yet."""

    # The index is the primary key and the digest unique, so that two sequencers can neither give a place away twice
    # nor place one thing twice.
    index = models.BigIntegerField(primary_key=True)
    digest = models.BinaryField(max_length=HASH, unique=True, null=True, help_text="none: the gate's own leaf")
    kind = models.CharField(max_length=8)
    day = models.DateField()
    # Looked up in memory (gate.taken), where nothing grows slower with the log.
    beginning = models.BigIntegerField(null=True, help_text="the first eight bytes of a statement's commitment")
    leaf = models.TextField(help_text="the bytes that are hashed")

    objects = PlacementQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["index"], name="placement_tallies", condition=Q(kind="tally"))]

    def parsed(self) -> Leaf:
        """Return the leaf as a value."""
        return leaf.parse(self.leaf.encode())


class Withheld(models.Model):
    """What must not be shown, from before or after it was placed."""

    digest = models.BinaryField(max_length=HASH, primary_key=True)
    reason = models.CharField(max_length=16)
    day = models.DateField()
    hidden = models.BooleanField(default=False, help_text="its entry is in public, without words")

    class Meta:
        indexes = [models.Index(fields=["hidden"], name="withheld_to_hide", condition=Q(hidden=False))]
