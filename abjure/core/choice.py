"""What a charter lets people pick from: bodies, kinds, walks of life, templates, each by its key."""

from collections.abc import Mapping
from dataclasses import dataclass

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Choice:
    """Something to pick by its key: a group, a place, a rank, a reason of refusal."""

    key: str
    name: Texts


@dataclass(frozen=True)
class Body:
    """What can be left; its key stands in the leaves."""

    key: str
    long: Texts
    short: Texts
    hint: Texts


@dataclass(frozen=True)
class Kind:
    """A kind of statement; its rules differ, its count does not."""

    key: str
    real_name: bool
    moderators: int
    name: Texts
    hint: Texts


@dataclass(frozen=True)
class Walk:
    """A walk of life, with ranks where it has them."""

    key: str
    name: Texts
    ranks: tuple[Choice, ...]

    def choices(self) -> tuple[Choice, ...]:
        """Return what may be said of it: `teacher`, and with each rank `military/commander`."""
        named = tuple(Choice(f"{self.key}/{rank.key}", rank.name) for rank in self.ranks)
        return (Choice(self.key, self.name), *named)


@dataclass(frozen=True)
class Template:
    """A text that statements of this kind may use instead of own words; it travels as its key."""

    key: str
    kind: str
    text: Texts


@dataclass(frozen=True)
class Limits:
    """How much a declaration may hold, in characters and persons."""

    name: int
    text: int
    co_declarers: int


@dataclass(frozen=True)
class Rates:
    """How many previews are shown before a statement goes the slow way: a minute and an hour from one place, a minute from everywhere."""

    burst: int = 20
    sustained: int = 200
    everywhere: int = 3000
    dry_run: bool = False


@dataclass(frozen=True)
class Moderators:
    """How many people must agree on a single statement, a joint one, and one with others' real names."""

    single: int
    joint: int
    others: int
