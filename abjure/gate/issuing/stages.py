"""The gate's walk for certificates: every commission that has no answer yet gets one; run again, it makes the same."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime

from django.conf import settings

from abjure.core.errors import Invalid
from abjure.core.order import Order, open_order
from abjure.desk.certificates.models import Commission, Issued
from abjure.desk.declarations.models import Opening
from abjure.gate.issuing import actions, keys
from abjure.gate.models import Log, Placement
from abjure.public.verification import actions as verification

Lookup = Callable[[bytes], int | None]


def entry_of(digest: bytes) -> int | None:
    """Return the entry number of a declaration in the signed log; None while it has none."""
    index = Placement.objects.named([digest]).get(digest)
    log = Log.objects.first()
    return index if index is not None and log is not None and index < log.size else None


def issue(*, now: datetime, entry_of: Lookup = entry_of) -> None:  # noqa: ARG001 - every stage is called alike; a certificate's day is that of its approval
    """Say at once what was taken back; answer every commission whose declaration is in the signed log; the others wait."""
    held = keys.of(settings.ABJURE.home)
    verification.publish_key(held.certificate.public())
    for facts, day in Opening.objects.filter(kind=Opening.Kind.CERTVOID).values_list("facts", "day"):
        verification.revoke(h=facts["h"], day=day)
    for commission in Commission.objects.waiting():
        try:
            _issue(commission, entry_of)
        except Invalid as error:
            print(f"abjure: error: a commission waits: {error.code}", file=sys.stderr, flush=True)


def _issue(commission: Commission, entry_of: Lookup) -> None:
    order = open_order(bytes(commission.sealed), keys.of(settings.ABJURE.home).commission, origin=settings.ABJURE.origin)
    entry = entry_of(order.declaration)
    if entry is None:
        return
    digest = bytes(commission.digest)
    try:
        h, sealed = _certificate(order, entry)
    except Invalid as fault:
        _insert(Issued(digest=digest, fault=fault.code, sealed=actions.explain(order, fault)))
    else:
        _insert(Issued(digest=digest, h=h, sealed=sealed))


def _certificate(order: Order, entry: int) -> tuple[str, bytes]:
    """Return the hash of the credential and the sealed certificate, once the open side can answer for it."""
    made = actions.make(order, entry=entry, key=keys.of(settings.ABJURE.home).certificate)
    sealed = actions.seal(order, made.answer())
    for family in order.application.families():
        verification.publish_credential(number=made.credential.number, family=family, birth=made.credential.birth, shown=made.shown())
    return made.h, sealed


def _insert(issued: Issued) -> None:
    """Write the answer unless there is one: the gate's only write at the desk."""
    Issued.objects.bulk_create([issued], ignore_conflicts=True)
