"""Answers open with the receipt, in their order, and say nothing by their length (spec/receipt.md, "Answers")."""

from base64 import b64decode

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from abjure.core import answer, frame
from abjure.core.errors import Invalid
from tests.core.vectors import load

VECTORS = load("receipt")
ORIGIN = VECTORS["origin"]
FIRST = bytes.fromhex(VECTORS["answer_keys"]["declaration"])
GOOD = b64decode(VECTORS["answers"][0]["sealed"])


@pytest.mark.parametrize("case", VECTORS["answers"], ids=lambda case: str(case["number"]))
def test_an_answer_of_the_vectors_opens(case):
    key = bytes.fromhex(case["key"])
    assert answer.key_of(FIRST, case["number"]) == key
    assert answer.open_answer(b64decode(case["sealed"]), key=key, number=case["number"], origin=ORIGIN) == case["content"]


@pytest.mark.parametrize(("changed"), [
    pytest.param({"key": answer.next_key(FIRST)}, id="another key"),
    pytest.param({"number": 1}, id="another number"),
    pytest.param({"origin": "example.org/other"}, id="another register"),
    pytest.param({"sealed": b""}, id="nothing"),
    pytest.param({"sealed": GOOD[:-1]}, id="a byte less"),
    pytest.param({"sealed": GOOD[:-1] + bytes([GOOD[-1] ^ 1])}, id="a byte changed"),
    pytest.param({"sealed": bytes([GOOD[0] ^ 1]) + GOOD[1:]}, id="another nonce"),
])  # fmt: skip
def test_what_was_not_sealed_so_does_not_open(changed):
    values = {"sealed": GOOD, "key": FIRST, "number": 0, "origin": ORIGIN} | changed
    with pytest.raises(Invalid, match=r"^answer\.broken$"):
        answer.open_answer(values.pop("sealed"), **values)


@pytest.mark.parametrize("plain", [
    pytest.param(frame.pad(b"{", 4068), id="half an object"),
    pytest.param(frame.pad(b"[]", 4068), id="another value"),
    pytest.param(frame.pad(b"\xff{}", 4068), id="no text"),
    pytest.param(bytes([0xFF]) * 4068, id="no frame"),
])  # fmt: skip
def test_what_was_sealed_but_is_no_answer_does_not_open(plain):
    nonce = bytes(12)
    sealed = nonce + AESGCM(FIRST).encrypt(nonce, plain, f"abjure/answer/v1\n{ORIGIN}\n0".encode())
    with pytest.raises(Invalid, match=r"^answer\.broken$"):
        answer.open_answer(sealed, key=FIRST, number=0, origin=ORIGIN)


def test_the_desk_cannot_go_back_to_an_older_key():
    assert answer.key_of(FIRST, 2) == answer.next_key(answer.next_key(FIRST))
    assert len({answer.key_of(FIRST, number) for number in range(20)}) == 20


@pytest.mark.parametrize(("length", "size"), [(0, 4096), (4056, 4096), (4057, 262144), (262104, 262144)])
def test_an_answer_has_one_of_two_sizes(length, size):
    content = {"t": "a" * length}
    sealed = answer.seal(content, key=FIRST, number=0, origin=ORIGIN)
    assert len(sealed) == size
    assert answer.open_answer(sealed, key=FIRST, number=0, origin=ORIGIN) == content


def test_an_answer_that_fits_neither_is_refused():
    with pytest.raises(Invalid, match=r"^answer\.too-long$"):
        answer.seal({"t": "a" * 262_105}, key=FIRST, number=0, origin=ORIGIN)


def test_an_answer_of_a_third_size_is_refused():
    nonce, context = bytes(12), f"abjure/answer/v1\n{ORIGIN}\n0".encode()
    sealed = nonce + AESGCM(FIRST).encrypt(nonce, frame.pad(b"{}", 5000), context)
    with pytest.raises(Invalid, match=r"^answer\.broken$"):
        answer.open_answer(sealed, key=FIRST, number=0, origin=ORIGIN)


@given(st.binary(max_size=5000) | st.binary(min_size=4096, max_size=4096))
def test_any_bytes_are_refused(raw):
    with pytest.raises(Invalid, match=r"^answer\.broken$"):
        answer.open_answer(raw, key=FIRST, number=0, origin=ORIGIN)
