"""Checking a certificate: what was typed, or the code on the paper, against what the gate has published of credentials."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from abjure.core import certificate, certificate_number, commitment, frame
from abjure.core.certificate_key import PublicKey
from abjure.core.errors import Invalid
from abjure.public.register.models import Entry
from abjure.public.verification.models import CertificateKey, Credential, Revoked

NONCE, TAG, FRAME = 12, 16, 512
NOBODY = bytes(certificate_number.SIZE)
DAYS = ("declared", "checked", "issued")


@dataclass(frozen=True)
class Answer:
    """One of five: in-force, revoked, unknown-status, no-match, unreadable; and the facts that its sentences name."""

    state: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def check(*, number: str, family_name: str, birth_date: date) -> Answer:
    """Return the answer for what was typed; a wrong number and a wrong name get the same one, in the same time."""
    try:
        raw = certificate_number.parse(number)
    except Invalid:
        raw = NOBODY
    shown = _open(raw, family_name, birth_date)
    return Answer("no-match") if shown is None else _standing(shown)


def check_code(text: str) -> Answer:
    """Return the answer for the text of a QR code: its signature first, then whether it is still in force."""
    try:
        data = certificate.from_digits(text)
        credential = certificate.verify(data, keys())
    except Invalid as error:
        return Answer("unreadable" if error.code == "certificate.unreadable" else "no-match")
    h = commitment.encode(certificate.digest(data))
    shown = _open(credential.number, credential.family, credential.birth)
    if shown is None:
        shown = {"h": h, "bodies": list(credential.bodies)} | {name: getattr(credential, name).isoformat() for name in DAYS}
        return _standing(shown) if _leaf("cert", h) else Answer("unknown-status", _facts(shown))
    # A signature can be changed into another valid one: only the bytes that the gate published count.
    return _standing(shown) if shown["h"] == h else Answer("no-match")


def keys() -> dict[bytes, PublicKey]:
    """Return the keys that sign credentials, by their ids."""
    return {bytes.fromhex(key.kid): PublicKey(bytes(key.public)) for key in CertificateKey.objects.all()}


def publish_key(key: PublicKey) -> None:
    """Write a key down, once."""
    CertificateKey.objects.bulk_create([CertificateKey(kid=key.id.hex(), public=key.raw)], ignore_conflicts=True)


def publish_credential(*, number: bytes, family: str, birth: date, shown: Mapping[str, Any]) -> None:
    """Write down, once, what is shown to whoever knows all three; the same facts for each spelling of the family name."""
    row, key = certificate_number.lookup(number, family, birth, settings.ABJURE.origin)
    nonce = secrets.token_bytes(NONCE)
    sealed = nonce + AESGCM(key).encrypt(nonce, frame.pad(json.dumps(dict(shown)).encode(), FRAME), row)
    Credential.objects.bulk_create([Credential(row=row, sealed=sealed)], ignore_conflicts=True)


def revoke(*, h: str, day: date) -> None:
    """Write down, once, that a credential was taken back on a day."""
    Revoked.objects.bulk_create([Revoked(h=h, day=day)], ignore_conflicts=True)


def _open(number: bytes, family: str, birth: date) -> dict[str, Any] | None:
    """Return what is shown of a certificate; None if no row is opened by these three."""
    row, key = certificate_number.lookup(number, family, birth, settings.ABJURE.origin)
    found = Credential.objects.filter(row=row).first()
    # Where there is no row the same work is done on bytes that open to nothing.
    sealed = bytes(found.sealed) if found is not None else bytes(NONCE + FRAME + TAG)
    try:
        shown: dict[str, Any] = json.loads(frame.unpad(AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], row)))
    except InvalidTag:
        return None
    return shown


def _standing(shown: Mapping[str, Any]) -> Answer:
    void, logged = _voided(shown["h"]), _leaf("cert", shown["h"])
    facts = _facts(shown) | {"logged": logged.index if logged else None}
    return Answer("revoked", facts | {"voided": void}) if void else Answer("in-force", facts)


def _voided(h: str) -> date | None:
    """Return the day on which a credential was taken back: told by the gate at once, by the log for ever."""
    told, leaf = Revoked.objects.filter(h=h).first(), _leaf("certvoid", h)
    return told.day if told else leaf.day if leaf else None


def _facts(shown: Mapping[str, Any]) -> dict[str, Any]:
    days = {name: date.fromisoformat(shown[name]) for name in DAYS}
    return {**days, "identified": days["checked"], "bodies": shown["bodies"], "index": shown.get("entry")}


def _leaf(kind: str, h: str) -> Entry | None:
    """Return the published entry of this kind about a credential."""
    return Entry.objects.published().filter(kind=kind, leaf__contains=f'"h":"{h}"').first()
