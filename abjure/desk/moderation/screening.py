"""Putting a new statement before people: the rules mark it, say how many must agree, and when it is its turn."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from abjure.core import screening as rules
from abjure.core.declaration import REAL, Declaration
from abjure.desk.duplicates import actions as duplicates
from abjure.desk.moderation import switches
from abjure.desk.moderation.models import Case, RuleHit
from abjure.desk.moderation.settling import declaration_of
from abjure.desk.reception.actions import letter_of
from abjure.desk.reception.models import Submission

TWO = 2
# Statements that are alike come up one after the other, so far apart; a flood fills its own lane and nobody else's.
SPACING, SLOW, HELD = timedelta(minutes=10), timedelta(hours=1), timedelta(days=1)


@transaction.atomic(using="desk")
def open_case(submission: Submission, now: datetime) -> Case:
    """Write down what the rules say about a statement, and put it before the moderators.

    Raises Invalid("declaration.form") for a statement that does not keep the charter's form.
    """
    said = declaration_of(submission)
    seen = replace(duplicates.mark(submission, said, now), slow=letter_of(submission).slow)
    modes = [_note_hit(submission, hit, now) for hit in rules.hits(said, seen)]
    is_held = rules.Mode.HOLD in modes
    return Case.objects.create(
        submission=submission,
        needed=max(_needed(submission, said), TWO if is_held or rules.Mode.PAIR in modes else 0),
        place=submission.collected + rules.turn(seen) * SPACING + seen.slow * SLOW + is_held * HELD,
        held=is_held,
    )


def _note_hit(submission: Submission, hit: rules.Hit, now: datetime) -> rules.Mode:
    """Write a hit down, unless its rule is quiet; return what the rule does."""
    mode = switches.guarded_mode(hit.rule, now)
    if mode is not rules.Mode.OFF:
        held = mode is rules.Mode.HOLD
        noted = {"rule": hit.rule.key, "version": hit.rule.version, "facts": dict(hit.facts), "held": held}
        RuleHit.objects.create(submission=submission, moment=now, **noted)
    return mode


def _needed(submission: Submission, said: Declaration) -> int:
    return settings.ABJURE.charter.moderators_needed(
        kind=said.kind, real_name=said.signed == REAL, people=len(said.people), provenance=submission.provenance
    )
