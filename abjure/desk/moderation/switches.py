"""What each rule does now: it begins by showing itself, holds statements back once two people want it, and stops itself."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from abjure.core import screening as rules
from abjure.core.errors import Refused
from abjure.core.screening import Mode, Rule
from abjure.desk.moderation.actions import check_is_moderator
from abjure.desk.moderation.models import Case, RuleHit, RuleSwitch
from abjure.desk.staff import record
from abjure.desk.staff.models import Staff

DAY = timedelta(days=1)
# What people may ask of a rule; what comes after too many it does by itself.
ASKED = frozenset({Mode.OFF, Mode.SHOW, Mode.HOLD})
TWO = 2


@dataclass(frozen=True)
class Standing:
    """A rule, what it does, who asked that it hold statements back, and how much of a day it caught."""

    rule: Rule
    mode: Mode
    asked_by: tuple[str, ...]
    caught: int
    arrived: int

    @property
    def percent(self) -> int:
        """Return the share that it caught, in whole per cent, rounded up."""
        return -(-100 * self.caught // self.arrived) if self.arrived else 0


@transaction.atomic(using="desk")
def switch(*, key: str, mode: str, by: Staff, now: datetime) -> None:
    """Say what a rule shall do: to hold statements back takes two people, and that it has shown itself first.

    Raises Refused("rule.choice"), ("rule.only-shows"), ("rule.same-person") or ("rule.too-many").
    """
    check_is_moderator(by)
    rule = next((one for one in rules.RULES if one.key == key), None)
    if rule is None or mode not in ASKED:
        raise Refused("rule.choice")
    if mode == Mode.HOLD:
        _check_may_hold(rule, by, now)
    RuleSwitch.objects.create(rule=rule.key, version=rule.version, mode=mode, by=by, moment=now)
    record.write(staff=by, verb=f"rule-{mode}", subject=rule.key.encode()[:32], now=now)


def mode(rule: Rule) -> Mode:
    """Return what this version of a rule does now."""
    return _mode(_said(rule))


def standings(now: datetime) -> Iterator[Standing]:
    """Yield every rule as it stands."""
    arrived = _arrived(now)
    for rule in rules.RULES:
        said = _said(rule)
        asked = tuple(one.by.handle for one in _asked(said) if one.by)
        yield Standing(rule, _mode(said), asked, _caught(rule, now), arrived)


def guarded_mode(rule: Rule, now: datetime) -> Mode:
    """Return what a rule does to the next statement; one that holds back more of a day than it may holds back no more.

    Else whoever can make a rule hit could use it to shut people out. Of what is alike two people must go on agreeing.
    """
    now_does = mode(rule)
    if now_does is Mode.HOLD and rules.catches_too_many(_caught(rule, now), _arrived(now)):
        RuleSwitch.objects.create(rule=rule.key, version=rule.version, mode=rule.after, by=None, moment=now)
        print(f"abjure: warning: the rule {rule.key} caught too many and switched itself off", file=sys.stderr, flush=True)
        return rule.after
    return now_does


def _check_may_hold(rule: Rule, by: Staff, now: datetime) -> None:
    if not rule.may_hold:
        raise Refused("rule.only-shows")
    if any(one.by == by for one in _asked(_said(rule))):
        raise Refused("rule.same-person")
    if rules.catches_too_many(_caught(rule, now), _arrived(now)):
        raise Refused("rule.too-many")


def _mode(said: list[RuleSwitch]) -> Mode:
    if len({one.by_id for one in _asked(said)}) >= TWO:
        return Mode.HOLD
    return Mode(said[-1].mode) if said and said[-1].mode != Mode.HOLD else Mode.SHOW


def _asked(said: list[RuleSwitch]) -> list[RuleSwitch]:
    """Return who has asked that a rule hold statements back, since it last did something else."""
    others = [place for place, one in enumerate(said) if one.mode != Mode.HOLD]
    return said[others[-1] + 1 :] if others else said


def _said(rule: Rule) -> list[RuleSwitch]:
    return list(RuleSwitch.objects.filter(rule=rule.key, version=rule.version).select_related("by"))


def _caught(rule: Rule, now: datetime) -> int:
    return RuleHit.objects.filter(rule=rule.key, version=rule.version, moment__gt=now - DAY).count()


def _arrived(now: datetime) -> int:
    return Case.objects.filter(submission__collected__gt=now - DAY).count()
