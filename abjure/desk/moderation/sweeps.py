"""Subtracting many statements at once, and taking that back: one person proposes what the preview shows, another one confirms."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from abjure.core.errors import Refused
from abjure.desk.declarations import actions as declarations
from abjure.desk.declarations.actions import Words, derived
from abjure.desk.declarations.models import Opening
from abjure.desk.declarations.succession import current, first, is_void
from abjure.desk.moderation.actions import check_is_moderator
from abjure.desk.moderation.conditions import Conditions
from abjure.desk.moderation.models import LeftOut, Sweep, SweepReply, SweepTarget
from abjure.desk.reception import actions as reception
from abjure.desk.reception.models import Submission
from abjure.desk.staff import record
from abjure.desk.staff.models import Staff


@transaction.atomic(using="desk")
def propose(*, conditions: Conditions, shown: int, by: Staff, now: datetime) -> Sweep:
    """Propose to subtract all that meets the conditions.

    Raises Refused("sweep.none"), or ("sweep.changed") if they are not as many as the preview has `shown`.
    """
    check_is_moderator(by)
    openings = conditions.openings()
    if not openings:
        raise Refused("sweep.none")
    if len(openings) != shown:
        raise Refused("sweep.changed", shown=shown, count=len(openings))
    return _keep(Sweep(conditions=conditions.facts(), proposed_by=by, proposed_at=now), openings)


@transaction.atomic(using="desk")
def propose_undoing(*, sweep: Sweep, by: Staff, now: datetime) -> Sweep:
    """Propose to let what a sweep subtracted count again; Refused("sweep.none") where nothing of it is left to do."""
    check_is_moderator(by)
    if sweep.undoes is not None or not Sweep.objects.done().filter(pk=sweep.pk).exists():
        raise Refused("sweep.none")
    if Sweep.objects.filter(undoes=sweep).exclude(reply__agreed=False).exists():
        raise Refused("sweep.undone")
    gone = [one.target for one in sweep.targets.select_related("target") if current(one.target) is None and not is_left_out(one.target)]
    if not gone:
        raise Refused("sweep.none")
    return _keep(Sweep(conditions=sweep.conditions, undoes=sweep, proposed_by=by, proposed_at=now), gone)


@transaction.atomic(using="desk")
def reply(*, sweep: Sweep, agreed: bool, by: Staff, now: datetime) -> None:
    """Confirm or decline a sweep of somebody else's.

    Raises Refused("sweep.answered"), ("sweep.same-person"), or ("sweep.changed") if one of its statements is no more as it was.
    """
    check_is_moderator(by)
    sweep = Sweep.objects.select_for_update().get(pk=sweep.pk)
    if SweepReply.objects.filter(sweep=sweep).exists():
        raise Refused("sweep.answered")
    if agreed and sweep.proposed_by == by:
        raise Refused("sweep.same-person")
    SweepReply.objects.create(sweep=sweep, by=by, agreed=agreed, moment=now)
    record.write(staff=by, verb=_verb(sweep, "confirm" if agreed else "decline"), subject=_subject(sweep), now=now)
    if agreed:
        _carry_out(sweep, now)


def leave_out(target: Opening, now: datetime) -> None:
    """Let undoing leave a statement out that its holder has withdrawn in the meantime."""
    LeftOut.objects.update_or_create(target=target, defaults={"moment": now, "taken_back": None})


def let_in(target: Opening, now: datetime) -> bool:
    """Let undoing count a statement again whose withdrawal was taken back; return whether it had been left out."""
    return bool(LeftOut.objects.filter(target=target, taken_back=None).update(taken_back=now))


def is_left_out(target: Opening) -> bool:
    """Say whether its holder withdrew a statement that a sweep had subtracted."""
    return LeftOut.objects.filter(target=target, taken_back=None).exists()


def is_swept(target: Opening) -> bool:
    """Say whether a sweep subtracted this opening, and not its holder."""
    return SweepTarget.objects.filter(target=target, sweep__undoes=None, sweep__reply__agreed=True).exists()


def is_swept_back(target: Opening) -> bool:
    """Say whether undoing a sweep wrote this opening; its holder was told then."""
    return "r" in target.facts and bytes(target.digest) == derived("again", bytes.fromhex(target.facts["r"]))


def _keep(sweep: Sweep, openings: Sequence[Opening]) -> Sweep:
    sweep.save(force_insert=True)
    SweepTarget.objects.bulk_create(SweepTarget(sweep=sweep, target=opening) for opening in openings)
    record.write(staff=sweep.proposed_by, verb=_verb(sweep, "propose"), subject=_subject(sweep), now=sweep.proposed_at)
    return sweep


def _carry_out(sweep: Sweep, now: datetime) -> None:
    targets = [one.target for one in sweep.targets.select_related("target")]
    standing = sum(not is_void(target) for target in targets)
    wanted = 0 if sweep.undoes is not None else len(targets)
    if standing != wanted:
        raise Refused("sweep.changed", shown=len(targets), count=standing)
    for target in targets:
        if sweep.undoes is None:
            declarations.void(target=bytes(target.digest), now=now)
        elif not is_left_out(target):
            _say_again(target, now)


def _say_again(target: Opening, now: datetime) -> None:
    """Let a statement count again as a new entry that names the old one; of hidden words nothing is said again."""
    shown = target.shown()
    words = Words({}, ()) if shown is None else Words(shown["fields"], tuple(shown["fields"]))
    facts = {name: target.facts[name] for name in ("n", "o", "p")} | {"r": bytes(target.digest).hex()}
    name = derived("again", bytes(target.digest))
    told = declarations.declare(digest=name, words=words, facts=facts, day=now.date(), after=now)
    submission = Submission.objects.filter(digest=first(target).digest).first()
    if submission is not None and submission.provenance != Submission.Provenance.CARRIED:
        reception.answer(submission=submission, content={"state": "accepted"} | told)


def _verb(sweep: Sweep, word: str) -> str:
    return f"{word}-{'unsweep' if sweep.undoes is not None else 'sweep'}"


def _subject(sweep: Sweep) -> bytes:
    """Return the name of a sweep in the record: over its conditions and every target, so that neither can be changed unnoticed."""
    names = sorted(bytes(name).hex() for name in sweep.targets.values_list("target_id", flat=True))
    return derived("sweep", json.dumps([sweep.pk, sweep.conditions, names], sort_keys=True).encode())
