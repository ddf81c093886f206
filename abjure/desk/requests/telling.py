"""Telling everyone who holds a receipt of a statement how it stands; under force, each receipt hears what it is meant to hear."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from abjure.core.moderation import Outcome
from abjure.core.request import SHARE, SPARE
from abjure.desk.declarations import actions as declarations
from abjure.desk.declarations import succession
from abjure.desk.moderation import sweeps
from abjure.desk.reception import actions as reception
from abjure.desk.requests import force, holders, subtracting
from abjure.desk.requests.models import Conclusion, Holding, Wish

RECENT = timedelta(days=7)


def tell_all(now: datetime) -> None:
    """Tell every holder to whom something is new."""
    changed = Wish.objects.filter(conclusion__moment__gte=now - RECENT, statement__isnull=False).values("statement")
    subtracted = [statement for statement in subtracting.untold(now - RECENT) if statement.holder]
    for statement in subtracted:
        holders.keep_own(statement)
    known = Q(told="") | Q(statement__in=changed) | Q(statement__in=subtracted)
    # The first receipt last: once it has been told, all have been.
    for holding in Holding.objects.filter(known).select_related("statement", "mailbox").order_by("-role"):
        tell(holding)


@transaction.atomic(using="desk")
def tell(holding: Holding) -> None:
    """Answer one holder if what stands is not what they were told last."""
    content = _content(holding)
    if content is None or holding.mailbox is None or _noted(content) == holding.told:
        return
    # The statement's own mailbox has been answered by the decision itself, or by whoever undid a sweep.
    if not (holding.told == "itself" and _is_first(holding, content)) and not _is_swept_back(holding):
        reception.answer(submission=holding.mailbox, content=content)
    _note(holding, content)


@transaction.atomic(using="desk")
def say(holding: Holding, content: dict[str, Any]) -> None:
    """Answer one holder at once, so that the next walk has nothing more to tell."""
    reception.answer(submission=holding.mailbox or holding.statement, content=content)
    _note(holding, content)


def _note(holding: Holding, content: dict[str, Any]) -> None:
    holding.told = _noted(content)
    holding.save(update_fields=["told"])


def _noted(content: dict[str, Any]) -> str:
    return ":".join([content["state"], *[content[name] for name in ("commitment", "forced") if name in content]])


def _content(holding: Holding) -> dict[str, Any] | None:
    if holding.ended or (holding.role == SPARE and force.has_withdrawn(holding)):
        return {"state": "withdrawn"}
    last, told = subtracting.last_of(holding.statement), force.accepted(holding)
    if last is None and not told:
        return _refused(holding)
    said = {"commitment": told["commitment"] if last is None or told else last.facts["c"]}
    stood = _standing(holding, said | {"by": told["by"] if last is None or told else declarations.public_by(last.day).isoformat()})
    if last is None or not succession.is_void(last):
        return stood
    if subtracting.is_by_staff(last) and not _is_withdrawn(holding):
        return {"state": subtracting.VOID} | said
    forced = force.last_forced(holding)
    if forced is None:
        return {"state": "withdrawn"}
    return stood | {"forced": forced.conclusion.moment.date().isoformat()}


def _standing(holding: Holding, said: dict[str, Any]) -> dict[str, Any]:
    """Return what is said of a statement that counts: to whom people took out that they do not, to the others that somebody was."""
    out = holders.taken_out(holding.statement)
    if holding.role == SHARE and holding.row in out:
        return {"state": subtracting.VOID, "commitment": said["commitment"]}
    return {"state": "accepted"} | said | ({"out": True} if out else {})


def _refused(holding: Holding) -> dict[str, Any] | None:
    if holders.is_undecided(holding.statement) or holding.statement.settlement.outcome != Outcome.REFUSED:
        return None
    return {"state": "refused", "reasons": holding.statement.settlement.reasons}


def _is_withdrawn(holding: Holding) -> bool:
    """Say whether the holder has withdrawn, whatever people did besides; by force, whoever can take it back hears what is so."""
    done = Wish.objects.filter(statement=holding.statement, conclusion__outcome=Conclusion.Outcome.DONE)
    asked = done.filter(act="withdraw") if holding.role == SHARE else done.filter(act="withdraw", forced=False)
    last = asked.order_by("conclusion__moment").last()
    if last is None:
        return False
    return not done.filter(act="keep", conclusion__moment__gte=last.conclusion.moment).exists()


def _is_swept_back(holding: Holding) -> bool:
    last = subtracting.last_of(holding.statement)
    return last is not None and holding.mailbox == holding.statement and sweeps.is_swept_back(last) and not succession.is_void(last)


def _is_first(holding: Holding, content: dict[str, Any]) -> bool:
    opening = holders.first_opening(holding.statement)
    said = content["state"] != subtracting.VOID and "forced" not in content
    return opening is None or (said and content.get("commitment") == opening.facts["c"])
