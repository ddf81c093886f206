"""A letter has one spelling and the signature of its receipt (spec/envelope.md, "Letters")."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abjure.core import letter
from abjure.core.errors import Invalid
from abjure.core.receipt import Receipt
from tests.core.vectors import cases, load

VECTORS = load("envelope")
RAW = VECTORS["letter"].encode()
RECEIPT = Receipt(load("receipt")["code"], VECTORS["origin"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


def test_the_letter_of_the_vectors_is_written_again():
    content = json.loads(RAW)["content"]
    written = letter.write("declaration", content, receipt=RECEIPT, purpose="declaration")
    assert written.format() == RAW
    assert letter.parse(RAW) == written
    assert (written.answer_key, written.verify_key) == (RECEIPT.answer_key("declaration"), RECEIPT.verify_key())


@pytest.mark.parametrize("case", cases(VECTORS["letters"]))
def test_any_other_spelling_is_refused(case):
    with pytest.raises(Invalid, match=f"^{case['code']}$"):
        letter.parse(case["letter"].encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("raw", [
    pytest.param(b"[" * 100_000, id="deeper than anybody reads"),
    pytest.param(RAW.replace(b'"unasked":true', b'"unasked":' + b"9" * 5000), id="a number longer than anybody reads"),
    pytest.param(RAW.decode().encode("utf-16"), id="UTF-16"),
    pytest.param(b"\xef\xbb\xbf" + RAW, id="a byte order mark"),
    pytest.param(RAW[:60] + b"\xff" + RAW[60:], id="no UTF-8"),
])  # fmt: skip
def test_what_python_would_stumble_over_is_refused(raw):
    with pytest.raises(Invalid, match=r"^letter\.form$"):
        letter.parse(raw)


def test_deep_content_is_refused_like_any_other():
    deep = RAW.replace(b'"unasked":true', b'"unasked":' + b"[" * 20_000 + b"]" * 20_000)
    with pytest.raises(Invalid, match=r"^letter\.(form|signature)$"):
        letter.parse(deep)


@given(st.binary() | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_a_letter_or_refused(raw):
    with pytest.raises(Invalid, match=r"^letter\.form$"):
        letter.parse(raw)


@given(place=st.integers(0, len(RAW) - 1), put=st.binary(max_size=3), cut=st.integers(0, 3))
def test_a_letter_changed_anywhere_is_refused(place, put, cut):
    changed = RAW[:place] + put + RAW[place + cut :]
    if changed != RAW:
        with pytest.raises(Invalid, match=r"^letter\.(form|signature)$"):
            letter.parse(changed)


@given(content=st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text()), kind=st.sampled_from(letter.KINDS))
def test_what_is_written_is_read_again(content, kind):
    written = letter.write(kind, content, receipt=RECEIPT, purpose="declaration")
    assert letter.parse(written.format()) == written
