"""What follows from an outcome: an opening for the gate and an answer for the holder, once."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from abjure.core.declaration import REAL, Declaration, initials, parse, problems
from abjure.core.errors import Invalid
from abjure.core.moderation import Outcome
from abjure.desk.declarations import actions as declarations
from abjure.desk.moderation.models import Settlement
from abjure.desk.reception import actions as reception
from abjure.desk.reception.models import Submission

FORM = "form"


def declaration_of(submission: Submission) -> Declaration:
    """Return what is declared; Invalid("declaration.form") unless it keeps every rule of the charter."""
    declaration = parse(reception.letter_of(submission).content)
    if problems(declaration, settings.ABJURE.charter):
        raise Invalid("declaration.form")
    return declaration


@transaction.atomic(using="desk")
def settle(*, submission: Submission, outcome: Outcome, now: datetime, reasons: Sequence[str] = ()) -> None:
    """Write down what came of a statement, hand an accepted one to the gate, and answer its holder."""
    Settlement.objects.create(submission=submission, outcome=outcome, reasons=list(reasons), day=now.date())
    if outcome is Outcome.ACCEPTED:
        _accept(submission, now)
    else:
        _answer(submission, {"state": "refused", "reasons": list(reasons)})


def _accept(submission: Submission, now: datetime) -> None:
    declaration = declaration_of(submission)
    # Nobody sends now what an earlier register took in.
    held = timedelta() if submission.provenance == Submission.Provenance.CARRIED else held_for(declaration)
    told = declarations.declare(
        digest=bytes(submission.digest),
        words=words_of(declaration, submission),
        facts={"n": len(declaration.people), "o": declaration.by_body(), "p": submission.provenance},
        day=now.date(),
        after=now + held,
    )
    _answer(submission, {"state": "accepted"} | told)
    reception.erase(submission)


def words_of(declaration: Declaration, submission: Submission) -> declarations.Words:
    """Return what the leaf commits to."""
    declaration = as_shown(declaration, submission.provenance)
    return declarations.Words(declaration.fields(), declaration.shown())


def as_shown(declaration: Declaration, provenance: str) -> Declaration:
    """Return what may become public; a list that a third party handed in gives aliases, or initials where it names people."""
    if provenance != Submission.Provenance.RELAYED or declaration.signed != REAL:
        return declaration
    return replace(declaration, people=tuple(replace(person, name=initials(person.name)) for person in declaration.people))


def held_for(declaration: Declaration) -> timedelta:
    """Return a random time for own words, since the length of an upload can be matched with a published text; templates have one length."""
    return timedelta() if declaration.template else timedelta(seconds=chance(settings.ABJURE.hold * 3600))


def chance(most: int) -> int:
    """Return one of the whole numbers from nothing up to this one, each as likely as any other."""
    return secrets.randbelow(most + 1)


def _answer(submission: Submission, content: dict[str, Any]) -> None:
    """Answer whoever holds the receipt; of a statement carried over, nobody does."""
    if submission.provenance != Submission.Provenance.CARRIED:
        reception.answer(submission=submission, content=content)
