"""The second reader spells a receipt alike, and reads or refuses the same words."""

import pytest

from tests.core.vectors import cases, load
from tests.second_reader import words
from tests.second_reader.leaves import Bad

(WORDS,) = map(load, ("words",))


@pytest.mark.parametrize("spelled", WORDS["codes"], ids=lambda spelled: spelled["code"])
def test_a_code_has_the_same_words(spelled):
    assert {name: words.spelled(spelled["code"], name) for name in words.LISTS} | {"code": spelled["code"]} == spelled


@pytest.mark.parametrize("case", cases(WORDS["typed"]))
def test_typed_words_are_read_alike(case):
    assert words.typed(case["text"]) == WORDS["codes"][0]["code"]


@pytest.mark.parametrize("case", cases(WORDS["refuse"]))
def test_mistyped_words_are_refused_alike(case):
    with pytest.raises(Bad, match=f"^{case['code']}$"):
        words.typed(case["text"])
