"""Leaves are exactly those of spec/leaf.md."""

import json
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abjure.core import canonical, count, leaf
from abjure.core.errors import Invalid
from tests.core.vectors import SPEC, cases, load

VECTORS = load("leaf")
DECL = next(case["bytes"] for case in VECTORS["accept"] if case["leaf"]["t"] == "decl").encode()


@pytest.mark.parametrize("case", VECTORS["accept"], ids=lambda case: case["leaf"]["t"])
def test_a_leaf_has_the_bytes_of_the_vectors(case):
    assert leaf.format(case["leaf"]).decode() == case["bytes"]
    assert leaf.parse(case["bytes"].encode()) == case["leaf"]


@pytest.mark.parametrize("case", cases(VECTORS["refuse"]))
def test_all_other_bytes_are_refused(case):
    with pytest.raises(Invalid, match=f"^{case['code']}$"):
        leaf.parse(case["bytes"].encode())


def test_every_kind_has_a_vector_and_a_way_to_be_counted():
    assert {case["leaf"]["t"] for case in VECTORS["accept"]} == leaf.FIELDS.keys() == count.FOLD.keys()


def test_the_rules_are_the_two_pages_of_the_specification():
    assert sha256((SPEC / "leaf.md").read_bytes() + (SPEC / "counting.md").read_bytes()).digest() == leaf.RULES


@given(st.binary(max_size=200) | st.text().map(str.encode))
def test_any_bytes_are_read_or_refused(data):
    try:
        found = leaf.parse(data)
    except Invalid:
        return
    assert leaf.format(found) == data


@given(place=st.integers(0, len(DECL) - 1), put=st.binary(max_size=3), cut=st.integers(0, 3))
def test_the_quick_way_to_read_a_declaration_accepts_what_the_long_way_accepts(place, put, cut):
    data = DECL[:place] + put + DECL[place + cut :]
    assert _read(leaf.parse, data) == _read(_the_long_way, data)


@given(
    people=st.integers(1, 1000),
    bodies=st.dictionaries(st.from_regex(r"\A[a-z][a-z0-9-]{0,15}\Z"), st.integers(1, 1000), min_size=1, max_size=8),
    provenance=st.sampled_from(leaf.PROVENANCES),
    day=st.integers(0, 2**53 - 1),
    replaces=st.none() | st.integers(0, 2**53 - 1),
)
def test_a_declaration_that_is_written_is_read_again(people, bodies, provenance, day, replaces):
    left = {key: min(number, people) for key, number in bodies.items()}
    made = leaf.decl(day=day, commitment=bytes(32), people=people, bodies=left, provenance=provenance, replaces=replaces)
    assert leaf.parse(leaf.format(made)) == made
    assert leaf.format(made) == canonical.format(made), "the pattern that is filled in spells what JSON spells"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"n": 1.0}, "leaf.wrong-value", id="a fraction"),
        pytest.param({"n": 1, "o": {"party": 2}}, "leaf.more-left-than-people", id="more left than people"),
        pytest.param({"n": True}, "leaf.wrong-value", id="a truth"),
        pytest.param({"n": "1"}, "leaf.wrong-value", id="a number in quotes"),
        pytest.param({"o": {'party":1,"league': 1}}, "leaf.wrong-value", id="two bodies in the name of one"),
        pytest.param({"o": [("party", 1)]}, "leaf.wrong-value", id="a list"),
        pytest.param({"c": 'A" ,"c":"' + "A" * 43}, "leaf.wrong-value", id="a way out of the quotes"),
        pytest.param({"p": "sélf"}, "leaf.wrong-value", id="no ASCII"),
        pytest.param({"x": 1}, "leaf.wrong-fields", id="one field too many"),
        pytest.param({"o": {f"body-{n}": 1 for n in range(200)}}, "leaf.too-long", id="too many bodies"),
    ],
)
def test_a_leaf_outside_the_table_is_not_written(change, code):
    with pytest.raises(Invalid, match=f"^{code}$"):
        leaf.format({**json.loads(DECL), **change})


def _read(parse, data):
    try:
        return parse(data)
    except Invalid:
        return None


def _the_long_way(data):
    found = canonical.parse(data)
    leaf.check(found)
    return found
