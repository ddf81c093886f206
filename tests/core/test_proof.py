"""Proof files show what spec/proof.md says, and a damaged one shows nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abjure.core import canonical, proof
from abjure.core.errors import Invalid
from abjure.core.tlog import policy
from abjure.core.tlog import proof as tlog_proof
from tests.core.vectors import load

VECTORS = load("proof")
POLICY = policy.parse(VECTORS["policy"].encode())
OPENED = VECTORS["opened"].encode()


def with_extra(change):
    parsed = tlog_proof.parse(OPENED)
    extra = canonical.parse(parsed.extra)
    change(extra)
    return tlog_proof.Proof(parsed.index, parsed.hashes, parsed.checkpoint, canonical.format(extra)).format()


def test_a_proof_shows_its_leaf_and_the_words_that_were_opened():
    shown = proof.check(OPENED, POLICY)
    assert (shown.index, shown.leaf["p"], shown.fields) == (5, "relayed", VECTORS["fields"])


def test_a_bare_proof_shows_its_leaf_alone():
    assert proof.check(VECTORS["bare"].encode(), POLICY).fields is None


@pytest.mark.parametrize(("name", "is_live"), [("counted", True), ("taken_back", False)])
def test_a_proof_shows_how_a_statement_stands_at_a_tally(name, is_live):
    shown = proof.check(VECTORS[name]["proof"].encode(), POLICY)
    assert (shown.index, shown.is_live, shown.tally["at"]) == (VECTORS[name]["index"], is_live, 15)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param(lambda extra: extra.pop("leaf"), "proof.extra", id="no leaf"),
        pytest.param(lambda extra: extra.update(more=1), "proof.extra", id="something more"),
        pytest.param(lambda extra: extra.update(leaf=extra["leaf"].replace(":1,", ":2,")), "inclusion.wrong-root", id="another leaf"),
        pytest.param(lambda extra: extra.update(opening=None), "proof.extra", id="an opening of nothing"),
        pytest.param(lambda extra: extra["opening"]["fields"].update(text="I stay."), "opening.field", id="other words"),
        pytest.param(lambda extra: extra["opening"]["digests"].reverse(), "opening.field", id="digests out of order"),
    ],
)
def test_extra_data_is_believed_only_as_far_as_the_leaf_goes(change, code):
    with pytest.raises(Invalid, match=f"^{code}$"):
        proof.check(with_extra(change), POLICY)


@given(place=st.integers(0, len(OPENED) - 1), put=st.binary(max_size=2), cut=st.integers(0, 2))
def test_a_proof_with_any_other_byte_is_refused(place, put, cut):
    data = OPENED[:place] + put + OPENED[place + cut :]
    if data == OPENED:
        return
    try:
        shown = proof.check(data, POLICY)
    except Invalid:
        return
    # Only a line of a key that the policy does not know may differ: it is ignored, as the specification asks.
    assert shown == proof.check(OPENED, POLICY)
    assert len(tlog_proof.parse(data).checkpoint.splitlines()) >= len(tlog_proof.parse(OPENED).checkpoint.splitlines())


@given(st.binary(max_size=300) | st.text().map(lambda text: f"{tlog_proof.HEADER}\nindex 0\n{text}\n\n{text}".encode()))
def test_any_bytes_are_read_or_refused(data):
    try:
        found = tlog_proof.parse(data)
    except Invalid:
        return
    assert found.format() == data


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        pytest.param("@v1", "@v2", "proof.header", id="another version"),
        pytest.param("index 5", "index 05", "proof.index", id="a leading zero"),
        pytest.param("index 5\n", "", "proof.index", id="no index"),
        pytest.param("index 5", "index 6", "inclusion.wrong-root", id="another index"),
        pytest.param("index 5", "index 99", "inclusion.outside", id="an index outside the tree"),
        pytest.param("extra ", "extra =", "proof.extra", id="extra that is not base64"),
        pytest.param("index 5\n", "index 5\nAAAA\n", "proof.hash", id="a short hash"),
        pytest.param("index 5\n", f"index 5\n{'A' * 43}=\n", "inclusion.too-long", id="a hash too many"),
    ],
)
def test_a_proof_says_what_is_wrong_with_it(old, new, code):
    with pytest.raises(Invalid, match=f"^{code}$"):
        proof.check(VECTORS["opened"].replace(old, new, 1).encode(), POLICY)
