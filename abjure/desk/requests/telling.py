"""Telling everyone who holds a receipt of a statement how it stands; under force, each receipt hears what it is meant to hear."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from abjure.core.moderation import Outcome
from abjure.core.request import OWN, SPARE
from abjure.desk.declarations import succession
from abjure.desk.reception import actions as reception
from abjure.desk.requests import holders
from abjure.desk.requests.models import Conclusion, Holding, Wish

RECENT = timedelta(days=7)


def tell_all(now: datetime) -> None:
    """Tell every holder to whom something is new."""
    changed = Wish.objects.filter(conclusion__moment__gte=now - RECENT, statement__isnull=False).values("statement")
    for holding in Holding.objects.filter(Q(told="") | Q(statement__in=changed)).select_related("statement", "mailbox"):
        tell(holding)


@transaction.atomic(using="desk")
def tell(holding: Holding) -> None:
    """Answer one holder if what stands is not what they were told last."""
    content = _content(holding)
    said = ":".join([content["state"], *[content[name] for name in ("commitment", "forced") if name in content]]) if content else ""
    if content is None or holding.mailbox is None or said == holding.told:
        return
    # The statement's own mailbox has been answered by the decision itself.
    if not (holding.told == "itself" and _is_first(holding, content)):
        reception.answer(submission=holding.mailbox, content=content)
    holding.told = said
    holding.save(update_fields=["told"])


def _content(holding: Holding) -> dict[str, Any] | None:
    statement = holding.statement
    first = holders.first_opening(statement)
    if holding.ended or (holding.role == SPARE and _pretended(holding)):
        return {"state": "withdrawn"}
    if first is None:
        return _refused(holding)
    last = succession.newest(first)
    if not succession.is_void(last):
        return {"state": "accepted", "commitment": last.facts["c"]}
    forced = (
        Conclusion.objects.filter(wish__statement=statement, wish__act="withdraw", wish__forced=True, outcome="done")
        .order_by("moment")
        .last()
    )
    if forced is not None and holding.role == OWN:
        return {"state": "accepted", "commitment": last.facts["c"], "forced": forced.moment.date().isoformat()}
    return {"state": "withdrawn"}


def _refused(holding: Holding) -> dict[str, Any] | None:
    if holders.is_undecided(holding.statement) or holding.statement.settlement.outcome != Outcome.REFUSED:
        return None
    return {"state": "refused", "reasons": holding.statement.settlement.reasons}


def _pretended(holding: Holding) -> bool:
    """Say whether this spare number has withdrawn, whether or not that happened or lasted."""
    done = Conclusion.objects.filter(wish__holder=holding.holder, wish__act="withdraw")
    return done.exclude(outcome=Conclusion.Outcome.REFUSED).exists()


def _is_first(holding: Holding, content: dict[str, Any]) -> bool:
    opening = holders.first_opening(holding.statement)
    return opening is None or (content.get("commitment") == opening.facts["c"] and "forced" not in content)
