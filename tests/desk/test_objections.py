"""Objections: what is hidden and how soon, what two people may decide, and that nothing comes back that somebody else had hidden."""

from datetime import timedelta

import pytest

from abjure.core.errors import Refused
from tests.desk.conftest import NOW, content
from tests.desk.test_requests import (  # noqa: F401  # fixtures and words
    accepted,
    ask,
    heard,
    joint,
    kinds,
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
    return sorted(shown["fields"]["names"] for opening in openings("decl") if (shown := opening.shown()))


def kept():
    from abjure.desk.requests.models import Kept

    return Kept.objects.count()


def current(receipt):
    """Return the commitment that the holder heard last."""
    return heard(receipt, "declaration")[-1]["commitment"]


def test_an_objection_hides_at_once_and_two_people_decide_on_the_count(accepted, vote, staff):  # noqa: F811
    accepted()
    wish = object_to(openings("decl")[0].facts["c"][:10])
    assert kinds() == ["decl", "withhold"]
    assert openings("withhold")[0].facts["reason"] == "named-person"
    vote(wish, "moderator-1")
    assert kinds() == ["decl", "withhold"]
    with pytest.raises(Refused, match=r"^moderation\.same-person$"):
        vote(wish, "moderator-1")
    vote(wish, "moderator-2")
    assert kinds() == ["decl", "void", "withhold"]
    with pytest.raises(Refused, match=r"^requests\.done$"):
        vote(wish, "moderator-2")


def test_an_objection_without_ground_lets_the_words_be_seen_again(accepted, vote):  # noqa: F811
    accepted()
    wish = object_to(openings("decl")[0].facts["c"])
    for handle in ("moderator-1", "moderator-2"):
        vote(wish, handle, "refuse")
    assert [opening.facts["n"] for opening in openings("decl") if opening.shown()] == [1]


def test_an_objection_to_nothing_is_never_answered(accepted):  # noqa: F811
    from abjure.desk.reception.models import Answer

    accepted()
    before = Answer.objects.count()
    wish = object_to("AAAAAAAAAA")
    assert hasattr(wish, "conclusion")
    object_to(openings("decl")[0].facts["c"])
    assert Answer.objects.count() == before


def test_who_brought_a_list_in_does_not_decide_on_an_objection_to_it(hand_in, settle, vote, staff):  # noqa: F811
    submission, _ = hand_in(provenance="relayed", brought_in_by=staff["examiner-1"])
    settle(submission)
    type(submission).objects.filter(pk=submission.pk).update(brought_in_by=staff["moderator-1"])
    wish = object_to(openings("decl")[0].facts["c"])
    with pytest.raises(Refused, match=r"^moderation\.brought-in$"):
        vote(wish, "moderator-1")
    vote(wish, "moderator-2")


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


@pytest.mark.parametrize("act", ["hide", "withdraw"])
def test_what_was_done_by_force_is_not_seen_again_by_an_objection_and_can_return(spare, vote, act):  # noqa: F811
    _, receipt, forced = spare("return")
    wish = object_to(openings("decl")[0].facts["c"])
    ask(forced, act)
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


def test_a_correction_shows_nothing_while_an_objection_waits(accepted, vote):  # noqa: F811
    _, receipt = accepted()
    wish = object_to(openings("decl")[0].facts["c"])
    corrected(receipt, vote)
    assert seen() == []
    decide(vote, wish, "refuse")
    assert (seen(), kept()) == (['["远山"]'], 0)


def test_a_correction_of_what_was_objected_to_in_vain_is_seen(accepted, vote):  # noqa: F811
    _, receipt = accepted()
    decide(vote, object_to(openings("decl")[0].facts["c"]), "refuse")
    corrected(receipt, vote)
    assert seen() == ['["远山"]']


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
        shown = {shown["fields"]["names"]: one.facts["c"] for one in openings("decl") if (shown := one.shown())}
        return [shown[f'["{name}"]'] for name in names]

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
    assert seen() == ['["如松"]', '["知秋"]']
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


def public_by():
    """Return until when what stands now is public, as holders are told."""
    from abjure.desk.declarations import actions

    return actions.public_by(newest().day).isoformat()


def newest():
    """Return what stands for the one statement there is."""
    from abjure.desk.declarations import succession

    return succession.newest(openings("decl")[0])


@pytest.fixture
def objected(joint):  # noqa: F811
    """A joint statement of 明远, 知秋 and 如松, an objection to it, and the receipts of the three."""
    _, receipt, (autumn, pine) = joint
    return object_to(newest().facts["c"]), receipt, autumn, pine


def test_one_person_is_taken_out_and_the_others_are_seen_again(objected, vote):  # noqa: F811
    wish = objected[0]
    before = newest()
    decide(vote, wish, row=1)
    assert seen() == ['["明远","如松"]']
    new = newest()
    assert new.facts == new.facts | {"n": 2, "o": {"league": 2, "party": 1, "pioneers": 1}, "r": bytes(before.digest).hex()}
    assert openings("void")[0].facts["target"] == bytes(before.digest).hex()
    assert (new.day, new.after) == (openings("void")[0].day, openings("void")[0].after)
    assert [one.facts["reason"] for one in openings("withhold")] == ["named-person"]
    assert kept() == 0


def test_whoever_is_taken_out_counts_no_more_and_the_others_hear_what_happened(objected, vote):  # noqa: F811
    wish, receipt, autumn, pine = objected
    decide(vote, wish, row=1)
    walk()
    walk()
    new = newest().facts["c"]
    for one in (receipt, pine):
        assert heard(one, "declaration")[1:] == [{"state": "accepted", "commitment": new, "by": public_by(), "out": True}]
    assert heard(autumn, "declaration")[1:] == [{"state": "void", "commitment": new}]


def test_the_others_keep_their_rows(objected, vote):  # noqa: F811
    from abjure.desk.certificates import declared

    wish, receipt, autumn, pine = objected
    decide(vote, wish, row=1)
    assert [declared.find(one.verify_key()).alias for one in (receipt, pine)] == ["明远", "如松"]
    with pytest.raises(Refused, match=r"^certificate\.no-declaration$"):
        declared.find(autumn.verify_key())
    ask(autumn, "leave")
    ask(pine, "leave")
    walk()
    assert states(autumn)[-1] == "refused"
    assert seen() == ['["明远"]']


def test_who_handed_it_in_may_be_taken_out_too(objected, vote):  # noqa: F811
    from abjure.desk.certificates import declared

    wish, receipt, autumn, _ = objected
    decide(vote, wish, row=0)
    assert seen() == ['["知秋","如松"]']
    assert declared.find(autumn.verify_key()).alias == "知秋"
    with pytest.raises(Refused, match=r"^certificate\.no-declaration$"):
        declared.find(receipt.verify_key())


def test_a_second_objection_takes_out_whom_it_means(objected, vote):  # noqa: F811
    decide(vote, objected[0], row=0)
    second = object_to(newest().facts["c"])
    with pytest.raises(Refused, match=r"^requests\.row$"):
        vote(second, "moderator-1", row=0)
    decide(vote, second, row=2)
    assert seen() == ['["知秋"]']
    assert newest().facts["n"] == 1


def test_while_another_objection_waits_the_others_are_not_seen_either(objected, vote):  # noqa: F811
    second = object_to(newest().facts["c"])
    decide(vote, objected[0], row=1)
    assert seen() == []
    assert newest().facts["n"] == 2
    decide(vote, second, "refuse")
    assert (seen(), kept()) == (['["明远","如松"]'], 0)


def test_what_was_hidden_by_force_stays_so_when_somebody_is_taken_out(objected, vote):  # noqa: F811
    wish, receipt, *_ = objected
    forced = receipt.derived("spare")
    ask(receipt, "spare", derived=forced, wish="return")
    ask(forced, "hide")
    walk()
    decide(vote, wish, row=1)
    assert (seen(), newest().facts["n"]) == ([], 2)
    ask(receipt, "keep", "request-2")
    walk()
    assert seen() == ['["明远","如松"]']


def test_two_who_mean_different_people_have_not_agreed(objected, vote):  # noqa: F811
    wish = objected[0]
    vote(wish, "moderator-1", row=1)
    vote(wish, "moderator-2")
    assert kinds() == ["decl", "withhold"]
    vote(wish, "demo-moderator-1", row=2)
    assert kinds() == ["decl", "withhold"]
    vote(wish, "demo-moderator-2", row=2)
    assert seen() == ['["明远","知秋"]']


@pytest.mark.parametrize(("verdict", "row"), [("accept", 3), ("accept", -1), ("refuse", 1)])
def test_only_who_is_named_can_be_taken_out(objected, vote, verdict, row):  # noqa: F811
    with pytest.raises(Refused, match=r"^requests\.row$"):
        vote(objected[0], "moderator-1", verdict, row=row)


def test_of_one_person_alone_nobody_is_taken_out(accepted, vote):  # noqa: F811
    accepted()
    with pytest.raises(Refused, match=r"^requests\.row$"):
        vote(object_to(newest().facts["c"]), "moderator-1", row=0)


def test_of_words_that_the_holder_hid_nobody_knows_the_rows(objected, vote):  # noqa: F811
    wish, receipt, *_ = objected
    ask(receipt, "hide")
    walk()
    with pytest.raises(Refused, match=r"^requests\.row$"):
        vote(wish, "moderator-1", row=1)


def test_after_a_refused_objection_the_holders_hear_the_new_commitment(objected, vote):  # noqa: F811
    wish, receipt, _, pine = objected
    decide(vote, wish, "refuse")
    walk()
    assert [heard(one, "declaration")[-1] for one in (receipt, pine)] == [
        {"state": "accepted", "commitment": newest().facts["c"], "by": public_by()}
    ] * 2


def test_votes_stay_append_only(objected, vote):  # noqa: F811
    from django.db import IntegrityError

    from abjure.desk.requests.models import Vote

    vote(objected[0], "moderator-1", row=1)
    with pytest.raises(IntegrityError, match="append-only"):
        Vote.objects.update(row=2)


def test_nobody_decides_on_an_objection_to_what_they_brought_in(accepted, vote, staff):  # noqa: F811
    accepted(provenance="assisted", brought_in_by=staff["demo-moderator-1"])
    wish = object_to(newest().facts["c"])
    with pytest.raises(Refused, match=r"^moderation\.brought-in$"):
        vote(wish, "demo-moderator-1")
