"""Objections of those whom an entry names: its words are hidden, and seen again only where nobody else wants them hidden."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from abjure.desk.declarations import actions as declarations
from abjure.desk.declarations import succession
from abjure.desk.declarations.models import Opening
from abjure.desk.moderation import proposals
from abjure.desk.requests import restating
from abjure.desk.requests.models import Conclusion, Wish

REASON = "named-person"


def named(start: str) -> Opening | None:
    """Return what stands, or stood last, for the one statement that had a commitment beginning so."""
    rows = list(Opening.objects.filter(kind=Opening.Kind.DECL, facts__c__startswith=start)[:2])
    return succession.newest(rows[0]) if len(rows) == 1 else None


def hide(target: Opening, now: datetime) -> None:
    """Hide all that is shown of a statement, what it replaced too, and keep the words as they stand."""
    restating.keep(target)
    for opening in succession.line(target):
        declarations.withhold(target=bytes(opening.digest), reason=REASON, now=now)


def end(*, wish: Wish, accepted: bool, now: datetime) -> None:
    """Subtract what an objection is about, or let its words be seen again unless somebody else wants them hidden; nobody is told."""
    opening = Opening.objects.get(digest=wish.target)
    target = succession.current(opening)
    if accepted:
        if target is not None:
            declarations.void(target=bytes(target.digest), now=now)
        restating.forget(opening)
    elif not _others(wish, opening):
        if target is not None and not _is_hidden_besides(target):
            _show_again(target, bytes(wish.submission.digest), now)
            restating.forget(opening)
        elif not _done(opening).filter(wish__forced=True).exists():
            restating.forget(opening)


def _others(wish: Wish, opening: Opening) -> bool:
    """Say whether somebody else's objection to the same statement waits."""
    names = [bytes(one.digest) for one in succession.line(opening)]
    return Wish.objects.open().filter(act="object", target__in=names).exclude(pk=wish.pk).exists()


def _is_hidden_besides(target: Opening) -> bool:
    """Say whether a holder had these words hidden, or two people did, whatever an objection did before."""
    hidden = _done(target).filter(wish__act="hide")
    if "r" in target.facts:
        hidden = hidden.filter(moment__gte=target.after)
    return hidden.exists() or proposals.is_hidden(target)


def _done(opening: Opening) -> QuerySet[Conclusion]:
    """Return what was carried out of what the holders of a statement's receipts asked."""
    statement = bytes(succession.first(opening).digest)
    return Conclusion.objects.filter(wish__statement=statement, outcome=Conclusion.Outcome.DONE)


def _show_again(target: Opening, digest: bytes, now: datetime) -> None:
    words = restating.kept(target)
    if words is not None:
        facts = {name: target.facts[name] for name in ("n", "o")}
        restating.replace(target=target, digest=digest, words=words, facts=facts, now=now)
