"""What the door remembers: that something was handed in, the sealed bytes until they are collected, and sealed answers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

DIGEST = 32


class Ticket(models.Model):
    """That something was handed in under a receipt's tag, and on which day; the key is random, so no row tells the order."""

    tag = models.BinaryField(max_length=DIGEST, primary_key=True)
    digest = models.BinaryField(max_length=DIGEST, unique=True)
    day = models.DateField()

    class Meta:
        """One row a tag."""

        db_table = "door_ticket"


class Envelope(models.Model):
    """The sealed bytes of a ticket until the desk has collected them, numbered by the first eight bytes of their digest.

    On SQLite the number is the rowid: rows lie by chance and not as they came, and none is read to find another's place.
    """

    number = models.BigIntegerField(primary_key=True)
    sealed = models.BinaryField()

    class Meta:
        """One row a number."""

        db_table = "door_envelope"

    @staticmethod
    def number_of(digest: bytes) -> int:
        """Return the number of the envelope that has this digest."""
        return int.from_bytes(digest[:8], "big", signed=True)


class Spent(models.Model):
    """A token of work that was spent, and on which day; forgotten two days later, when the token has long run out."""

    nonce = models.BinaryField(max_length=16, primary_key=True)
    day = models.DateField()

    class Meta:
        """One row a token."""

        db_table = "door_spent"


class Opened(models.Model):
    """That some code was opened on a day: which one, nobody can tell who has not the code; forgotten after sixty days."""

    tag = models.BinaryField(max_length=DIGEST, primary_key=True)
    day = models.DateField()

    class Meta:
        """One row a code and day."""

        db_table = "door_opened"


class Reply(models.Model):
    """Answer `number` to the holder of a ticket's receipt, sealed so that only the receipt opens it."""

    pk = models.CompositePrimaryKey("digest", "number")
    digest = models.BinaryField(max_length=DIGEST)
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        """Numbers count from 0 for each digest."""

        db_table = "door_reply"
        ordering: ClassVar = ["number"]
