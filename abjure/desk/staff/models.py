"""Who works at the desk, how they enrol and sign in, and the chained record of what they did."""

from __future__ import annotations

import hashlib
from typing import ClassVar

from django.db import models

from abjure.core import canonical

DIGEST = 32


class Staff(models.Model):
    """One person at the desk, known by a handle; `demonstration` staff can never sign in."""

    class Duty(models.TextChoices):
        """What a person may do."""

        MODERATOR = "moderator"
        EXAMINER = "examiner"

    handle = models.CharField(max_length=32, unique=True)
    duty = models.CharField(max_length=16, choices=Duty.choices)
    demonstration = models.BooleanField(default=False)
    active = models.BooleanField(default=True)

    class Meta:
        """Listed by handle."""

        ordering: ClassVar = ["handle"]

    def __str__(self) -> str:
        """Return the handle."""
        return self.handle

    def may_sign_in(self) -> bool:
        """Say whether this is a person who still works here."""
        return self.active and not self.demonstration


class Enrolment(models.Model):
    """A one-time link; the token is derived again when it is printed, so the database holds its digest alone."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="enrolments")
    serial = models.PositiveIntegerField()
    token_digest = models.BinaryField(max_length=DIGEST, unique=True)
    used = models.DateTimeField(null=True)

    class Meta:
        """A further link of the same person has another serial."""

        constraints = (models.UniqueConstraint(fields=("staff", "serial"), name="enrolment_once"),)


class Passkey(models.Model):
    """One WebAuthn credential of one person."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="passkeys")
    credential = models.BinaryField(max_length=1023, unique=True)
    public_key = models.BinaryField()
    sign_count = models.PositiveBigIntegerField(default=0)
    enrolled = models.DateTimeField()


class Deed(models.Model):
    """One thing that somebody at the desk did, chained to the one before; the database refuses to change or delete it."""

    number = models.PositiveBigIntegerField(primary_key=True)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=32)
    subject = models.CharField(max_length=64, blank=True, help_text="the name of what it was done to, in hex")
    moment = models.DateTimeField()
    previous = models.BinaryField(max_length=DIGEST)
    digest = models.BinaryField(max_length=DIGEST, unique=True)

    class Meta:
        """In the order of the chain."""

        ordering: ClassVar = ["number"]

    def hashed(self) -> bytes:
        """Return the digest that this deed must have, over all its facts and the deed before."""
        facts = [self.number, self.staff.handle, self.verb, self.subject, self.moment.isoformat(), bytes(self.previous).hex()]
        return hashlib.sha256(b"abjure/deed/v1\n" + canonical.format(facts)).digest()
