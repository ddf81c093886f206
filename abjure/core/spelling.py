"""The receipt's second spelling: ten words of a list of 2,048, with ten bits that show a slip (spec/receipt.md, "Words")."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from abjure.core.errors import Invalid
from abjure.core.receipt import Receipt, check_digits

WORDS, LISTED, BITS = 10, 2048, 11
DIGITS = 30
CHECK_BITS = 10
# Latin letters make a word together; every other letter is a word.
WORD = re.compile(r"[a-z]+|[^\W\d_a-z]")
# Whoever numbers ten words writes eleven digits; a code with a letter for a digit has far more.
MOST_DIGITS = 11
ENOUGH = 4
# Of a word that is not known, so much is said again.
SHOWN = 20


@dataclass(frozen=True)
class WordList:
    """2,048 words in the order that gives each its number."""

    words: Sequence[str]
    numbers: Mapping[str, int]


def word_list(words: Iterable[str]) -> WordList:
    """Return the list that these words are, where four letters are as good as a whole word; ValueError if it is none."""
    listed = tuple(words)
    numbers = {word[:ENOUGH]: number for number, word in enumerate(listed)}
    if len(listed) != LISTED or len(numbers) != LISTED:
        raise ValueError(len(numbers))
    return WordList(listed, numbers)


def spell(receipt: Receipt, listed: WordList) -> tuple[str, ...]:
    """Return the ten words of a code."""
    digits = receipt.code[:-2]
    value = int(digits) << CHECK_BITS | check_bits(digits)
    return tuple(listed.words[value >> BITS * place & LISTED - 1] for place in reversed(range(WORDS)))


def check_bits(digits: str) -> int:
    """Return the ten bits that follow the number of a code."""
    found = hashlib.sha256(f"abjure/words/v1\n{digits}".encode()).digest()
    return int.from_bytes(found[:2], "big") >> 16 - CHECK_BITS


def is_spelled(text: str) -> bool:
    """Say whether this is meant as words; one letter among thirty digits is a slip."""
    letters = any(unicodedata.category(character).startswith("L") for character in text)
    return letters and sum(character.isdecimal() for character in text) <= MOST_DIGITS


def parse(text: str, lists: Iterable[WordList], origin: str) -> Receipt:
    """Read words as people type them: any case, width, order of lists and marks between them; ten characters need no spaces.

    Raises Invalid("receipt.words"), ("receipt.word", word=…) or ("receipt.words-check").
    """
    typed = WORD.findall(_plain(text))
    known = list(lists)
    values = [_number(word, known) for word in typed]
    if len(values) != WORDS:
        raise Invalid("receipt.words", count=len(values), wanted=WORDS)
    value = 0
    for number in values:
        value = value << BITS | number
    digits = f"{value >> CHECK_BITS:030d}"
    if len(digits) > DIGITS or check_bits(digits) != value & (1 << CHECK_BITS) - 1:
        raise Invalid("receipt.words-check")
    return Receipt(digits + check_digits(digits), origin)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(character for character in folded if unicodedata.category(character) != "Cf")


def _number(word: str, lists: Sequence[WordList]) -> int:
    for listed in lists:
        number = listed.numbers.get(word[:ENOUGH])
        if number is not None and listed.words[number].startswith(word):
            return number
    raise Invalid("receipt.word", word=word[:SHOWN])
