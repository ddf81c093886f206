"""An application and an examiner's finding keep their form rules; the order survives the way to the gate."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from abjure.core import application, charter, examination, order
from abjure.core.application import Application
from abjure.core.errors import Invalid, Refused
from abjure.core.examination import Finding
from abjure.core.hpke import OVERHEAD, PrivateKey
from abjure.core.moderation import Decision, Verdict

CHARTERS = Path(__file__).parents[2] / "charters"
TODAY = date(2026, 11, 22)
GOOD = Application(
    family="ZHANG",
    given="SAN FENG",
    native_family="张",
    native_given="三丰",
    birth="1971-03-09",
    id_type="passport",
    id_country="CN",
    id_last4="12A4",
    variant="unlinked",
    languages=("en",),
)
SEEN = Finding("accept", "2026-11-18", "in-person", "high", ("passport",), ("portrait", "names"))


@pytest.fixture(params=["three-withdrawals", "parish"])
def rules(request):
    return charter.parse({file.name: file.read_text(encoding="utf-8") for file in (CHARTERS / request.param).glob("*.toml")})


def test_a_good_application_has_no_problem(rules):
    assert application.problems(GOOD, rules, today=TODAY) == ()


@pytest.mark.parametrize(("field", "value", "code"), [
    ("family", "", "missing"), ("family", "张", "latin"), ("family", "Z" * 61, "too-long"), ("given", "X\u202e", "characters"),
    ("given", "1", "characters"), ("native_family", "", "missing"), ("birth", "1971-02-30", "birth"), ("birth", "19710309", "birth"),
    ("birth", "2027-01-01", "birth"), ("id_type", "library-card", "choice"), ("id_country", "CHN", "id-country"), ("id_last4", "123", "id-last4"),
    ("variant", "", "choice"), ("languages", (), "languages"), ("languages", ("en", "en"), "languages"), ("languages", ("tlh",), "languages"),
    ("joined", "2027", "joined"), ("joined", "1988-13", "joined"), ("joined", "long ago", "joined"),
])  # fmt: skip
def test_each_rule_names_its_field(rules, field, value, code):
    found = application.problems(replace(GOOD, **{field: value}), rules, today=TODAY)
    assert [(problem.field, problem.code) for problem in found] == [(field, f"application.{code}")]


@pytest.mark.parametrize("joined", ["", "1988", "1988-05", "1988-05-04"])
def test_when_somebody_joined_is_said_as_exactly_as_they_know(rules, joined):
    assert application.problems(replace(GOOD, joined=joined), rules, today=TODAY) == ()


@pytest.mark.parametrize(("family", "given", "whole"), [("张", "三丰", "张三丰"), ("", "", ""), ("Ганди", "Индира", "Ганди Индира")])
def test_a_name_in_its_own_script_is_joined_as_that_script_does(family, given, whole):
    assert replace(GOOD, native_family=family, native_given=given).native() == whole


def test_an_application_comes_back_from_its_letter():
    assert application.parse(GOOD.content()) == GOOD


@pytest.mark.parametrize("change", [{"family": 1}, {"languages": "en"}, {"languages": [1]}, {"more": ""}], ids=str)
def test_other_fields_or_types_are_no_application(change):
    with pytest.raises(Invalid, match=r"^application\.form$"):
        application.parse(GOOD.content() | change)


def test_a_finding_is_whole():
    assert examination.problems(SEEN, today=TODAY) == ()
    assert examination.parse(SEEN.content()) == SEEN


@pytest.mark.parametrize(("field", "value"), [
    ("day", "2026-11-23"), ("day", ""), ("method", "by-post"), ("level", ""), ("documents", ()), ("documents", ("library-card",)), ("checks", ()), ("reason", "other"),
])  # fmt: skip
def test_what_an_approval_leaves_out_is_named(field, value):
    assert [problem.field for problem in examination.problems(replace(SEEN, **{field: value}), today=TODAY)] == [field]


def test_a_refusal_needs_a_reason_and_nothing_else():
    assert examination.problems(Finding("refuse", "", reason="documents"), today=TODAY) == ()
    assert [problem.field for problem in examination.problems(Finding("refuse", ""), today=TODAY)] == ["reason"]


def test_nobody_examines_twice_and_nobody_after_two_agreed():
    first, second = Decision("one", Verdict.ACCEPT), Decision("two", Verdict.ACCEPT)
    examination.check_may_examine("two", [first])
    with pytest.raises(Refused, match=r"^examination\.same-person$"):
        examination.check_may_examine("one", [first])
    with pytest.raises(Refused, match=r"^examination\.decided$"):
        examination.check_may_examine("three", [first, second])


def test_two_different_people_take_a_certificate_back():
    examination.check_may_take_back("two", ["one"])
    with pytest.raises(Refused, match=r"^examination\.same-person$"):
        examination.check_may_take_back("one", ["one"])
    with pytest.raises(Refused, match=r"^certificate\.void$"):
        examination.check_may_take_back("three", ["one", "two"])


def test_an_order_reaches_the_gate_alone_and_its_length_says_nothing():
    key = PrivateKey.generate()
    made = order.Order(
        GOOD,
        b"d" * 32,
        "清风",
        ("party",),
        TODAY,
        "",
        TODAY,
        "in-person",
        "high",
        ("passport",),
        ("names",),
        (3, 4),
        TODAY,
        b"k" * 32,
        0,
        b"s" * 32,
    )
    sealed = made.seal(key.public(), origin="example.org/log")
    assert len(sealed) == order.SIZE + OVERHEAD
    assert order.open_order(sealed, key, origin="example.org/log") == made
    with pytest.raises(Invalid, match=r"^seal\.broken$"):
        order.open_order(sealed, key, origin="example.org/other")
    assert "ZHANG" not in repr(made)
