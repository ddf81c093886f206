"""A receipt's words are those of the vectors; how people type them is forgiven, what they mistype is told (spec/receipt.md, "Words")."""

from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abjure.core import receipt, spelling
from abjure.core.errors import Invalid
from abjure.core.receipt import Receipt
from tests.core.vectors import cases, load

VECTORS = load("words")
ORIGIN = "example.org/vectors"
NAMES = ("english", "chinese_simplified", "chinese_traditional")
LISTS = {name: spelling.word_list((resources.files("mnemonic") / "wordlist" / f"{name}.txt").read_text("utf-8").split()) for name in NAMES}
FIRST = Receipt(VECTORS["codes"][0]["code"], ORIGIN)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("spelled", VECTORS["codes"], ids=lambda spelled: spelled["code"])
def test_every_code_has_the_words_of_the_vectors(spelled, name):
    words = spelling.spell(Receipt(spelled["code"], ORIGIN), LISTS[name])
    assert list(words) == spelled[name]
    assert spelling.parse(" ".join(words), LISTS.values(), ORIGIN).code == spelled["code"]


@pytest.mark.parametrize("case", cases(VECTORS["typed"]))
def test_typing_is_forgiven(case):
    assert spelling.is_spelled(case["text"])
    assert spelling.parse(case["text"], LISTS.values(), ORIGIN) == FIRST


@pytest.mark.parametrize("case", cases(VECTORS["refuse"]))
def test_mistyping_is_told(case):
    assert spelling.is_spelled(case["text"])
    with pytest.raises(Invalid, match=f"^{case['code']}$"):
        spelling.parse(case["text"], LISTS.values(), ORIGIN)


@pytest.mark.parametrize("text", [FIRST.code, "O" + FIRST.code[1:], "", "二" + FIRST.code[1:]], ids=["digits", "a letter", "nothing", "二"])
def test_digits_with_a_slip_are_not_words(text):
    assert not spelling.is_spelled(text)


@given(st.integers(0, 10**30 - 1), st.sampled_from(NAMES))
def test_words_lead_back_to_the_code(number, name):
    digits = f"{number:030d}"
    made = Receipt(digits + receipt.check_digits(digits), ORIGIN)
    assert spelling.parse("".join(f"{word} " for word in spelling.spell(made, LISTS[name])), LISTS.values(), ORIGIN) == made


@given(st.text() | st.text(alphabet=st.characters(categories=["Lo", "Ll"]), min_size=9, max_size=12))
def test_any_text_is_a_receipt_or_refused(text):
    try:
        found = spelling.parse(text, LISTS.values(), ORIGIN)
    except Invalid:
        return
    assert spelling.parse(" ".join(spelling.spell(found, LISTS["english"])), LISTS.values(), ORIGIN) == found


def test_of_a_long_word_only_the_beginning_is_said_again():
    with pytest.raises(Invalid) as refused:
        spelling.parse("q" * 60_000, LISTS.values(), ORIGIN)
    assert refused.value.facts == {"word": "q" * 20}


@pytest.mark.parametrize("words", [["zoo"] * 2048, LISTS["english"].words[:-1]], ids=["one word", "one too few"])
def test_a_list_has_2048_words_that_four_letters_tell_apart(words):
    with pytest.raises(ValueError):
        spelling.word_list(words)
