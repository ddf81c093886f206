"""Canonical JSON has one spelling for each value."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abjure.core import canonical
from abjure.core.errors import Invalid

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10
)


@given(VALUES)
def test_what_is_written_is_read_again(value):
    assert canonical.parse(canonical.format(value)) == value


@given(VALUES)
def test_it_is_ascii_without_spaces_and_any_reader_understands_it(value):
    assert json.loads(canonical.format(value).decode("ascii")) == value


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data):
    try:
        value = canonical.parse(data)
    except Invalid:
        return
    assert canonical.format(value) == data


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"[1, 2]", "json.not-canonical", id="a space"),
        pytest.param(b'{"a":1,"a":1}', "json.not-canonical", id="a key twice"),
        pytest.param(b'"\xc3\xa9"', "json.unreadable", id="not ASCII"),
        pytest.param(b"1.0", "json.unreadable", id="a fraction"),
        pytest.param(b"NaN", "json.unreadable", id="not a number"),
        pytest.param(b"[" * 100_000, "json.unreadable", id="deeply nested"),
        pytest.param(b"9" * 5000, "json.unreadable", id="a number of 5,000 digits"),
    ],
)
def test_any_other_spelling_is_refused(data, code):
    with pytest.raises(Invalid, match=f"^{code}$"):
        canonical.parse(data)
