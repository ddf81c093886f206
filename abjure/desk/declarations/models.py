"""The opening, the one table from desk to gate: all that the desk wants logged or hidden is a row of it."""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from typing import Any, Self

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models

DIGEST = 32
NONCE = 12


class OpeningQuerySet(models.QuerySet["Opening"]):
    """Reads of openings."""

    def due(self, now: datetime) -> Self:
        """Return the openings that may be sequenced by now, the oldest day first."""
        return self.filter(after__lte=now).order_by("day", "digest")


class Opening(models.Model):
    """One thing that the desk wants logged or hidden: the facts of its leaf, and what becomes public sealed under a key of its own."""

    class Kind(models.TextChoices):
        """What the gate is asked for (spec/opening.md)."""

        DECL = "decl"
        VOID = "void"
        WITHHOLD = "withhold"
        BALANCE = "balance"
        INTAKE = "intake"
        CERT = "cert"
        CERTVOID = "certvoid"

    digest = models.BinaryField(max_length=DIGEST, primary_key=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    day = models.DateField(help_text="the UTC day on which it was accepted; of an intake, the day that it closes")
    after = models.DateTimeField(help_text="not to be sequenced before")
    facts = models.JSONField(help_text="what its leaf says, by kind")
    sealed = models.BinaryField(default=b"", help_text="of a declaration: fields, salts and digests, sealed")

    objects = OpeningQuerySet.as_manager()

    class Meta:
        """The gate walks over the days, and within a day in the order of names; what is rare in a day it asks for by kind.

        A day's close takes the oldest first.
        """

        indexes = (
            models.Index(fields=["day", "digest"], name="opening_day"),
            models.Index(fields=["kind", "day"], name="opening_kind"),
            models.Index(fields=["after", "digest"], name="opening_after"),
        )

    def shown(self) -> dict[str, Any] | None:
        """Return the fields, salts and digests that become public; None where there are none or their key was deleted."""
        held = OpeningKey.objects.filter(digest=self.digest).first()
        if held is None or not self.sealed:
            return None
        raw = bytes(self.sealed)
        plain = AESGCM(bytes(held.key)).decrypt(raw[:NONCE], raw[NONCE:], bytes(self.digest))
        shown: dict[str, Any] = json.loads(plain)
        return shown


class OpeningKey(models.Model):
    """The key of one opening; deleting it erases the opening. The only table of this room with DELETE."""

    digest = models.BinaryField(max_length=DIGEST, primary_key=True)
    key = models.BinaryField(max_length=32)


def seal(shown: dict[str, Any], *, digest: bytes, key: bytes) -> bytes:
    """Return the canonical JSON of what is shown, sealed under the row's key and bound to its name."""
    nonce = secrets.token_bytes(NONCE)
    plain = json.dumps(shown, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return nonce + AESGCM(key).encrypt(nonce, plain, digest)
