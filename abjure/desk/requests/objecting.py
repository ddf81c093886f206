"""Objections of those whom an entry names: its words are hidden, and seen again only where nobody else wants them hidden."""

from __future__ import annotations

import itertools
import json
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from abjure.core.declaration import REAL
from abjure.core.errors import Refused
from abjure.desk.declarations import actions as declarations
from abjure.desk.declarations import succession
from abjure.desk.declarations.actions import Words
from abjure.desk.declarations.models import Opening
from abjure.desk.moderation import proposals
from abjure.desk.reception.models import Submission
from abjure.desk.requests import holders, restating
from abjure.desk.requests.models import Conclusion, Wish

REASON = "named-person"
# So many entries are hidden within an hour; beyond that somebody may be trying to empty the register, and the rest takes longer.
HOUR = timedelta(hours=1)
AT_ONCE = 50
# Those that came by the slow way, which is taken where very much arrives, cannot use this up for all others.
AT_ONCE_SLOW = 10


def named(start: str) -> Opening | None:
    """Return what stands, or stood last, for the one statement that had a commitment beginning so."""
    rows = list(Opening.objects.filter(kind=Opening.Kind.DECL, facts__c__startswith=start)[:2])
    return succession.newest(rows[0]) if len(rows) == 1 else None


def begin(*, wish: Wish, target: Opening, slow: bool, now: datetime) -> None:
    """Hide what is signed with a real name; let an alias wait for its turn, which comes at once unless very many are objected to."""
    wish.statement = Submission.objects.filter(digest=succession.first(target).digest).first()
    if _is_real(target):
        _hide(target, now)
    else:
        wish.waits, wish.slow = True, slow
    wish.save()


def hide_waiting(now: datetime) -> None:
    """Hide what waits as far as this hour's places go: the newest first, so that no flood stands before whoever comes after it."""
    for slow in (False, True):
        for wish in Wish.objects.open().filter(waits=True, slow=slow).reverse():
            if not _hide_in_turn(wish, now):
                break


def follow(target: Opening, now: datetime) -> None:
    """Hide what has replaced a statement, too, as long as an objection that hid the statement waits for people."""
    if _open_to(target).filter(waits=False).exists():
        _hide(succession.newest(target), now)


def rows(wish: Wish) -> dict[int, str]:
    """Return who may be taken out of a joint statement: the names that stand in it now, by the row in which they were handed in."""
    target = succession.current(Opening.objects.get(digest=wish.target))
    words = None if target is None else _words(target)
    names = [] if words is None else json.loads(words.fields["names"])
    if len(names) <= 1 or wish.statement is None:
        return {}
    gone = holders.gone(wish.statement)
    there = (row for row in itertools.count() if row not in gone)
    return {row: name for row, name in zip(there, names, strict=False) if name}


def end(*, wish: Wish, accepted: bool, now: datetime) -> None:
    """Subtract what an objection is about, or the one person in `wish.row`; or let its words be seen again.

    Nothing is seen again that somebody else wants hidden. Whoever objected is not told, the holders of the statement are.
    """
    opening = Opening.objects.get(digest=wish.target)
    target = succession.current(opening)
    if wish.statement is not None and wish.statement.holder:
        holders.keep_own(wish.statement)
    if accepted and target is not None and wish.row is not None:
        _take_out(wish, target, now)
    elif accepted:
        if target is not None:
            declarations.void(target=bytes(target.digest), now=now)
        _withhold(opening, now)
        restating.forget(opening)
    elif not _others(wish, opening):
        if target is not None and not _is_hidden_besides(target):
            _show_again(target, bytes(wish.submission.digest), now)
            restating.forget(opening)
        elif not _is_forced(opening):
            restating.forget(opening)


@transaction.atomic(using="desk")
def _hide_in_turn(wish: Wish, now: datetime) -> bool:
    """Hide what this objection is about, which takes a place unless it is hidden already; False where no place is left."""
    target = succession.newest(Opening.objects.get(digest=wish.target))
    if any(opening.shown() for opening in succession.line(target)):
        if not _has_place(wish.slow, now):
            return False
        _hide(target, now)
        wish.hid = now
    wish.waits = False
    wish.save(update_fields=["waits", "hid"])
    return True


def _has_place(slow: bool, now: datetime) -> bool:
    hid = Wish.objects.filter(hid__gt=now - HOUR)
    return hid.count() < AT_ONCE and (not slow or hid.filter(slow=True).count() < AT_ONCE_SLOW)


def _is_real(target: Opening) -> bool:
    shown = target.shown()
    return shown is not None and shown["fields"].get("signed") == REAL


def _hide(target: Opening, now: datetime) -> None:
    restating.keep(target)
    _withhold(target, now)


def _withhold(target: Opening, now: datetime) -> None:
    """Hide all that is shown of a statement, what it replaced too."""
    for opening in succession.line(target):
        declarations.withhold(target=bytes(opening.digest), reason=REASON, now=now)


def _others(wish: Wish, opening: Opening) -> bool:
    """Say whether somebody else's objection to the same statement waits."""
    return _open_to(opening).exclude(pk=wish.pk).exists()


def _open_to(opening: Opening) -> QuerySet[Wish]:
    """Return the objections to a statement that wait, under whichever commitment."""
    names = [bytes(one.digest) for one in succession.line(opening)]
    return Wish.objects.open().filter(act="object", target__in=names)


def _is_hidden_besides(target: Opening) -> bool:
    """Say whether a holder had these words hidden since they were said, or two people did, whatever an objection did before."""
    line = succession.line(target)
    line = line[max((at for at, one in enumerate(line) if one.sealed), default=0) :]
    hidden = _done(target).filter(wish__act="hide")
    if "r" in line[0].facts:
        hidden = hidden.filter(moment__gte=line[0].after)
    return hidden.exists() or any(proposals.is_hidden(one) for one in line)


def _done(opening: Opening) -> QuerySet[Conclusion]:
    """Return what was carried out of what the holders of a statement's receipts asked."""
    statement = bytes(succession.first(opening).digest)
    return Conclusion.objects.filter(wish__statement=statement, outcome=Conclusion.Outcome.DONE)


def _is_forced(opening: Opening) -> bool:
    """Say whether something was hidden by force, so that its words are kept for their holder."""
    return _done(opening).filter(wish__forced=True).exists()


def _words(target: Opening) -> Words | None:
    return restating.kept(target) or restating.said(target)


def _take_out(wish: Wish, target: Opening, now: datetime) -> None:
    """Say a joint statement again without one person: a void and what replaces it, in one closing batch."""
    words, place = _words(target), holders.place_of(wish.row or 0, holders.gone(wish.about()))
    if words is None or place is None:
        raise Refused("requests.row")
    name, waits = bytes(wish.submission.digest), _others(wish, target)
    said, facts = restating.without(target, place, json.loads(words.fields["bodies"])[place], words)
    is_hidden = waits or _is_hidden_besides(target)
    _withhold(target, now)
    restating.forget(target)
    if waits or _is_forced(target):
        restating.keep_words(name, said)
    restating.replace(target=target, digest=name, words=restating.NOTHING if is_hidden else said, facts=facts, now=now)


def _show_again(target: Opening, digest: bytes, now: datetime) -> None:
    words = restating.kept(target)
    if words is not None:
        facts = {name: target.facts[name] for name in ("n", "o")}
        restating.replace(target=target, digest=digest, words=words, facts=facts, now=now)
