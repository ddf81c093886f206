"""Rules: they show first, hold back only when two want it, explain themselves, and stop before they shut people out."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from abjure.core.errors import Refused
from abjure.core.moderation import Outcome, Verdict
from abjure.core.screening import RULES, Mode

TEXT = "我们当年都是被老师叫去举手的，现在想起来实在荒唐，从今天起一概不算。"
RULE = {rule.key: rule for rule in RULES}


def name_of(submission):
    return bytes(submission.digest).hex()


@pytest.fixture
def switch(staff, now):
    from abjure.desk.moderation import switches

    def switch(mode, *handles, key):
        for handle in handles:
            switches.switch(key=key, mode=mode, by=staff[handle], now=now)

    return switch


@pytest.fixture
def many(hand_in, now):
    """Put unlike statements before the moderators, so that a rule's share of the day is small."""
    from abjure.desk.moderation import stages

    def many(count):
        for number in range(count):
            hand_in(people=[{"name": f"平{chr(0x4E00 + number)}", "bodies": ["league"]}])
        stages.screen(now=now)

    return many


def test_every_rule_says_what_it_is_called_measures_and_found():
    from abjure.desk.moderation import hints

    assert set(hints.NAMES) == set(hints.SENTENCES) == set(hints.MEASURES) == set(RULE)
    assert set(RULE) >= hints.PAIRS


def test_a_rule_begins_by_showing(staff):
    from abjure.desk.moderation import switches

    assert {switches.mode(rule) for rule in RULES} == {Mode.SHOW}


def test_two_people_let_a_rule_hold_back(switch):
    from abjure.desk.moderation import switches

    switch("hold", "moderator-1", key="same-list")
    assert switches.mode(RULE["same-list"]) is Mode.SHOW
    with pytest.raises(Refused, match=r"^rule\.same-person$"):
        switch("hold", "moderator-1", key="same-list")
    switch("hold", "moderator-2", key="same-list")
    assert switches.mode(RULE["same-list"]) is Mode.HOLD
    switch("show", "moderator-1", key="same-list")
    assert switches.mode(RULE["same-list"]) is Mode.SHOW
    switch("hold", "moderator-2", key="same-list")
    assert switches.mode(RULE["same-list"]) is Mode.SHOW


@pytest.mark.parametrize(
    ("key", "mode", "code"),
    [
        ("nothing", "show", "rule.choice"),
        ("alike", "later", "rule.choice"),
        ("same-list", "pair", "rule.choice"),
        ("same-name", "hold", "rule.only-shows"),
    ],
)
def test_what_a_rule_cannot_do(switch, key, mode, code):
    with pytest.raises(Refused, match=f"^{code}$"):
        switch(mode, "moderator-1", key=key)


def test_what_is_held_back_is_kept_not_counted_and_decided_by_two(switch, many, waiting, staff, now):
    from abjure.desk.moderation import actions

    many(60)
    switch("hold", "moderator-1", "moderator-2", key="same-list")
    names = ["平一", "平丁", "平丂"]
    held = waiting(people=[{"name": name, "bodies": ["league"]} for name in names], group="family")
    assert (held.case.held, held.case.needed) == (True, 2)
    assert held.case.place == held.collected + timedelta(days=1)
    assert actions.decide(submission=held, moderator=staff["moderator-1"], verdict=Verdict.ACCEPT, now=now) is Outcome.WAITING
    assert actions.decide(submission=held, moderator=staff["moderator-2"], verdict=Verdict.ACCEPT, now=now) is Outcome.ACCEPTED


def test_what_came_by_the_slow_way_waits_an_hour_longer_and_says_so(staff, now):
    from abjure.desk.moderation import stages
    from abjure.desk.moderation.models import Case
    from tests.desk.letters import keep

    slow = keep({}, now, slow=True)
    stages.screen(now=now)
    case = Case.objects.get(pk=slow)
    assert [hit.rule for hit in case.submission.hits.all()] == ["slow-way"]
    assert (case.place - now, case.needed) == (timedelta(hours=1), 1)


def test_a_rule_that_catches_more_than_a_twentieth_of_a_day_switches_itself_off(switch, many, waiting):
    from abjure.desk.moderation import switches
    from abjure.desk.moderation.models import RuleSwitch

    many(50)
    switch("hold", "moderator-1", "moderator-2", key="same-list")
    cases = []
    for number in range(6):
        names = [f"平{chr(0x4E00 + number * 3 + place)}" for place in range(3)]
        cases.append(waiting(people=[{"name": name, "bodies": ["league"]} for name in names]).case)
    assert [case.held for case in cases] == [True, True, True, False, False, False]
    assert RuleSwitch.objects.last().by is None
    # Nobody waits any longer, but of what is alike two must still agree.
    assert switches.mode(RULE["same-list"]) is Mode.PAIR
    assert {case.needed for case in cases} == {2}
    assert all(case.place == case.submission.collected for case in cases[3:])


def test_people_let_a_rule_that_stopped_itself_show_alone_or_hold_again(switch, many, waiting):
    from abjure.desk.moderation import switches

    test_a_rule_that_catches_more_than_a_twentieth_of_a_day_switches_itself_off(switch, many, waiting)
    with pytest.raises(Refused, match=r"^rule\.too-many$"):
        switch("hold", "moderator-1", key="same-list")
    switch("show", "moderator-1", key="same-list")
    assert switches.mode(RULE["same-list"]) is Mode.SHOW


def test_what_comes_by_hand_or_slowly_needs_no_second_person_when_there_is_too_much_of_it():
    assert {rule.key for rule in RULES if rule.after is Mode.PAIR} == {"repeated-text", "patched-text", "same-list"}


def test_a_rule_that_would_catch_too_many_does_not_begin_to_hold(switch, waiting):
    for _ in range(4):
        waiting(template="", text="请打电话 138 0013 8000 找我。", people=[{"name": n, "bodies": ["party"]} for n in ("甲", "乙", "丙")])
    with pytest.raises(Refused, match=r"^rule\.too-many$"):
        switch("hold", "moderator-1", key="same-list")


def test_a_quiet_rule_writes_nothing_down(switch, waiting):
    switch("off", "moderator-1", key="same-name")
    waiting()
    assert not waiting().hits.exists()


@pytest.mark.parametrize("table", ["RuleHit", "RuleSwitch"])
def test_what_a_rule_found_and_who_switched_it_stays(switch, waiting, table):
    from abjure.desk.moderation import models

    switch("off", "moderator-1", key="same-list")
    waiting()
    waiting()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(using="desk"):
        getattr(models, table).objects.all()._raw_delete("desk")


# The pages


def test_a_hit_is_explained_to_the_moderator_with_its_pair(waiting, seated, now):
    waiting(now=now - timedelta(hours=1), template="", text=TEXT, people=[{"name": "清越", "bodies": ["party"]}])
    client = seated("moderator-1")
    client.get("/desk/")
    client.post(f"/desk/decide/{name_of(next(iter(reading())))}/", {"verdict": "pass-on"})
    second = waiting(template="", text=TEXT.replace("老师", "校长"))
    page = client.get("/desk/").content.decode()
    assert "Similar text" in page
    assert "of its words with another statement" in page
    assert f"/desk/pairs/{name_of(second)}/" in page


def reading():
    from abjure.desk.reception.models import Submission

    return Submission.objects.order_by("collected")


def test_a_pair_is_laid_side_by_side(waiting, seated, now):
    first = waiting(now=now + timedelta(hours=1), template="", text=TEXT, people=[{"name": "清越", "bodies": ["party"]}])
    second = waiting(template="", text=TEXT.replace("老师", "校长"))
    client = seated("moderator-1")
    client.get("/desk/")
    page = client.get(f"/desk/pairs/{name_of(second)}/{name_of(first)}/").content.decode()
    assert TEXT in page
    assert "校长" in page
    assert "清越" in page


def test_nobody_picks_what_is_laid_beside_a_statement(waiting, seated, now):
    first = waiting(now=now + timedelta(hours=1), template="", text=TEXT, people=[{"name": "清越", "bodies": ["party"]}])
    other = waiting(now=now + timedelta(hours=2), people=[{"name": "知微", "bodies": ["party"]}])
    second = waiting(template="", text=TEXT.replace("老师", "校长"))
    client = seated("moderator-1")
    client.get("/desk/")
    assert client.get(f"/desk/pairs/{name_of(second)}/{name_of(other)}/").status_code == 404
    assert client.get(f"/desk/pairs/{name_of(first)}/{name_of(second)}/").status_code == 404


def test_rules_are_switched_on_the_page(seated):
    client = seated("moderator-1")
    assert client.post("/desk/rules/", {"rule": "same-list", "mode": "hold"}).status_code == 302
    assert "moderator-1 asked that it hold back" in client.get("/desk/rules/").content.decode()
    assert client.post("/desk/rules/", {"rule": "same-list", "mode": "hold"}).status_code == 422


def test_the_numbers_of_the_desk_add_up(waiting, staff, seated, now):
    from abjure.desk.moderation import actions, numbers, stages

    one, two, _ = waiting(), waiting(), waiting()
    actions.decide(submission=one, moderator=staff["moderator-1"], verdict=Verdict.ACCEPT, now=now)
    actions.decide(submission=two, moderator=staff["moderator-1"], verdict=Verdict.REFUSE, reason="copy", now=now)
    found = numbers.now()
    assert (found.received, found.accepted, found.refused, found.waiting, found.held) == (3, 1, 1, 1, 0)
    stages.intake(now=now + timedelta(days=1))
    assert [one.facts for one in numbers.days()] == [{"in": 3, "no": 1, "wait": 1, "yes": 1}]
    assert "What the log says of each day" in seated("moderator-1").get("/desk/numbers/").content.decode()
