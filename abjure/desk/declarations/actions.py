"""Handing to the gate: write an opening once, or take its key away."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from abjure.core import commitment
from abjure.desk.declarations.models import Opening, OpeningKey, seal

AT_ONCE = timedelta()


@dataclass(frozen=True)
class Words:
    """The fields that a leaf commits to, and the labels of those that become public."""

    fields: Mapping[str, str]
    shown: Collection[str]


@transaction.atomic(using="desk")
def hand_over(
    *, kind: Opening.Kind, digest: bytes, facts: dict[str, Any], day: date, after: datetime, shown: dict[str, Any] | None = None
) -> bool:
    """Write an opening, and the key of what it shows, unless one of this name is there; return whether it was written."""
    if Opening.objects.filter(digest=digest).exists():
        return False
    key = secrets.token_bytes(32)
    sealed = b"" if shown is None else seal(shown, digest=digest, key=key)
    Opening.objects.create(digest=digest, kind=kind, day=day, after=after, facts=facts, sealed=sealed)
    if shown is not None:
        OpeningKey.objects.create(digest=digest, key=key)
    return True


def declare(*, digest: bytes, words: Words, facts: dict[str, Any], day: date, after: datetime) -> dict[str, str]:
    """Commit to a statement's words under a new salt and hand it over; return commitment, salt and day, as its holder is told them."""
    salt, origin = secrets.token_bytes(commitment.SALT), settings.ABJURE.origin
    committed = commitment.encode(commitment.commit(words.fields, salt, origin))
    shown = commitment.opening(words.fields, salt, words.shown) if words.shown else None
    hand_over(kind=Opening.Kind.DECL, digest=digest, facts={"c": committed} | facts, day=day, after=after, shown=shown)
    return {"commitment": committed, "salt": commitment.encode(salt), "by": public_by(day).isoformat()}


def public_by(day: date) -> date:
    """Return the UTC day on which a statement that was accepted on this one is public at the latest; of every statement the same is said."""
    return day + timedelta(days=settings.ABJURE.public_after)


@transaction.atomic(using="desk")
def withhold(*, target: bytes, reason: str, now: datetime) -> bool:
    """Have the gate hide what an opening shows, and delete its key here: leaf, proofs and count stay."""
    OpeningKey.objects.filter(digest=target).delete()
    facts = {"target": target.hex(), "reason": reason}
    return hand_over(kind=Opening.Kind.WITHHOLD, digest=derived("withhold", target), facts=facts, day=now.date(), after=now)


def void(*, target: bytes, now: datetime, held: timedelta = AT_ONCE) -> bool:
    """Have the gate subtract a declaration, with what replaces it where that is held; no reason leaves this desk."""
    facts = {"target": target.hex()}
    return hand_over(kind=Opening.Kind.VOID, digest=derived("void", target), facts=facts, day=now.date(), after=now + held)


def derived(kind: str, target: bytes) -> bytes:
    """Return the name of a row that is about another: SHA-256 over its kind and the other's name."""
    return hashlib.sha256(f"abjure/{kind}\n".encode() + target).digest()
