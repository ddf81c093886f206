"""How a statement is decided: how many people, what their verdicts come to, and who may not (the charter sets the numbers)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from abjure.core.errors import Refused

# Of the refusals by one moderator alone so many are decided by a second one before they hold.
SAMPLED = 0.05


class Verdict(StrEnum):
    """What one moderator says."""

    ACCEPT = "accept"
    REFUSE = "refuse"


class Outcome(StrEnum):
    """What the verdicts come to."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True)
class Decision:
    """One verdict of one moderator; `reason` is a key of the charter where it refuses, `row` a person where it is about one alone."""

    moderator: str
    verdict: Verdict
    reason: str = ""
    row: int | None = None


def check_may_decide(moderator: str, decisions: Sequence[Decision], *, brought_in_by: str, needed: int) -> None:
    """Check that this moderator may still decide.

    Raises Refused("moderation.brought-in"), ("moderation.same-person") or ("moderation.decided").
    """
    if moderator == brought_in_by:
        raise Refused("moderation.brought-in", moderator=moderator)
    if any(decision.moderator == moderator for decision in decisions):
        raise Refused("moderation.same-person", moderator=moderator)
    if outcome(decisions, needed=needed) is not Outcome.WAITING:
        raise Refused("moderation.decided")


def is_looked_at_again(decisions: Sequence[Decision], *, needed: int, chance: float) -> bool:
    """Say whether a refusal by one moderator alone is among those that a second one is given; `chance` lies between 0 and 1."""
    return needed == 1 and [decision.verdict for decision in decisions] == [Verdict.REFUSE] and chance < SAMPLED


def check_verdict(verdict: Verdict, reason: str, reasons: Sequence[str]) -> None:
    """Check that a refusal, and only a refusal, gives one of the charter's reasons; Refused("moderation.reason")."""
    if reason not in (reasons if verdict is Verdict.REFUSE else ("",)):
        raise Refused("moderation.reason")


def outcome(decisions: Sequence[Decision], *, needed: int) -> Outcome:
    """Return what the verdicts come to: the first side with `needed` verdicts about the same; where two differ, a third decides."""
    for verdict, result in ((Verdict.ACCEPT, Outcome.ACCEPTED), (Verdict.REFUSE, Outcome.REFUSED)):
        same = Counter(decision.row for decision in decisions if decision.verdict is verdict)
        if max(same.values(), default=0) >= needed:
            return result
    return Outcome.WAITING
