"""The rules by which a statement is marked for its moderators: each sees the words and what was counted, never from where they came."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from abjure.core.declaration import Declaration
from abjure.core.likeness import OFTEN

Facts = Mapping[str, int]

# A rule that would catch more than this share of what arrives shuts real people out, whoever wrote what it catches.
MOST = Fraction(5, 100)
FEW = 2
ALIKE, LISTED, A_LIST = 50, 80, 3
BUSY = 150
DIGITS = re.compile(r"(?:\d[ -]?){7,}|https?:|www\.|@\w")


@dataclass(frozen=True)
class Seen:
    """What the desk has counted about a statement, over a day, from words and names; of the door only that very much arrived at once."""

    alike: int = 0
    resemblance: int = 0
    rarest: int = 0
    known_names: int = 0
    by_hand: int = 0
    slow: bool = False


class Mode(StrEnum):
    """What a rule does: it is quiet, shows itself to the moderator, asks for two people, or holds statements back as well."""

    OFF = "off"
    SHOW = "show"
    PAIR = "pair"
    HOLD = "hold"


@dataclass(frozen=True)
class Rule:
    """One rule of one version; a changed rule is a new version, which begins by only showing.

    `after` is what becomes of one that held back too many.
    """

    key: str
    version: int
    test: Callable[[Declaration, Seen], Facts | None]
    may_hold: bool
    after: Mode = Mode.SHOW


@dataclass(frozen=True)
class Hit:
    """That a rule holds for a statement, with the numbers that explain it."""

    rule: Rule
    facts: Facts


def _repeated(_said: Declaration, seen: Seen) -> Facts | None:
    if seen.resemblance >= ALIKE and seen.alike >= OFTEN:
        return {"percent": seen.resemblance, "count": seen.alike}
    return None


def _alike(_said: Declaration, seen: Seen) -> Facts | None:
    return {"percent": seen.resemblance} if seen.resemblance and seen.alike < OFTEN else None


def _patched(_said: Declaration, seen: Seen) -> Facts | None:
    return {"count": seen.rarest} if seen.rarest >= OFTEN else None


def _same_name(said: Declaration, seen: Seen) -> Facts | None:
    few = len(said.people) < A_LIST or seen.known_names * 100 < LISTED * len(said.people)
    return {"count": seen.known_names} if seen.known_names and few else None


def _same_list(said: Declaration, seen: Seen) -> Facts | None:
    if len(said.people) >= A_LIST and seen.known_names * 100 >= LISTED * len(said.people):
        return {"count": seen.known_names, "people": len(said.people)}
    return None


def _reachable(said: Declaration, _seen: Seen) -> Facts | None:
    return {} if DIGITS.search(said.text) else None


def _busy(_said: Declaration, seen: Seen) -> Facts | None:
    return {"count": seen.by_hand} if seen.by_hand > BUSY else None


def _slow(_said: Declaration, seen: Seen) -> Facts | None:
    return {} if seen.slow else None


RULES: tuple[Rule, ...] = (
    # A flood is alike: that two must agree shuts nobody out, and stays when there is too much of it to be held back.
    Rule("repeated-text", 1, _repeated, may_hold=True, after=Mode.PAIR),
    Rule("patched-text", 1, _patched, may_hold=True, after=Mode.PAIR),
    Rule("same-list", 1, _same_list, may_hold=True, after=Mode.PAIR),
    Rule("busy-hand", 1, _busy, may_hold=True),
    Rule("slow-way", 1, _slow, may_hold=True),
    # What follows only ever shows: two people may be called alike, and one text may speak for many.
    Rule("alike", 1, _alike, may_hold=False),
    Rule("same-name", 1, _same_name, may_hold=False),
    Rule("reachable", 1, _reachable, may_hold=False),
)


def hits(said: Declaration, seen: Seen, rules: Sequence[Rule] = RULES) -> Iterator[Hit]:
    """Yield the rules that hold for a statement."""
    for rule in rules:
        facts = rule.test(said, seen)
        if facts is not None:
            yield Hit(rule, facts)


def catches_too_many(caught: int, arrived: int) -> bool:
    """Say whether a rule catches more of what arrived in a day than it may; a handful says nothing."""
    return caught > FEW and caught > MOST * arrived


def turn(seen: Seen) -> int:
    """Return how many like it go before it: a flood of one text, or of one stock of sentences, waits behind itself and nobody else."""
    return max(seen.alike if seen.resemblance >= ALIKE else 0, seen.rarest)
