"""The desk's two walks to the door: collect what waits there, and hang answers out; both may be run again at any point."""

from __future__ import annotations

import sys
from datetime import datetime

from django.db import transaction

from abjure.core import envelope as envelopes
from abjure.core.errors import Invalid
from abjure.desk.reception import actions
from abjure.desk.reception.models import Answer
from abjure.door.envelopes.models import Envelope, Reply, Ticket

BATCH = 200


def collect(*, now: datetime) -> None:
    """Keep every envelope of the in-tray at the desk, commit, and only then clear it at the door."""
    for envelope in Envelope.objects.iterator(chunk_size=BATCH):
        ticket = Ticket.objects.filter(digest=envelopes.digest(bytes(envelope.sealed))).first()
        try:
            actions.receive(envelope=bytes(envelope.sealed), day=ticket.day if ticket else now.date(), now=now)
        except Invalid as error:
            print(f"abjure: error: an envelope waits: {error.code} {error.facts}", file=sys.stderr, flush=True)
        else:
            Envelope.objects.filter(number=envelope.number).delete()


def answer(*, now: datetime) -> None:  # noqa: ARG001 - every stage is called alike
    """Hang every answer of the outbox out at the door, unless it hangs there already; then mark it."""
    for waiting in Answer.objects.filter(hung_out=False).order_by("submission_id", "number").iterator(chunk_size=BATCH):
        row = Reply(digest=bytes(waiting.submission_id), number=waiting.number, sealed=waiting.sealed)
        Reply.objects.bulk_create([row], ignore_conflicts=True)
        with transaction.atomic(using="desk"):
            Answer.objects.filter(pk=waiting.pk).update(hung_out=True, sealed=b"")
