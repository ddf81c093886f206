"""Screening: what each rule holds for, where it stops, and that it never sees from where a statement came."""

import dataclasses

import pytest

from abjure.core import screening
from abjure.core.declaration import Declaration, Person
from abjure.core.screening import RULES, Seen, catches_too_many, hits, turn


def said(people=1, text=""):
    return Declaration(
        kind="leaving", signed="alias", language="zh-Hans", people=tuple(Person(f"名{n}", ("party",)) for n in range(people)), text=text
    )


@pytest.mark.parametrize(
    ("declaration", "seen", "rules"),
    [
        pytest.param(said(), Seen(), [], id="nothing seen before"),
        pytest.param(said(), Seen(alike=10, resemblance=50), ["repeated-text"], id="the eleventh of one text"),
        pytest.param(said(), Seen(alike=9, resemblance=50), ["alike"], id="the tenth of one text"),
        pytest.param(said(), Seen(alike=10, resemblance=49), [], id="many that are less alike"),
        pytest.param(said(), Seen(rarest=10), ["patched-text"], id="known sentences"),
        pytest.param(said(), Seen(rarest=9), [], id="one sentence is new"),
        pytest.param(said(), Seen(known_names=1), ["same-name"], id="a known name"),
        pytest.param(said(5), Seen(known_names=4), ["same-list"], id="a known list"),
        pytest.param(said(5), Seen(known_names=3), ["same-name"], id="three of five"),
        pytest.param(said(), Seen(by_hand=151), ["busy-hand"], id="a busy hand"),
        pytest.param(said(), Seen(by_hand=150), [], id="a long day at a stand"),
        pytest.param(said(), Seen(slow=True), ["slow-way"], id="the slow way"),
        pytest.param(said(text="我的电话是 138 0013 8000"), Seen(), ["reachable"], id="a telephone number"),
        pytest.param(said(text="1999年9月，2004年11月"), Seen(), [], id="dates"),
    ],
)
def test_what_each_rule_holds_for(declaration, seen, rules):
    assert [hit.rule.key for hit in hits(declaration, seen)] == rules


@pytest.mark.parametrize(
    ("caught", "arrived", "too_many"),
    [
        pytest.param(2, 2, False, id="a handful says nothing"),
        pytest.param(3, 60, False, id="just a twentieth"),
        pytest.param(3, 59, True, id="more than a twentieth"),
        pytest.param(3, 0, True, id="nothing arrived that could excuse it"),
    ],
)
def test_a_rule_may_catch_a_twentieth_of_a_day(caught, arrived, too_many):
    assert catches_too_many(caught, arrived) is too_many


@pytest.mark.parametrize(
    ("seen", "before"),
    [(Seen(), 0), (Seen(alike=7, resemblance=50), 7), (Seen(alike=7, resemblance=49), 0), (Seen(rarest=3), 3)],
)
def test_what_is_alike_waits_behind_its_like(seen, before):
    assert turn(seen) == before


def test_rules_are_known_by_one_key_each():
    assert len({rule.key for rule in RULES}) == len(RULES)


def test_of_a_connection_only_the_doors_own_word_is_known():
    assert {field.name for field in dataclasses.fields(screening.Seen)} == {
        "alike",
        "resemblance",
        "rarest",
        "known_names",
        "by_hand",
        "slow",
    }
