"""Who decides a request second: drawn among those at work, as for statements; whoever brought a statement in decides on nothing about it."""

from datetime import timedelta

import pytest
from django.conf import settings

from abjure.core.errors import Refused
from abjure.core.receipt import Receipt
from tests.desk.conftest import NOW
from tests.desk.test_requests import accepted, ask, object_to, openings, settle, vote  # noqa: F401 - fixtures


@pytest.fixture
def third(staff):
    """One more moderator."""
    from abjure.desk.staff.models import Staff

    staff["moderator-3"] = Staff.objects.create(handle="moderator-3", duty="moderator")
    return staff["moderator-3"]


@pytest.fixture
def at_work(staff):
    """Let somebody sign in."""
    from abjure.desk.staff import record

    def at_work(*handles):
        for handle in handles:
            record.write(staff=staff[handle], verb="sign-in", now=NOW)

    return at_work


@pytest.fixture
def objection(accepted):  # noqa: F811 - a fixture
    def objection():
        accepted()
        return object_to(openings("decl")[0].facts["c"])

    return objection


def seen_by(staff, now=NOW):
    from abjure.desk.requests.models import Wish

    return set(Wish.objects.for_people(staff, now))


def test_the_second_one_is_drawn_and_nobody_else_may(objection, vote, staff, third, at_work, monkeypatch):  # noqa: F811
    from abjure.desk.moderation import drawing

    at_work("moderator-1", "moderator-2", "moderator-3")
    wish = objection()
    assert all(seen_by(one) == {wish} for one in (staff["moderator-1"], staff["moderator-2"], third))
    monkeypatch.setattr(drawing.secrets, "choice", lambda able: third if third in able else pytest.fail("not among them"))
    vote(wish, "moderator-1")
    assert seen_by(staff["moderator-2"]) == set()
    with pytest.raises(Refused, match=r"^requests\.reserved$"):
        vote(wish, "moderator-2")
    assert seen_by(third) == {wish}
    vote(wish, "moderator-3")
    assert [one.kind for one in openings("void")] == ["void"]


def test_only_those_at_work_are_drawn(objection, vote, staff, third, at_work):  # noqa: F811
    at_work("moderator-1", "moderator-2")
    wish = objection()
    vote(wish, "moderator-1")
    assert seen_by(third) == set()
    assert seen_by(staff["moderator-2"]) == {wish}


def test_after_a_day_anybody_may_and_where_nobody_is_at_work_at_once(objection, vote, staff, third, at_work):  # noqa: F811
    at_work("moderator-2")
    wish = objection()
    vote(wish, "moderator-1")
    assert seen_by(third) == set()
    assert seen_by(third, NOW + timedelta(days=1)) == {wish}


def test_where_nobody_is_at_work_whoever_comes_first_decides(objection, vote, third):  # noqa: F811
    wish = objection()
    vote(wish, "moderator-1")
    assert seen_by(third) == {wish}


def test_a_lost_receipt_is_reserved_for_an_examiner_or_a_moderator(accepted, vote, staff, at_work):  # noqa: F811
    accepted()
    at_work("examiner-2")
    wish = ask(Receipt.new(settings.ABJURE.origin), "replace", "declaration", number="012345")
    vote(wish, "examiner-1", about=openings("decl")[0].facts["c"])
    assert seen_by(staff["examiner-2"]) == {wish}
    assert seen_by(staff["moderator-1"]) == set()


def test_whoever_brought_a_statement_in_neither_decides_on_an_objection_nor_is_drawn(objection, vote, staff, third, at_work):  # noqa: F811
    from abjure.desk.reception.models import Submission

    wish = objection()
    Submission.objects.exclude(pk=wish.pk).update(brought_in_by=staff["moderator-2"])
    with pytest.raises(Refused, match=r"^moderation\.brought-in$"):
        vote(wish, "moderator-2")
    at_work("moderator-2")
    vote(wish, "moderator-1")
    assert seen_by(third) == {wish}


def test_on_an_appeal_nobody_is_drawn_who_refused(hand_in, vote, staff, third, at_work):  # noqa: F811
    from abjure.core.moderation import Verdict
    from abjure.desk.moderation import actions, stages

    submission, receipt = hand_in(people=[{"name": "明远", "bodies": ["party"]}, {"name": "清越", "bodies": ["league"]}])
    stages.screen(now=NOW)
    for handle in ("moderator-1", "moderator-2"):
        actions.decide(submission=submission, moderator=staff[handle], verdict=Verdict.REFUSE, reason="copy", now=NOW)
    wish = ask(receipt, "appeal", text="?")
    assert wish.needed == 2
    at_work("moderator-1", "moderator-2")
    vote(wish, "moderator-3")
    # Both who are at work have refused it: it is reserved for neither.
    assert not wish.submission.assignments.filter(until__gt=NOW).exclude(moderator=third).exists()
    for handle in ("moderator-1", "moderator-2"):
        with pytest.raises(Refused, match=r"^requests\.refused-before$"):
            vote(wish, handle)
