"""A receipt's keys are those of the vectors; how people type it is forgiven, what they mistype is told (spec/receipt.md)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abjure.core import receipt
from abjure.core.errors import Invalid
from abjure.core.receipt import Receipt
from tests.core.vectors import cases, load

VECTORS = load("receipt")
ORIGIN, CODE = VECTORS["origin"], VECTORS["code"]
RECEIPT = Receipt(CODE, ORIGIN)


@pytest.mark.parametrize("purpose", VECTORS["locators"])
def test_every_purpose_has_the_keys_of_the_vectors(purpose):
    assert RECEIPT.locator(purpose).hex() == VECTORS["locators"][purpose]
    assert RECEIPT.answer_key(purpose).hex() == VECTORS["answer_keys"][purpose]


def test_the_signing_key_and_the_tags_are_those_of_the_vectors():
    assert RECEIPT.signing_key().private_bytes_raw().hex() == VECTORS["sign"]
    assert RECEIPT.verify_key().hex() == VECTORS["verify"]
    assert receipt.tag(RECEIPT.locator("declaration"), bytes.fromhex(VECTORS["tag"]["key"])).hex() == VECTORS["tag"]["tag"]
    assert receipt.given_tag(RECEIPT.locator("declaration")).hex() == VECTORS["tag"]["given"]


@pytest.mark.parametrize(("digits", "check"), VECTORS["check_digits"].items())
def test_check_digits_are_those_of_iso_7064(digits, check):
    assert receipt.check_digits(digits) == check
    assert int(digits + check) % 97 == 1


def test_nothing_of_a_receipt_is_shared_between_purposes_or_registers():
    elsewhere = Receipt(CODE, "example.org/other")
    keys = [*VECTORS["locators"].values(), *VECTORS["answer_keys"].values(), VECTORS["sign"]]
    keys += [elsewhere.locator("declaration").hex(), elsewhere.answer_key("declaration").hex()]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("case", cases(VECTORS["typed"]))
def test_typing_is_forgiven(case):
    assert receipt.parse(case["text"], ORIGIN) == RECEIPT


@pytest.mark.parametrize("case", cases(VECTORS["refuse"]))
def test_mistyping_is_told(case):
    with pytest.raises(Invalid, match=f"^{case['code']}$"):
        receipt.parse(case["text"], ORIGIN)


def test_it_is_shown_in_eight_groups_of_four():
    assert list(RECEIPT.groups()) == VECTORS["groups"]
    assert [len(group) for group in RECEIPT.groups()] == [4] * 8


def test_a_new_receipt_is_good_and_like_no_other():
    made = {Receipt.new(ORIGIN).code for _ in range(100)}
    assert len(made) == 100
    assert all(receipt.parse(code, ORIGIN).code == code for code in made)


def test_a_code_is_not_printed():
    assert CODE not in repr(RECEIPT)


@given(st.integers(0, 10**30 - 1), st.integers(0, 31), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(number, place, more):
    digits = f"{number:030d}"
    code = digits + receipt.check_digits(digits)
    wrong = code[:place] + str((int(code[place]) + more) % 10) + code[place + 1 :]
    with pytest.raises(Invalid, match=r"^receipt\.check-digits$"):
        receipt.parse(wrong, ORIGIN)


@given(st.integers(0, 10**30 - 1), st.integers(0, 30))
def test_two_neighbours_swapped_are_always_found(number, place):
    digits = f"{number:030d}"
    code = digits + receipt.check_digits(digits)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped != code:
        with pytest.raises(Invalid, match=r"^receipt\.check-digits$"):
            receipt.parse(swapped, ORIGIN)


@given(st.text() | st.text(alphabet=st.characters(categories=["Nd", "Pd", "Cf", "Cs", "No"]), min_size=30, max_size=34))
def test_any_text_is_a_receipt_or_refused(text):
    try:
        found = receipt.parse(text, ORIGIN)
    except Invalid:
        return
    assert found.code.isascii()
    assert receipt.parse(found.code, ORIGIN) == found


@pytest.mark.parametrize("name", VECTORS["derived"])
def test_a_derived_receipt_is_that_of_the_vectors_and_like_any_other(name):
    derived = RECEIPT.derived(name)
    assert derived.code == VECTORS["derived"][name]
    assert receipt.parse(derived.code, ORIGIN) == derived
    assert derived.verify_key() != RECEIPT.verify_key()
