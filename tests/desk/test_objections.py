"""Objections: what is hidden and how soon, what two people may decide, and that nothing comes back that somebody else had hidden."""

from datetime import timedelta

import pytest

from tests.desk.conftest import NOW, content
from tests.desk.test_requests import (  # noqa: F401  # fixtures and words
    accepted,
    ask,
    heard,
    object_to,
    openings,
    settle,
    spare,
    states,
    vote,
    walk,
)


def decide(vote, wish, verdict="accept", **more):  # noqa: F811
    """Have two people say the same."""
    for handle in ("moderator-1", "moderator-2"):
        vote(wish, handle, verdict, **more)


def seen():
    """Return the names that the gate may show, statement by statement."""
    return [shown["fields"]["names"] for opening in openings("decl") if (shown := opening.shown())]


def kept():
    from abjure.desk.requests.models import Kept

    return Kept.objects.count()


def current(receipt):
    """Return the commitment that the holder heard last."""
    return heard(receipt, "declaration")[-1]["commitment"]


@pytest.mark.parametrize("act", ["hide", "withdraw"])
def test_what_its_holder_hid_is_not_seen_again_when_an_objection_is_refused(accepted, vote, act):  # noqa: F811
    _, receipt = accepted()
    wish = object_to(openings("decl")[0].facts["c"])
    ask(receipt, act)
    walk()
    assert states(receipt)[-1] == "done"
    assert kept() == 0
    decide(vote, wish, "refuse")
    assert seen() == []
    assert len(openings("decl")) == 1


def test_what_was_hidden_by_force_is_not_seen_again_and_can_return(spare, vote):  # noqa: F811
    _, receipt, forced = spare("return")
    wish = object_to(openings("decl")[0].facts["c"])
    ask(forced, "hide")
    walk()
    decide(vote, wish, "refuse")
    assert seen() == []
    ask(receipt, "keep")
    walk()
    assert seen() == ['["明远"]']


def test_what_was_withdrawn_by_force_can_return_after_a_refused_objection(spare, vote):  # noqa: F811
    _, receipt, forced = spare("return")
    wish = object_to(openings("decl")[0].facts["c"])
    ask(forced, "withdraw")
    walk()
    decide(vote, wish, "refuse")
    assert seen() == []
    ask(receipt, "keep")
    walk()
    assert seen() == ['["明远"]']


def test_what_two_people_hid_meanwhile_is_not_seen_again(accepted, vote, staff):  # noqa: F811
    from abjure.desk.moderation import proposals

    accepted()
    target = openings("decl")[0]
    made = proposals.propose(target=target, wish="withhold", reason="law", by=staff["moderator-1"], now=NOW)
    wish = object_to(target.facts["c"])
    proposals.reply(proposal=made, agreed=True, by=staff["moderator-2"], now=NOW)
    decide(vote, wish, "refuse")
    assert (seen(), kept()) == ([], 0)


def test_while_another_objection_waits_nothing_is_seen_again(accepted, vote):  # noqa: F811
    accepted()
    first, second = (object_to(openings("decl")[0].facts["c"]) for _ in range(2))
    decide(vote, first, "refuse")
    assert seen() == []
    decide(vote, second, "refuse")
    assert (seen(), kept()) == (['["明远"]'], 0)


def corrected(receipt, vote):  # noqa: F811
    vote(ask(receipt, "correct", declaration=content(people=[{"name": "远山", "bodies": ["party"]}])), "moderator-1")


def test_an_objection_under_a_former_commitment_hides_what_stands_now(accepted, vote):  # noqa: F811
    _, receipt = accepted()
    former = openings("decl")[0].facts["c"]
    corrected(receipt, vote)
    assert seen() == ['["远山"]']
    wish = object_to(former)
    assert seen() == []
    decide(vote, wish)
    walk()
    assert states(receipt, "declaration")[-1] == "void"


def test_an_objection_hides_what_is_subtracted_and_still_shown_until_the_day_closes(accepted, staff):  # noqa: F811
    from abjure.desk.moderation import proposals

    accepted()
    target = openings("decl")[0]
    made = proposals.propose(target=target, wish="void", reason="error", by=staff["moderator-1"], now=NOW)
    proposals.reply(proposal=made, agreed=True, by=staff["moderator-2"], now=NOW)
    assert seen() == ['["明远"]']
    object_to(target.facts["c"])
    assert seen() == []


@pytest.fixture
def limit(monkeypatch):
    """So many entries hide in an hour, and of them so many by the slow way."""
    from abjure.desk.requests import objecting

    def limit(at_once, slow=0):
        monkeypatch.setattr(objecting, "AT_ONCE", at_once)
        monkeypatch.setattr(objecting, "AT_ONCE_SLOW", slow)

    return limit


@pytest.fixture
def entries(accepted):  # noqa: F811
    """Commitments of accepted statements, by the name that signs each."""

    def entries(*names, **changes):
        for name in names:
            accepted(people=[{"name": name, "bodies": ["party"]}], **changes)
        return [next(one.facts["c"] for one in openings("decl") if name in one.shown()["fields"]["names"]) for name in names]

    return entries


def take(now):
    from abjure.desk.requests import stages

    stages.take(now=now)


def test_more_than_an_hour_takes_wait_for_the_next_one(entries, limit):
    limit(1)
    for commitment in entries("明远", "知秋"):
        object_to(commitment)
    assert seen() == ['["知秋"]']
    take(NOW + timedelta(minutes=59))
    assert seen() == ['["知秋"]']
    take(NOW + timedelta(minutes=61))
    assert seen() == []


def test_objections_to_one_entry_take_one_place(entries, limit):
    limit(2)
    first, second = entries("明远", "知秋")
    for _ in range(5):
        object_to(first)
    object_to(second)
    assert seen() == []


def test_what_waits_for_people_takes_nothing_from_who_objects_later(entries, limit):
    limit(1)
    first, second, third = entries("明远", "知秋", "如松")
    object_to(first)
    object_to(second)
    object_to(third, now=NOW + timedelta(hours=1, minutes=1))
    assert seen() == ['["知秋"]']


def test_the_slow_way_does_not_use_up_what_hides_at_once(entries, limit):
    limit(2, slow=1)
    first, second, third = entries("明远", "知秋", "如松")
    object_to(first, slow=True)
    object_to(second, slow=True)
    assert seen() == ['["知秋"]', '["如松"]']
    object_to(third)
    assert seen() == ['["知秋"]']


def test_what_is_signed_with_a_real_name_is_hidden_whatever_else_arrives(entries, limit):
    limit(1)
    for commitment in entries("王明远", "陈知秋", signed="real"):
        object_to(commitment, slow=True)
    assert seen() == []
    object_to(entries("明远")[0])
    assert seen() == []


def test_what_waits_is_hidden_when_two_people_subtract_it(entries, limit, vote):  # noqa: F811
    limit(0)
    wish = object_to(entries("明远")[0])
    assert seen() == ['["明远"]']
    decide(vote, wish)
    assert (seen(), kept()) == ([], 0)


def test_what_waits_stays_as_it_is_when_two_people_refuse(entries, limit, vote):  # noqa: F811
    limit(0)
    wish = object_to(entries("明远")[0])
    decide(vote, wish, "refuse")
    take(NOW + timedelta(hours=2))
    assert seen() == ['["明远"]']
    assert len(openings()) == 1
