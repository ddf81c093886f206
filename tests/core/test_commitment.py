"""A commitment opens field by field, and nothing else opens it (spec/commitment.md)."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abjure.core import commitment
from abjure.core.errors import Invalid
from tests.core.vectors import cases, load

VECTORS = load("commitment")
ORIGIN, SALT, C = VECTORS["origin"], commitment.decode(VECTORS["salt"]), commitment.decode(VECTORS["commitment"])
OPENING = VECTORS["opening"]
LABELLED = st.dictionaries(st.sampled_from(commitment.LABELS), st.text())
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(VECTORS["digests"]),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(commitment.LABELS), inner),
)


def test_the_commitment_is_that_of_the_vectors():
    assert commitment.encode(commitment.commit(VECTORS["fields"], SALT, ORIGIN)) == VECTORS["commitment"]
    whole = commitment.opening(VECTORS["fields"], SALT, commitment.LABELS)
    assert (whole["digests"], whole["salts"]) == (VECTORS["digests"], VECTORS["salts"])


def test_it_can_be_computed_by_the_words_of_the_specification_alone():
    digests = b""
    for label in commitment.LABELS:
        info = b"abjure/commit/v1\n" + label.encode() + b"\x01"
        salt = hmac.digest(SALT, info, "sha256")
        digests += hmac.digest(salt, label.encode() + b"\0" + VECTORS["fields"].get(label, "").encode(), "sha256")
    assert hashlib.sha256(ORIGIN.encode() + b"/commit/v1\n\x00\x0e" + digests).digest() == C


def test_an_opening_opens_its_commitment():
    assert commitment.opening(VECTORS["fields"], SALT, OPENING["fields"]) == OPENING
    commitment.check_opens(OPENING, ORIGIN, C)


@pytest.mark.parametrize("case", cases(VECTORS["refuse"]))
def test_what_does_not_open_it_is_told(case):
    with pytest.raises(Invalid, match=f"^{case['code']}$"):
        commitment.check_opens(case["opening"], ORIGIN, C)


@pytest.mark.parametrize(("origin", "commitment_"), [
    pytest.param("example.org/other", C, id="another register"),
    pytest.param(ORIGIN, bytes(32), id="another commitment"),
    pytest.param(ORIGIN, b"", id="no commitment"),
])  # fmt: skip
def test_an_opening_opens_nothing_else(origin, commitment_):
    with pytest.raises(Invalid, match=r"^opening\.other-commitment$"):
        commitment.check_opens(OPENING, origin, commitment_)


@given(fields=LABELLED, shown=st.sets(st.sampled_from(commitment.LABELS)), salt=st.binary(min_size=32, max_size=32))
def test_any_part_of_any_fields_opens(fields, shown, salt):
    opening = commitment.opening(fields, salt, shown)
    commitment.check_opens(opening, ORIGIN, commitment.commit(fields, salt, ORIGIN))
    assert opening["fields"].keys() == opening["salts"].keys() == shown


def test_what_is_not_shown_is_not_in_the_opening():
    opening = commitment.opening({"text": "a secret", "kind": "leaving"}, SALT, ["kind"])
    assert "a secret" not in str(opening)
    assert commitment.opening({"text": "a secret"}, SALT, ["text"])["salts"]["text"] not in str(opening)


@given(
    st.dictionaries(st.sampled_from(["fields", "salts", "digests", "x"]), JSON)
    | st.fixed_dictionaries({"fields": JSON, "salts": JSON, "digests": JSON})
)
def test_any_value_is_an_opening_or_refused(value):
    with pytest.raises(Invalid, match=r"^opening\."):
        commitment.check_opens(value, ORIGIN, C)


@given(st.text() | st.binary(min_size=32, max_size=32).map(commitment.encode))
def test_a_text_is_32_bytes_in_their_one_spelling_or_refused(text):
    try:
        raw = commitment.decode(text)
    except Invalid:
        return
    assert len(raw) == 32
    assert commitment.encode(raw) == text
