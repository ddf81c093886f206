"""Moderation: nobody decides alone where two must, or what they brought in; what is accepted becomes an opening, once."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from abjure.core import answer, commitment
from abjure.core.errors import Invalid, Refused
from abjure.core.moderation import Outcome, Verdict
from tests.desk.letters import keep

JOINT = [{"name": "明远", "bodies": ["party"]}, {"name": "清越", "bodies": ["league"]}]


@pytest.fixture
def decide(staff, now):
    from abjure.desk.moderation import actions

    def decide(submission, handle, verdict=Verdict.ACCEPT, reason=""):
        return actions.decide(submission=submission, moderator=staff[handle], verdict=verdict, reason=reason, now=now)

    return decide


def opening_of(submission):
    from abjure.desk.declarations.models import Opening

    return Opening.objects.get(digest=submission.digest)


def answers(submission, receipt):
    key = receipt.answer_key("declaration")
    return [
        answer.open_answer(bytes(one.sealed), key=answer.key_of(key, one.number), number=one.number, origin=settings.ABJURE.origin)
        for one in submission.answers.order_by("number")
    ]


@pytest.mark.parametrize(
    ("changes", "needed"),
    [
        pytest.param({}, 1, id="one person by alias"),
        pytest.param({"people": JOINT}, 2, id="a list"),
        pytest.param({"kind": "solemn", "signed": "real", "template": "retract"}, 2, id="a solemn statement"),
        pytest.param({"signed": "real", "provenance": "relayed"}, 2, id="somebody else's real name"),
    ],
)
def test_the_charter_says_how_many_must_agree(waiting, changes, needed):
    assert waiting(**changes).case.needed == needed


def test_an_accepted_statement_becomes_an_opening_that_opens_its_commitment(waiting, decide, staff):
    from abjure.desk.declarations.models import Opening

    submission = waiting(people=JOINT, place="overseas", walk="teacher", show_walk=True)
    assert decide(submission, "moderator-1") is Outcome.WAITING
    assert not Opening.objects.exists()
    assert decide(submission, "moderator-2") is Outcome.ACCEPTED
    opening = opening_of(submission)
    assert opening.facts | {"c": ""} == {"c": "", "n": 2, "o": {"league": 1, "party": 1}, "p": "self"}
    commitment.check_opens(opening.shown(), settings.ABJURE.origin, commitment.decode(opening.facts["c"]))
    assert opening.shown()["fields"]["walk"] == "teacher"
    assert "place" not in opening.shown()["fields"]


def test_the_holder_alone_learns_commitment_and_salt(hand_in, decide, now):
    from abjure.desk.moderation import stages

    submission, receipt = hand_in()
    stages.screen(now=now)
    decide(submission, "moderator-1")
    (told,) = answers(submission, receipt)
    assert told["state"] == "accepted"
    assert told["commitment"] == opening_of(submission).facts["c"]
    fields = opening_of(submission).shown()["fields"]
    again = commitment.commit(fields, commitment.decode(told["salt"]), settings.ABJURE.origin)
    assert commitment.encode(again) == told["commitment"]


def test_what_was_accepted_is_erased_at_the_desk(waiting, decide):
    from abjure.desk.reception.actions import letter_of

    submission = waiting()
    decide(submission, "moderator-1")
    with pytest.raises(Invalid, match=r"^submission\.erased$"):
        letter_of(submission)


def test_a_refusal_tells_the_holder_why(hand_in, decide, now):
    from abjure.desk.declarations.models import Opening
    from abjure.desk.moderation import stages

    submission, receipt = hand_in()
    stages.screen(now=now)
    assert decide(submission, "moderator-1", Verdict.REFUSE, "private") is Outcome.REFUSED
    assert answers(submission, receipt) == [{"state": "refused", "reasons": ["private"]}]
    assert not Opening.objects.exists()


def test_where_two_differ_a_third_decides(waiting, decide):
    submission = waiting(people=JOINT)
    assert decide(submission, "moderator-1") is Outcome.WAITING
    assert decide(submission, "moderator-2", Verdict.REFUSE, "copy") is Outcome.WAITING
    assert decide(submission, "demo-moderator-1") is Outcome.ACCEPTED


@pytest.mark.parametrize(
    ("handle", "verdict", "reason", "code"),
    [
        pytest.param("examiner-1", Verdict.ACCEPT, "", "moderation.not-a-moderator", id="an examiner"),
        pytest.param("demo-importer", Verdict.ACCEPT, "", "moderation.brought-in", id="who brought it in"),
        pytest.param("moderator-1", Verdict.ACCEPT, "", "moderation.same-person", id="the same person again"),
        pytest.param("moderator-2", Verdict.REFUSE, "", "moderation.reason", id="a refusal without a reason"),
        pytest.param("moderator-2", Verdict.REFUSE, "form", "moderation.reason", id="a reason that the charter does not have"),
        pytest.param("moderator-2", Verdict.ACCEPT, "copy", "moderation.reason", id="a reason to accept"),
    ],
)
def test_who_may_not_decide_is_refused(waiting, decide, staff, handle, verdict, reason, code):
    submission = waiting(people=JOINT, provenance="relayed", brought_in_by=staff["demo-importer"])
    decide(submission, "moderator-1")
    with pytest.raises(Refused, match=f"^{code.replace('.', '[.]')}$"):
        decide(submission, handle, verdict, reason)


def test_what_is_decided_stays_decided(waiting, decide):
    submission = waiting()
    decide(submission, "moderator-1")
    with pytest.raises(Refused, match=r"^moderation\.decided$"):
        decide(submission, "moderator-2")


def test_the_database_repeats_the_rule(waiting, decide, staff, now):
    from abjure.desk.moderation.models import Decision

    submission = waiting(people=JOINT)
    decide(submission, "moderator-1")
    row = {"submission": submission, "moderator": staff["moderator-1"], "verdict": "accept", "moment": now}
    for wrong in (row, row | {"moderator": staff["moderator-2"], "verdict": "refuse"}):
        with pytest.raises(IntegrityError), transaction.atomic(using="desk"):
            Decision.objects.create(**wrong)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(using="desk"):
        Decision.objects.update(verdict="refuse", reason="copy")


def test_own_words_are_held_for_any_time_within_the_hold(staff, monkeypatch, now):
    """The chance of a false alarm is below 10^-7: of 1,000 even draws, a quarter holds less than 170 or more than 330 once in 10^8."""
    from abjure.desk.declarations.models import Opening
    from abjure.desk.moderation.settling import settle
    from abjure.desk.reception.models import Submission

    monkeypatch.setattr(settings, "ABJURE", replace(settings.ABJURE, hold_hours=24))
    for number in range(1000):
        submission = Submission.objects.get(digest=keep({"template": "", "text": f"我声明退出。{number}"}, now))
        settle(submission=submission, outcome=Outcome.ACCEPTED, now=now)
    waits = [(after - now) / timedelta(hours=24) for after in Opening.objects.values_list("after", flat=True)]
    assert len(waits) == 1000
    assert 0 <= min(waits) < 0.05
    assert 0.95 < max(waits) <= 1
    quarters = Counter(min(int(wait * 4), 3) for wait in waits)
    assert all(170 <= quarters[number] <= 330 for number in range(4)), quarters


def test_ready_made_words_are_not_held(waiting, decide, monkeypatch, now):
    monkeypatch.setattr(settings, "ABJURE", replace(settings.ABJURE, hold_hours=24))
    plain = waiting()
    decide(plain, "moderator-1")
    assert opening_of(plain).after == now


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"people": []}, id="nobody"),
        pytest.param({"people": [{"name": "明远", "bodies": ["elsewhere"]}]}, id="an unknown body"),
        pytest.param({"kind": "solemn", "template": "retract"}, id="a solemn statement by alias"),
        pytest.param({"extra": "field"}, id="another field"),
        pytest.param({"text": "both"}, id="a template and own words"),
    ],
)
def test_what_does_not_keep_the_form_is_refused_without_people(hand_in, now, changes):
    from abjure.desk.moderation import stages
    from abjure.desk.moderation.models import Case

    submission, receipt = hand_in(**changes)
    stages.screen(now=now)
    stages.screen(now=now)
    assert answers(submission, receipt) == [{"state": "refused", "reasons": ["form"]}]
    assert not Case.objects.exists()


# The queue


def test_the_oldest_is_given_first_and_to_one_person_at_a_time(waiting, staff, now):
    from abjure.desk.moderation import actions

    second = waiting(now=now - timedelta(hours=1))
    first = waiting(now=now - timedelta(hours=2))
    one, two, three = (actions.assign(moderator=staff[name], now=now) for name in ("moderator-1", "moderator-2", "demo-moderator-1"))
    assert (one.submission, two.submission, three) == (first, second, None)
    assert actions.assign(moderator=staff["moderator-1"], now=now).submission == first
    assert actions.assign(moderator=staff["demo-moderator-1"], now=now + timedelta(hours=1)).submission == first


def test_what_is_passed_on_comes_last(waiting, staff, now):
    from abjure.desk.moderation import actions

    first, second = waiting(now=now - timedelta(hours=2)), waiting(now=now - timedelta(hours=1))
    moderator = staff["moderator-1"]
    assert actions.assign(moderator=moderator, now=now).submission == first
    actions.pass_on(submission=first, moderator=moderator, now=now)
    assert actions.assign(moderator=moderator, now=now).submission == second
    assert actions.assign(moderator=staff["moderator-2"], now=now).submission == first


def test_nobody_is_given_what_they_brought_in_or_have_decided(waiting, decide, staff, now):
    from abjure.desk.moderation import actions

    decide(waiting(people=JOINT), "moderator-1")
    waiting(provenance="relayed", brought_in_by=staff["demo-importer"])
    assert actions.assign(moderator=staff["demo-importer"], now=now).submission.brought_in_by is None
    assert actions.assign(moderator=staff["moderator-1"], now=now).submission.brought_in_by == staff["demo-importer"]


# The page


def test_what_one_has_decided_is_given_to_a_second_person_at_once(waiting, decide, staff, now):
    from abjure.desk.moderation import actions

    submission = waiting(people=JOINT)
    actions.assign(moderator=staff["moderator-1"], now=now)
    decide(submission, "moderator-1")
    assert actions.assign(moderator=staff["moderator-2"], now=now) == submission.case


def test_only_the_assigned_statement_is_opened(waiting, seated, now):
    waiting(now=now - timedelta(hours=2), template="", text="第一份的正文", people=JOINT)
    waiting(now=now - timedelta(hours=1), template="", text="第二份的正文")
    page = seated("moderator-1").get("/desk/").content.decode()
    assert "第一份的正文" in page
    assert "第二份的正文" not in page
    assert page.count('href="#open"') == 1
    assert "joint, 2 people" in page


def test_the_second_moderator_does_not_see_the_first_verdict(waiting, decide, seated):
    submission = waiting(people=JOINT)
    decide(submission, "moderator-1", Verdict.REFUSE, "copy")
    page = seated("moderator-2").get("/desk/").content.decode()
    assert "1 / 2" in page
    assert "Somebody has decided already" in page
    assert "moderator-1" not in page


def test_a_verdict_is_given_on_the_page(waiting, seated):
    submission = waiting()
    seated("moderator-1").get("/desk/")
    answer = seated("moderator-1").post(f"/desk/decide/{bytes(submission.digest).hex()}/", {"verdict": "accept"})
    assert (answer.status_code, answer.url) == (302, "/desk/")
    assert submission.settlement.outcome == "accepted"


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({}, "Please choose a decision."),
        ({"verdict": "maybe"}, "Please choose a decision."),
        ({"verdict": "refuse"}, "A refusal needs a reason"),
        ({"verdict": "refuse", "reason": "elsewhere"}, "A refusal needs a reason"),
    ],
)
def test_a_wrong_form_is_said_on_the_page(waiting, seated, form, words):
    submission = waiting()
    seated("moderator-1").get("/desk/")
    answer = seated("moderator-1").post(f"/desk/decide/{bytes(submission.digest).hex()}/", form)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_statement_that_was_not_given_cannot_be_picked(waiting, seated, now):
    waiting(now=now - timedelta(hours=2))
    later = waiting(now=now - timedelta(hours=1))
    seated("moderator-1").get("/desk/")
    answer = seated("moderator-1").post(f"/desk/decide/{bytes(later.digest).hex()}/", {"verdict": "accept"})
    assert answer.status_code == 422
    assert "was not given to you" in answer.content.decode()
    assert not later.decisions.exists()


@pytest.mark.parametrize("name", ["zz", "00" * 32, "é"])
def test_an_unknown_statement_is_not_found(seated, name):
    assert seated("moderator-1").post(f"/desk/decide/{name}/", {"verdict": "accept"}).status_code == 404


def test_an_examiner_decides_nothing(waiting, seated):
    submission = waiting()
    assert seated("examiner-1").post(f"/desk/decide/{bytes(submission.digest).hex()}/", {"verdict": "accept"}).status_code == 403


@pytest.mark.parametrize("address", ["/desk/", "/desk/statements/", "/desk/imports/"])
def test_whoever_has_not_signed_in_signs_in_first(client, staff, address):
    assert client.get(address).url == "/desk/sign-in/"


# Hiding and subtracting


@pytest.fixture
def opening(waiting, decide):
    submission = waiting(template="", text="可以隐去的字句")
    decide(submission, "moderator-1")
    return opening_of(submission)


@pytest.mark.parametrize("wish", ["withhold", "void"])
def test_a_second_person_hides_or_subtracts(opening, staff, now, wish):
    from abjure.desk.declarations.models import Opening
    from abjure.desk.moderation import proposals

    proposal = proposals.propose(target=opening, wish=wish, reason="holder", by=staff["moderator-1"], now=now)
    assert not Opening.objects.filter(kind=wish).exists()
    with pytest.raises(Refused, match=r"^proposal\.same-person$"):
        proposals.reply(proposal=proposal, agreed=True, by=staff["moderator-1"], now=now)
    with pytest.raises(Refused, match=r"^proposal\.open$"):
        proposals.propose(target=opening, wish=wish, reason="law", by=staff["moderator-2"], now=now)
    proposals.reply(proposal=proposal, agreed=True, by=staff["moderator-2"], now=now)
    row = Opening.objects.get(kind=wish)
    assert row.facts == {"target": bytes(opening.digest).hex()} | ({"reason": "holder"} if wish == "withhold" else {})
    assert (opening.shown() is None) == (wish == "withhold")
    with pytest.raises(Refused, match=r"^proposal\.answered$"):
        proposals.reply(proposal=proposal, agreed=False, by=staff["moderator-2"], now=now)
    with pytest.raises(Refused, match=r"^proposal\.done$"):
        proposals.propose(target=opening, wish=wish, reason="law", by=staff["moderator-2"], now=now)


def test_a_declined_proposal_does_nothing_and_may_be_made_again(opening, staff, now):
    from abjure.desk.declarations.models import Opening
    from abjure.desk.moderation import proposals

    proposal = proposals.propose(target=opening, wish="void", reason="error", by=staff["moderator-1"], now=now)
    proposals.reply(proposal=proposal, agreed=False, by=staff["moderator-2"], now=now)
    assert not Opening.objects.filter(kind="void").exists()
    proposals.propose(target=opening, wish="void", reason="error", by=staff["moderator-2"], now=now)


def test_hiding_on_the_pages(opening, seated):
    name, commitment_ = bytes(opening.digest).hex(), opening.facts["c"]
    first = seated("moderator-1")
    assert name in first.get("/desk/statements/", {"commitment": commitment_[:8]}).content.decode()
    assert name not in first.get("/desk/statements/", {"commitment": commitment_[:7]}).content.decode()
    assert "可以隐去的字句" in first.get(f"/desk/statements/{name}/").content.decode()
    assert first.post(f"/desk/statements/{name}/", {"wish": "withhold"}).status_code == 422
    assert first.post(f"/desk/statements/{name}/", {"wish": "withhold", "reason": "law"}).status_code == 302
    number = opening.proposals.get().pk
    assert first.post(f"/desk/statements/{name}/{number}/", {"agreed": "yes"}).status_code == 422
    assert seated("moderator-2").post(f"/desk/statements/{name}/{number}/", {"agreed": "yes"}).status_code == 302
    assert "可以隐去的字句" not in first.get(f"/desk/statements/{name}/").content.decode()


# The account of each day


def day(number, hour=0):
    return datetime(2026, 11, number, hour, tzinfo=UTC)


def intakes():
    from abjure.desk.declarations.models import Opening

    return {one.day.day: one.facts for one in Opening.objects.filter(kind="intake").order_by("day")}


def test_every_ended_day_is_accounted_for_once(waiting, staff):
    from abjure.desk.moderation import actions, stages

    def verdict(submission, verdict, moment, reason=""):
        actions.decide(submission=submission, moderator=staff["moderator-1"], verdict=verdict, reason=reason, now=moment)

    one, two, three = (waiting(day=date(2026, 11, number), now=day(number, 12)) for number in (1, 1, 3))
    verdict(one, Verdict.ACCEPT, day(1, 13))
    stages.intake(now=day(1, 23))
    assert intakes() == {}
    stages.intake(now=day(2))
    verdict(two, Verdict.REFUSE, day(3, 13), "copy")
    for _ in range(2):
        stages.intake(now=day(5))
    assert intakes() == {
        1: {"in": 2, "no": 0, "wait": 1, "yes": 1},
        2: {"in": 0, "no": 0, "wait": 1, "yes": 0},
        3: {"in": 1, "no": 1, "wait": 1, "yes": 0},
        4: {"in": 0, "no": 0, "wait": 1, "yes": 0},
    }
    waiting(day=date(2026, 11, 2), now=day(5, 12))
    verdict(three, Verdict.ACCEPT, day(5, 13))
    stages.intake(now=day(6))
    assert intakes()[5] == {"in": 1, "no": 0, "wait": 1, "yes": 1}


def test_a_door_whose_clock_is_ahead_loses_nobody(waiting, staff):
    from abjure.desk.moderation import actions, stages

    early = waiting(day=date(2026, 11, 2), now=day(1, 23))
    actions.decide(submission=early, moderator=staff["moderator-1"], verdict=Verdict.ACCEPT, now=day(1, 23))
    stages.intake(now=day(3))
    assert intakes() == {1: {"in": 1, "no": 0, "wait": 0, "yes": 1}, 2: {"in": 0, "no": 0, "wait": 0, "yes": 0}}


def test_an_empty_desk_accounts_for_nothing(staff, now):
    from abjure.desk.moderation import stages

    stages.intake(now=now)
    assert intakes() == {}
