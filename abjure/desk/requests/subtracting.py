"""Statements that the register subtracted of itself: by a sweep, by two people, or on an objection; their holders are told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q, QuerySet

from abjure.desk.declarations import succession
from abjure.desk.declarations.models import Opening
from abjure.desk.moderation import proposals, sweeps
from abjure.desk.moderation.models import Proposal, SweepTarget
from abjure.desk.reception.models import Submission
from abjure.desk.requests import holders
from abjure.desk.requests.models import Conclusion, Holding, Wish

VOID = "void"


def last_of(statement: Submission) -> Opening | None:
    """Return the newest opening of a statement, void or not; None while it was not accepted."""
    first = holders.first_opening(statement)
    return None if first is None else succession.newest(first)


def is_by_staff(last: Opening) -> bool:
    """Say whether people at the desk subtracted this opening, and not its holder."""
    return succession.is_void(last) and (sweeps.is_swept(last) or proposals.is_subtracted(last) or _is_objected(last))


def untold(since: datetime) -> list[Submission]:
    """Return the statements that people subtracted since then, or let count again, and whose holders do not know it yet."""
    known = set(Holding.objects.filter(role=Holding.Role.OWN, ended=None, told__startswith=f"{VOID}:").values_list("told", flat=True))
    gone = [target for target in _subtracted(since) if said(target) not in known and succession.is_void(target)]
    back = [target for target in _let_in(since) if said(target) in known]
    return list(Submission.objects.filter(digest__in={bytes(succession.first(target).digest) for target in (*gone, *back)}))


def said(opening: Opening) -> str:
    """Return what a holder was told of a subtracted opening, as it is noted."""
    return f"{VOID}:{opening.facts['c']}"


def _subtracted(since: datetime) -> Iterator[Opening]:
    swept = SweepTarget.objects.filter(sweep__undoes=None, sweep__reply__agreed=True, sweep__reply__moment__gte=since)
    proposed = Proposal.objects.filter(wish=Proposal.Wish.VOID, reply__agreed=True, reply__moment__gte=since)
    for row in (*swept.select_related("target"), *proposed.select_related("target")):
        yield row.target
    for wish in _agreed_objections().filter(conclusion__moment__gte=since):
        yield succession.newest(Opening.objects.get(digest=wish.target))


def _let_in(since: datetime) -> Iterator[Opening]:
    undone = SweepTarget.objects.filter(~Q(sweep__undoes=None), sweep__reply__agreed=True, sweep__reply__moment__gte=since)
    for row in undone.select_related("target"):
        yield row.target


def _is_objected(last: Opening) -> bool:
    """Say whether an objection was agreed to; where the holder has withdrawn as well, that is what counts."""
    names, opening = [bytes(last.digest)], last
    while "r" in opening.facts:
        opening = Opening.objects.get(digest=bytes.fromhex(opening.facts["r"]))
        names.append(bytes(opening.digest))
    withdrawn = Wish.objects.filter(statement=names[-1], act="withdraw", conclusion__outcome=Conclusion.Outcome.DONE)
    return _agreed_objections().filter(target__in=names).exists() and not withdrawn.exists()


def _agreed_objections() -> QuerySet[Wish]:
    return Wish.objects.filter(act="object", row=None, conclusion__outcome=Conclusion.Outcome.DONE)
