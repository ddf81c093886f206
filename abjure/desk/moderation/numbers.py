"""What staff are told of the work: how much came, waits, is held back, and how long the oldest has waited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min

from abjure.core.moderation import Outcome
from abjure.desk.declarations.models import Opening
from abjure.desk.moderation.models import Case, SecondLook, Settlement
from abjure.desk.reception.models import Submission

DAYS = 14


@dataclass(frozen=True)
class Numbers:
    """The desk's numbers now; what is held back is part of what waits."""

    received: int
    accepted: int
    refused: int
    waiting: int
    held: int
    second_looks: int
    oldest: datetime | None


def now() -> Numbers:
    """Return the numbers as they stand."""
    settled = Settlement.objects.all()
    received = Submission.objects.filter(kind=Submission.Kind.DECLARATION).count()
    received += settled.exclude(submission__kind=Submission.Kind.DECLARATION).count()
    accepted, refused = (settled.filter(outcome=outcome).count() for outcome in (Outcome.ACCEPTED, Outcome.REFUSED))
    waiting = Case.objects.waiting()
    return Numbers(
        received=received,
        accepted=accepted,
        refused=refused,
        waiting=received - accepted - refused,
        held=waiting.filter(held=True).count(),
        second_looks=SecondLook.objects.count(),
        oldest=waiting.aggregate(oldest=Min("submission__collected"))["oldest"],
    )


def days() -> list[Opening]:
    """Return the accounts of the last days as they go into the log, the newest first."""
    return list(Opening.objects.filter(kind=Opening.Kind.INTAKE).order_by("-day")[:DAYS])
