"""The room's one walk: hand what the gate has issued to reception's outbox, and have the log told of it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.db import transaction

from abjure.core.errors import Invalid
from abjure.desk.certificates.models import Commission, Issued
from abjure.desk.declarations import actions as declarations
from abjure.desk.declarations.models import Opening
from abjure.desk.reception import actions as reception
from abjure.desk.reception.models import Mailbox, Submission


def deliver(*, now: datetime) -> None:
    """Put every certificate that the gate has issued in the outbox, once, and write the opening of its `cert` leaf."""
    for issued in Issued.objects.undelivered():
        try:
            _deliver(issued, now)
        except Invalid as error:
            print(f"abjure: error: a certificate waits: {error.code}", file=sys.stderr, flush=True)


@transaction.atomic(using="desk")
def _deliver(issued: Issued, now: datetime) -> None:
    digest = bytes(issued.digest)
    submission = Submission.objects.get(digest=digest)
    # The gate sealed under the key of one answer; hung out under another number, the holder could not open it.
    if Mailbox.objects.get(submission=submission).number != Commission.objects.get(digest=digest).number:
        raise Invalid("answer.number")
    reception.hang(submission=submission, sealed=bytes(issued.sealed))
    if issued.h:
        after = next_batch(now)
        name = declarations.derived("cert", digest)
        declarations.hand_over(kind=Opening.Kind.CERT, digest=name, facts={"h": issued.h}, day=after.date(), after=after)
    Issued.objects.filter(digest=digest).update(delivered=True, sealed=b"")


def next_batch(now: datetime) -> datetime:
    """Return when the log is told: on the next Monday, so that its day says nothing of one person; in a demonstration at once."""
    if settings.ABJURE.demonstration:
        return now
    return datetime.combine(now.date() + timedelta(days=7 - now.weekday()), time(), UTC)
