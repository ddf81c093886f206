"""The fold gives the numbers of spec/counting.md."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abjure.core import commitment, count, leaf
from abjure.core.count import Count
from abjure.core.errors import Invalid
from abjure.core.tlog import merkle
from tests.core.vectors import cases, load

VECTORS = load("count")
LEAVES = [leaf.parse(entry.encode()) for entry in VECTORS["entries"]]
DAY = 20_000


def fold(leaves, state=None):
    state = state or Count()
    for one in leaves:
        state.add(one, leaves.__getitem__)
    return state


@pytest.mark.parametrize("size", range(1, len(LEAVES) + 1))
def test_the_count_at_each_size_is_that_of_the_vectors(size):
    expected, state = VECTORS["numbers"][size - 1], fold(LEAVES[:size])
    root = merkle.root([merkle.leaf_hash(entry.encode()) for entry in VECTORS["entries"][:size]])
    assert state.published(root=root, witnesses=0) == expected["count"]
    assert [index for index in range(size) if state.is_live(index)] == expected["live"]
    assert commitment.encode(state.status_root()) == expected["status_root"]


@pytest.mark.parametrize("case", cases(VECTORS["refuse"]))
def test_a_log_that_breaks_a_rule_is_refused_at_that_leaf(case):
    leaves = [leaf.parse(entry.encode()) for entry in case["entries"]]
    state = fold(leaves[:-1])
    before = json.dumps(state.format())
    with pytest.raises(Invalid, match=f"^{case['code']}$") as refusal:
        state.add(leaves[-1], leaves.__getitem__)
    assert refusal.value.facts["index"] == len(leaves) - 1
    assert json.dumps(state.format()) == before


def test_a_count_goes_on_from_where_it_was_written_down():
    for size in range(len(LEAVES)):
        state = count.parse(json.loads(json.dumps(fold(LEAVES[:size]).format())))
        for one in LEAVES[size:]:
            state.add(one, LEAVES.__getitem__)
        assert state == fold(LEAVES)


def test_the_status_root_covers_a_second_file_once_the_next_leaf_needs_one():
    state = Count(size=65_535, live=bytearray(b"\xff" * 8192))
    assert state.status_root() == merkle.leaf_hash(b"\xff" * 8192)
    state.size = 65_536
    assert state.status_root() == merkle.node_hash(merkle.leaf_hash(b"\xff" * 8192), merkle.leaf_hash(bytes(8192)))


# A way through the rules: declare (bodies left, people), or void the n-th statement that counts, perhaps to come back.
STEPS = st.lists(
    st.tuples(st.just("declare"), st.integers(1, 5), st.sampled_from(leaf.PROVENANCES))
    | st.tuples(st.just("void"), st.integers(0, 100), st.just(""))
    | st.tuples(st.just("return"), st.integers(0, 100), st.sampled_from(leaf.PROVENANCES)),
    max_size=40,
)


@given(STEPS)
@settings(max_examples=60, deadline=None)
def test_the_count_is_that_of_a_plain_list_of_what_counts(steps):
    leaves = [leaf.rules(day=DAY), leaf.body(day=DAY, key="a", name="A"), leaf.body(day=DAY, key="b", name="B")]
    live, gone = {}, []
    for step, number, provenance in steps:
        if step == "void" and live:
            index = sorted(live)[number % len(live)]
            leaves.append(leaf.void(day=DAY, target=live.pop(index), index=index))
            gone.append(index)
        elif step == "declare" or (step == "return" and gone):
            back = gone.pop(number % len(gone)) if step == "return" else None
            people = number % 5 + 1
            bodies = {"a": people, "b": 1} if number % 2 else {"b": people}
            commitment_ = merkle.leaf_hash(b"%d" % len(leaves))
            live[len(leaves)] = made = leaf.decl(
                day=DAY, commitment=commitment_, people=people, bodies=bodies, provenance=provenance, replaces=back
            )
            leaves.append(made)
    state, counted = fold(leaves), [one for one in live.values() if one["p"] != "carried"]
    assert state.people == sum(one["n"] for one in counted)
    assert state.statements == len(counted)
    assert state.by_body == {key: sum(one["o"].get(key, 0) for one in counted) for key in "ab"}
    assert state.carried_stated == sum(one["n"] for one in live.values() if one["p"] == "carried")
    assert {index for index in range(state.size) if state.is_live(index)} == live.keys()
