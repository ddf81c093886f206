"""An alias: composed by chance from a charter's word lists, so that it points to nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import prod
from typing import Protocol

from abjure.core.errors import Invalid
from abjure.core.table import Table

LEAST_SPACE = 1_000_000
LEAST_PLACES = PAIR = 2
ATTEMPTS = 1_000


class Chance(Protocol):
    """What draws: `random.Random`, or `secrets.SystemRandom` where it matters."""

    def choice(self, seq: Sequence[str], /) -> str:
        """Return one of the texts."""


@dataclass(frozen=True)
class Words:
    """One language's word lists, one per place of the alias, and pairs that must not meet."""

    places: tuple[tuple[str, ...], ...]
    joiner: str
    forbidden: frozenset[tuple[str, str]]

    @classmethod
    def parse(cls, table: Table) -> "Words":
        """Read `places`, `joiner`, `forbidden`; raise Invalid when fewer than a million aliases come of it."""
        joiner = " " if table.flag("spaced") else ""
        places = tuple(tuple(dict.fromkeys(_words(listed, joiner))) for listed in table.texts("places"))
        forbidden = frozenset(_pair(listed, joiner, table.where) for listed in table.texts("forbidden"))
        table.done()
        if len(places) < LEAST_PLACES or not all(places):
            raise Invalid("charter.few-aliases", where=table.where)
        words = cls(places, joiner, forbidden)
        if words.space() < LEAST_SPACE:
            raise Invalid("charter.few-aliases", where=table.where, space=words.space())
        return words

    def space(self) -> int:
        """Return how many aliases there are at least."""
        sizes = [len(place) for place in self.places]
        space = prod(sizes)
        repeats = sum(len(set(one) & set(other)) * space // (len(one) * len(other)) for one, other in combinations(self.places, 2))
        refused = len(self.forbidden) * (len(sizes) - 1) * space // min(one * other for one, other in pairwise(sizes))
        return space - repeats - refused

    def draw(self, chance: Chance) -> str:
        """Return one alias by chance, without a forbidden pair or a word twice."""
        for _ in range(ATTEMPTS):
            words = [chance.choice(place) for place in self.places]
            if len(set(words)) == len(words) and not self.forbidden.intersection(pairwise(words)):
                return self.joiner.join(words)
        raise Invalid("charter.few-aliases")

    def suggest(self, chance: Chance, count: int) -> list[str]:
        """Return that many different aliases."""
        drawn: dict[str, None] = {}
        while len(drawn) < count:
            drawn[self.draw(chance)] = None
        return list(drawn)


def _words(listed: str, joiner: str) -> list[str]:
    """Split a list: between spaces, else into characters where words are not spaced; an underscore is a space within a word."""
    words = listed.split()
    return [word.replace("_", " ") for word in (words if joiner or len(words) > 1 else "".join(words))]


def _pair(listed: str, joiner: str, where: str) -> tuple[str, str]:
    words = _words(listed, joiner)
    if len(words) != PAIR:
        raise Invalid("charter.bad-pair", where=where, pair=listed)
    return words[0], words[1]
