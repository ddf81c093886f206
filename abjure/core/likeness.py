"""How alike two texts are, and what of a text stands elsewhere word for word: shingles, a sketch of them, sentences."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable

# Four characters tell Chinese phrases apart, and words of other scripts well enough.
SHINGLE = 4
SKETCH = 48
SHORTEST_SENTENCE = 6
# A text whose every sentence stands so often elsewhere is known by its sentences.
OFTEN = 10
ENDS = re.compile(r"[。！？!?；;\n.]+")

Keyed = Callable[[str], int]


def plain(text: str) -> str:
    """Return a text as it is compared: in one width and case, letters, marks and digits alone."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if unicodedata.category(character)[0] in "LMN")


def sentences(text: str) -> frozenset[str]:
    """Return the different sentences of a text, as they are compared; what is shorter than a phrase says nothing."""
    said = (plain(part) for part in ENDS.split(text))
    return frozenset(sentence for sentence in said if len(sentence) >= SHORTEST_SENTENCE)


def shingles(text: str) -> frozenset[str]:
    """Return every run of four characters of a text; of a shorter one, itself."""
    said = plain(text)
    return frozenset(said[at : at + SHINGLE] for at in range(max(1, len(said) - SHINGLE + 1)) if said)


def sketch(found: Iterable[str], keyed: Keyed) -> tuple[int, ...]:
    """Return the smallest keyed numbers of a set of shingles (a bottom-k sketch): alike texts share many of them."""
    return tuple(sorted({keyed(shingle) for shingle in found})[:SKETCH])


def resemblance(one: Collection[int], other: Collection[int]) -> float:
    """Return how alike two sketched sets are, from 0 to 1: the share of the smallest numbers of both that both have."""
    smallest = sorted({*one, *other})[:SKETCH]
    if not smallest:
        return 0.0
    both = set(one) & set(other)
    return sum(number in both for number in smallest) / len(smallest)
