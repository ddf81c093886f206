"""What the open side knows of certificates: nothing that can be read or listed without a paper in hand, and the keys that check a code."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

DIGEST = 32


class Credential(models.Model):
    """One certificate under one spelling of the family name: row and key both come from number, name and birth date (spec/certificate.md)."""

    row = models.BinaryField(max_length=DIGEST, primary_key=True)
    sealed = models.BinaryField()


class CertificateKey(models.Model):
    """A key that signs credentials, by its id; an old one stays, since papers live long."""

    kid = models.CharField(max_length=16, primary_key=True)
    public = models.BinaryField(help_text="SubjectPublicKeyInfo, DER")

    class Meta:
        ordering: ClassVar = ["kid"]


class Revoked(models.Model):
    """A credential that was taken back: said at once, while the leaf that says it for ever waits for its batch."""

    h = models.CharField(max_length=43, primary_key=True, help_text="what the log calls the credential")
    day = models.DateField()
