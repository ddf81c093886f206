"""Carrying out what needs no people: a withdrawal, hiding, leaving a joint statement, taking back, noting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction

from abjure.core.request import SHARE
from abjure.desk.declarations import actions as declarations
from abjure.desk.declarations import succession
from abjure.desk.declarations.models import Opening
from abjure.desk.moderation import sweeps
from abjure.desk.requests import force, holders, restating, subtracting
from abjure.desk.requests.actions import conclude, refuse
from abjure.desk.requests.models import Conclusion, Holding, Wish

Outcome = Conclusion.Outcome


@transaction.atomic(using="desk")
def carry_out(*, wish: Wish, now: datetime) -> None:
    """Do what was asked; nothing yet while people have still to decide on the statement."""
    wish = Wish.objects.select_for_update(of=("self",)).get(pk=wish.pk)
    statement = wish.about()
    if hasattr(wish, "conclusion"):
        return
    if wish.act in {"name", "confirm"}:
        conclude(wish, Outcome.STAYED if wish.forced else Outcome.DONE, now)
    elif wish.act == "keep":
        (_keep_by_force if wish.forced else _keep)(wish, now)
    elif holders.is_undecided(statement):
        return
    elif force.stands(wish):
        _on_what_counts(wish, holders.current(statement), now)
    elif wish.act in _BESIDE and (last := subtracting.last_of(statement)) is not None and subtracting.is_by_staff(last):
        _BESIDE[wish.act](wish, last, now)
    else:
        refuse(wish, "void", now)


def _on_what_counts(wish: Wish, target: Opening | None, now: datetime) -> None:
    """Do it with what counts; what counts for a spare number alone stays as it is."""
    if target is None:
        conclude(wish, Outcome.STAYED, now)
    else:
        _DO[wish.act](wish, target, now)


def _withdraw(wish: Wish, target: Opening, now: datetime) -> None:
    if force.stays(wish):
        conclude(wish, Outcome.STAYED, now)
        return
    if wish.forced:
        restating.keep(target)
    else:
        restating.forget(target)
    declarations.void(target=bytes(target.digest), now=now)
    declarations.withhold(target=bytes(target.digest), reason="holder", now=now)
    conclude(wish, Outcome.DONE, now)


def _withdraw_too(wish: Wish, target: Opening, now: datetime) -> None:
    """Withdraw what people have subtracted: its words are hidden, and undoing a sweep leaves it out."""
    if force.stays(wish):
        conclude(wish, Outcome.STAYED, now)
        return
    if wish.forced:
        restating.keep(target)
    else:
        restating.forget(target)
    declarations.withhold(target=bytes(target.digest), reason="holder", now=now)
    sweeps.leave_out(target, now)
    conclude(wish, Outcome.DONE, now)


def _hide(wish: Wish, target: Opening, now: datetime) -> None:
    if force.stays(wish):
        conclude(wish, Outcome.STAYED, now)
        return
    if wish.forced:
        restating.keep(target)
    else:
        restating.forget(target)
    reason = "named-person" if _role(wish) == SHARE else "holder"
    declarations.withhold(target=bytes(target.digest), reason=reason, now=now)
    conclude(wish, Outcome.DONE, now)


def _leave(wish: Wish, target: Opening, now: datetime) -> None:
    """Take one person out of a joint statement; where the rows were changed by a correction, nobody knows which."""
    holding = Holding.objects.get(holder=wish.holder)
    place = holders.place(wish.about(), holding)
    if place is None:
        refuse(wish, "changed", now)
        return
    if wish.forced:
        conclude(wish, Outcome.STAYED, now)
        return
    words, facts = restating.without(target, place, holding.bodies)
    restating.replace(target=target, digest=bytes(wish.submission.digest), words=words, facts=facts, now=now)
    conclude(wish, Outcome.DONE, now)


def _keep(wish: Wish, now: datetime) -> None:
    """Take back what waits; else let a statement count again that was withdrawn by force. What was asked by force is told on its day."""
    waiting, below = _take_back(wish, now), force.waiting_below(wish)
    if waiting or below or _return(wish, now):
        conclude(wish, Outcome.DONE, now)
    else:
        refuse(wish, "nothing", now)


def _keep_by_force(wish: Wish, now: datetime) -> None:
    """Take back what this number asked for itself, and nothing of anybody else's."""
    subtracted = force.is_subtracted(wish) and force.has_withdrawn(wish)
    if _take_back(wish, now) or subtracted or force.waiting_below(wish):
        conclude(wish, Outcome.STAYED, now)
    elif force.last_forced(Holding.objects.get(holder=wish.holder)) is not None and _return(wish, now):
        conclude(wish, Outcome.DONE, now)
    else:
        refuse(wish, "nothing", now)


def _take_back(wish: Wish, now: datetime) -> bool:
    waiting = Wish.objects.open().filter(statement=wish.statement, act="withdraw")
    own = list(waiting.filter(holder=wish.holder) if wish.forced else waiting.filter(forced=False))
    for one in own:
        conclude(one, Outcome.TAKEN_BACK, now, {"state": "refused", "reasons": ["taken-back"]})
    return bool(own)


def _return(wish: Wish, now: datetime) -> bool:
    first = holders.first_opening(wish.about())
    last = None if first is None else succession.newest(first)
    if last is not None and sweeps.let_in(last, now):
        return True
    # What an objection keeps is for those to show again who decide on it.
    words = restating.kept(last) if last is not None and force.was_forced(wish) else None
    if last is None or words is None or subtracting.is_by_staff(last):
        return False
    facts = {name: last.facts[name] for name in ("n", "o")}
    say = restating.say_again if succession.is_void(last) else restating.replace
    say(target=last, digest=bytes(wish.submission.digest), words=words, facts=facts, now=now)
    restating.forget(last)
    return True


def _role(wish: Wish) -> str:
    held = Holding.objects.filter(holder=wish.holder).first()
    return held.role if held else ""


_DO: Mapping[str, Callable[[Wish, Opening, datetime], None]] = {"withdraw": _withdraw, "hide": _hide, "leave": _leave}
# What is still done with a statement that people have subtracted.
_BESIDE: Mapping[str, Callable[[Wish, Opening, datetime], None]] = {"withdraw": _withdraw_too, "hide": _hide}
