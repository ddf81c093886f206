"""What is done with requests without people: take them in, carry out what is due, tell their holders."""

from __future__ import annotations

import sys
from datetime import datetime

from abjure.core.errors import Fault, Invalid
from abjure.desk.reception.models import Submission
from abjure.desk.requests import actions, carrying, objecting, telling
from abjure.desk.requests.models import Wish


def take(*, now: datetime) -> None:
    """Take in every request that has come and was not understood yet, and hide what objections want hidden."""
    new = Submission.objects.filter(kind=Submission.Kind.REQUEST, wish__isnull=True).order_by("collected", "pk")
    for submission in list(new):
        try:
            actions.take(submission=submission, now=now)
        except Invalid as error:
            print(f"abjure: error: a request cannot be read: {error.code}", file=sys.stderr, flush=True)
    objecting.hide_waiting(now)


def carry_out(*, now: datetime) -> None:
    """Carry out what is due, and tell every holder of a statement that changed."""
    # Whoever takes something back is heard before it is done.
    due = sorted(Wish.objects.due(now), key=lambda wish: wish.act != "keep")
    if due:
        # Every receipt of a statement hears what people decided before it hears what follows, as the first one does.
        telling.tell_all(now)
    for wish in due:
        try:
            carrying.carry_out(wish=wish, now=now)
        except Fault as error:
            print(f"abjure: error: a request cannot be carried out: {error.code}", file=sys.stderr, flush=True)
    telling.tell_all(now)
