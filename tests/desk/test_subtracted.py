"""Who is subtracted by people at the desk is told; who withdraws meanwhile stays withdrawn when that is undone."""

import pytest
from django.conf import settings

from abjure.core import commitment
from tests.desk.conftest import NOW
from tests.desk.test_requests import accepted, ask, heard, kinds, openings, settle, states, vote, walk  # noqa: F401  # fixtures and words

DAYS = {"first": "2026-11-20", "last": "2026-11-20"}


@pytest.fixture
def sweep(staff):
    """Subtract what a volunteer brought in, by two; return how to undo it, by two."""
    from abjure.desk.moderation import sweeps
    from abjure.desk.moderation.conditions import Conditions

    def agree(made):
        sweeps.reply(sweep=made, agreed=True, by=staff["moderator-2"], now=NOW)

    def sweep():
        conditions = Conditions.parse(DAYS | {"provenance": "self"})
        made = sweeps.propose(conditions=conditions, shown=len(conditions.openings()), by=staff["moderator-1"], now=NOW)
        agree(made)
        return lambda: agree(sweeps.propose_undoing(sweep=made, by=staff["moderator-1"], now=NOW))

    return sweep


@pytest.fixture
def propose(staff):
    """Subtract one statement, by two."""
    from abjure.desk.moderation import proposals

    def propose(target, wish="void"):
        made = proposals.propose(target=target, wish=wish, reason="error", by=staff["moderator-1"], now=NOW)
        proposals.reply(proposal=made, agreed=True, by=staff["moderator-2"], now=NOW)

    return propose


def counted():
    """Return how many people count."""
    gone = {opening.facts["target"] for opening in openings("void")}
    return sum(opening.facts["n"] for opening in openings("decl") if bytes(opening.digest).hex() not in gone)


def test_the_holder_of_a_swept_statement_is_told_once_with_its_commitment(accepted, sweep):  # noqa: F811
    _, receipt = accepted()
    sweep()
    for _ in range(3):
        walk()
    assert states(receipt, "declaration") == ["accepted", "void"]
    assert heard(receipt, "declaration")[-1]["commitment"] == openings("decl")[0].facts["c"]


def test_the_holder_is_told_what_two_people_subtracted(accepted, propose):  # noqa: F811
    submission, receipt = accepted()
    propose(openings("decl")[0])
    walk()
    walk()
    assert states(receipt, "declaration") == ["accepted", "void"]
    assert bytes(submission.digest).hex() == openings("void")[0].facts["target"]


def test_the_holder_is_told_what_was_subtracted_on_an_objection(accepted, vote):  # noqa: F811
    from tests.desk.test_requests import object_to

    _, receipt = accepted()
    wish = object_to(openings("decl")[0].facts["c"])
    for handle in ("moderator-1", "moderator-2"):
        vote(wish, handle)
    walk()
    walk()
    assert states(receipt, "declaration") == ["accepted", "void"]


def test_what_is_only_hidden_is_not_told_as_subtracted(accepted, propose):  # noqa: F811
    _, receipt = accepted()
    propose(openings("decl")[0], "withhold")
    walk()
    assert states(receipt, "declaration") == ["accepted"]


def test_every_receipt_of_the_statement_hears_it(accepted, sweep):  # noqa: F811
    _, receipt = accepted(people=[{"name": "明远", "bodies": ["league"]}, {"name": "知秋", "bodies": ["party"]}])
    share = receipt.derived("share/1")
    ask(receipt, "share", derived=share, row=1)
    walk()
    sweep()
    walk()
    assert (states(receipt, "declaration")[-1], states(share, "declaration")[-1]) == ("void", "void")


def test_undoing_is_told_once_and_a_second_sweep_again(accepted, sweep):  # noqa: F811
    _, receipt = accepted()
    undo = sweep()
    walk()
    undo()
    walk()
    walk()
    assert states(receipt, "declaration") == ["accepted", "void", "accepted"]
    assert counted() == 1


@pytest.mark.parametrize("walked", [False, True], ids=["told in between", "asked at once"])
def test_a_withdrawal_during_a_sweep_holds_when_it_is_undone(accepted, sweep, walked):  # noqa: F811
    _, receipt = accepted()
    undo = sweep()
    if walked:
        walk()
    ask(receipt, "withdraw")
    walk()
    assert states(receipt) == ["noted", "done"]
    assert states(receipt, "declaration")[-1] == "withdrawn"
    with pytest.raises(ValueError, match=r"^sweep\.none$"):
        undo()
    walk()
    assert counted() == 0
    assert openings("decl")[0].shown() is None
    assert states(receipt, "declaration")[-1] == "withdrawn"


def test_a_withdrawal_between_the_proposal_to_undo_and_its_confirmation_holds(accepted, sweep, staff):  # noqa: F811
    from abjure.desk.moderation import sweeps
    from abjure.desk.moderation.models import Sweep

    (_, first), _ = accepted(), accepted(people=[{"name": "知秋", "bodies": ["party"]}])
    sweep()
    back = sweeps.propose_undoing(sweep=Sweep.objects.get(), by=staff["moderator-1"], now=NOW)
    ask(first, "withdraw")
    walk()
    sweeps.reply(sweep=back, agreed=True, by=staff["moderator-2"], now=NOW)
    walk()
    assert counted() == 1
    assert states(first, "declaration")[-1] == "withdrawn"


def test_one_that_waits_is_carried_out_when_the_sweep_is_undone_before(accepted, sweep, monkeypatch):  # noqa: F811
    from datetime import timedelta

    monkeypatch.setattr(type(settings.ABJURE), "withdrawal", 72)
    _, receipt = accepted()
    undo = sweep()
    ask(receipt, "withdraw")
    undo()
    walk()
    assert counted() == 1
    walk(NOW + timedelta(hours=73))
    assert counted() == 0
    assert states(receipt, "declaration")[-1] == "withdrawn"


def test_one_that_is_taken_back_counts_again_with_the_others(accepted, sweep):  # noqa: F811
    _, receipt = accepted()
    undo = sweep()
    ask(receipt, "withdraw")
    walk()
    ask(receipt, "keep", "request-2")
    walk()
    assert counted() == 0, "the holder cannot undo what people have subtracted"
    undo()
    walk()
    assert counted() == 1


def test_hiding_is_done_while_a_statement_is_swept(accepted, sweep):  # noqa: F811
    _, receipt = accepted()
    undo = sweep()
    ask(receipt, "hide")
    walk()
    assert states(receipt) == ["noted", "done"]
    undo()
    assert counted() == 1
    assert [opening.shown() for opening in openings("decl")] == [None, None]


def test_a_statement_that_was_withdrawn_stays_so_whatever_people_do_with_it(accepted, staff):  # noqa: F811
    """A code that opens nothing must not open again because of a proposal that came too late."""
    from abjure.desk.moderation import proposals

    _, receipt = accepted()
    made = proposals.propose(target=openings("decl")[0], wish="void", reason="error", by=staff["moderator-1"], now=NOW)
    ask(receipt, "withdraw")
    walk()
    proposals.reply(proposal=made, agreed=True, by=staff["moderator-2"], now=NOW)
    walk()
    assert states(receipt, "declaration") == ["accepted", "withdrawn"]


@pytest.mark.parametrize(("wish", "own", "spare"), [("return", "void", "withdrawn"), ("stay", "void", "withdrawn")])
def test_under_force_the_one_hears_what_is_so_and_the_other_what_was_asked(accepted, sweep, wish, own, spare):  # noqa: F811
    _, receipt = accepted()
    forced = receipt.derived("spare")
    ask(receipt, "spare", derived=forced, wish=wish)
    walk()
    undo = sweep()
    ask(forced, "withdraw")
    walk()
    assert (states(receipt, "declaration")[-1], states(forced, "declaration")[-1]) == (own, spare)
    assert states(forced)[-1] == "done"
    for purpose in ("request-2", "request-3"):
        ask(receipt, "keep", purpose)
        walk()
        assert counted() == 0
    undo()
    walk()
    assert counted() == 1
    assert states(receipt, "declaration")[-1] == "accepted"
    assert states(forced, "declaration")[-1] == "withdrawn"
    assert kinds().count("decl") == 2
    assert commitment.decode(openings("decl")[-1].facts["c"])
