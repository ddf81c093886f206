"""Who may decide, how many must agree, and what a refusal says."""

import pytest

from abjure.core import moderation
from abjure.core.errors import Refused
from abjure.core.moderation import Decision, Outcome, Verdict

YES, NO = Verdict.ACCEPT, Verdict.REFUSE
REASONS = ("copy", "abuse")


def said(*verdicts):
    return [Decision(f"moderator-{number}", verdict) for number, verdict in enumerate(verdicts)]


@pytest.mark.parametrize(("verdicts", "needed", "outcome"), [
    ([], 1, Outcome.WAITING),
    ([YES], 1, Outcome.ACCEPTED),
    ([NO], 1, Outcome.REFUSED),
    ([YES], 2, Outcome.WAITING),
    ([YES, YES], 2, Outcome.ACCEPTED),
    ([NO, NO], 2, Outcome.REFUSED),
    ([YES, NO], 2, Outcome.WAITING),
    ([YES, NO, YES], 2, Outcome.ACCEPTED),
    ([NO, YES, NO], 2, Outcome.REFUSED),
], ids=str)  # fmt: skip
def test_the_first_side_with_enough_verdicts_wins(verdicts, needed, outcome):
    assert moderation.outcome(said(*verdicts), needed=needed) is outcome


@pytest.mark.parametrize(("moderator", "decisions", "code"), [
    pytest.param("importer", [], "brought-in", id="who brought it in"),
    pytest.param("moderator-0", said(YES), "same-person", id="who has decided on it"),
    pytest.param("moderator-0", said(YES, NO, NO), "same-person", id="who has decided on what is decided"),
    pytest.param("moderator-9", said(YES, YES), "decided", id="what is decided"),
])  # fmt: skip
def test_nobody_decides_twice_or_on_their_own(moderator, decisions, code):
    with pytest.raises(Refused, match=f"^moderation\\.{code}$"):
        moderation.check_may_decide(moderator, decisions, brought_in_by="importer", needed=2)


@pytest.mark.parametrize("decisions", [[], said(YES), said(YES, NO)], ids=len)
def test_anybody_else_may_decide_while_it_waits(decisions):
    moderation.check_may_decide("moderator-9", decisions, brought_in_by="importer", needed=2)


@pytest.mark.parametrize(("verdict", "reason"), [(YES, ""), (NO, "copy"), (NO, "abuse")])
def test_a_refusal_and_only_a_refusal_has_a_reason(verdict, reason):
    moderation.check_verdict(verdict, reason, REASONS)


@pytest.mark.parametrize(("verdict", "reason"), [(YES, "copy"), (YES, "other"), (NO, ""), (NO, "other")])
def test_any_other_reason_is_refused(verdict, reason):
    with pytest.raises(Refused, match=r"^moderation\.reason$"):
        moderation.check_verdict(verdict, reason, REASONS)


def test_verdicts_about_different_people_are_not_the_same():
    said = [moderation.Decision("a", Verdict.ACCEPT, row=1), moderation.Decision("b", Verdict.ACCEPT, row=2)]
    assert moderation.outcome(said, needed=2) is Outcome.WAITING
    assert moderation.outcome([*said, moderation.Decision("c", Verdict.ACCEPT, row=2)], needed=2) is Outcome.ACCEPTED
