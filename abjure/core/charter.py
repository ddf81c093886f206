"""A charter: what one register is about (bodies, kinds, texts, languages, rules), as charters/README.md says."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from abjure.core.alias import Chance, Words
from abjure.core.choice import Body, Choice, Kind, Limits, Moderators, Rates, Template, Texts, Walk
from abjure.core.choice_table import (
    below,
    done,
    find,
    read_bodies,
    read_choices,
    read_kinds,
    read_limits,
    read_moderators,
    read_rates,
    read_templates,
    read_walks,
    said,
    some,
)
from abjure.core.errors import Invalid
from abjure.core.table import Table

LANGUAGES = ("zh-Hans", "zh-Hant", "en", "de")
# The pages of declaring alone speak these; whatever is missing in them is said in the language in which they may be read as well.
JOURNEY_LANGUAGES = ("ja", "ko", "fr", "es", "ru", "vi", "fa")
BESIDE = "en"
SIGNING = ("alias", "real")
SUGGESTIONS = 8
TEXTS_FILE = re.compile(r"texts\.(.+)\.toml")


@dataclass(frozen=True)
class Charter:
    """All that a register is about; every text is there in all languages, those of the journey among them."""

    name: str
    languages: tuple[str, ...]
    journey_languages: tuple[str, ...]
    title: Texts
    about: Texts
    unasked: Texts | None
    earlier: Texts | None
    signing: tuple[str, ...]
    bodies: tuple[Body, ...]
    kinds: tuple[Kind, ...]
    groups: tuple[Choice, ...]
    walks: tuple[Walk, ...]
    places: tuple[Choice, ...]
    reasons: tuple[Choice, ...]
    templates: tuple[Template, ...]
    words: Mapping[str, Words]
    limits: Limits
    moderators: Moderators
    rates: Rates
    batch_minimum: int
    hold_hours: int
    withdrawal_hours: int
    exit_url: str

    def spoken(self) -> tuple[str, ...]:
        """Return every language in which one may declare."""
        return self.languages + self.journey_languages

    def body(self, key: str) -> Body:
        """Return the body of this key, else raise Invalid."""
        return find(self.bodies, key, "body")

    def kind(self, key: str) -> Kind:
        """Return the kind of this key, else raise Invalid."""
        return find(self.kinds, key, "kind")

    def template(self, key: str) -> Template:
        """Return the template of this key, else raise Invalid."""
        return find(self.templates, key, "template")

    def group(self, key: str) -> Choice:
        """Return the group of this key, else raise Invalid."""
        return find(self.groups, key, "group")

    def place(self, key: str) -> Choice:
        """Return the place of this key, else raise Invalid."""
        return find(self.places, key, "place")

    def reason(self, key: str) -> Choice:
        """Return the reason of refusal of this key, else raise Invalid."""
        return find(self.reasons, key, "reason")

    def walk(self, key: str) -> Choice:
        """Return the walk of life of a key such as `teacher` or `military/commander`, else raise Invalid."""
        return find(self.walks_of_life(), key, "walk")

    def walks_of_life(self) -> tuple[Choice, ...]:
        """Return every walk of life and rank, in order."""
        return self._walks_of_life

    @cached_property
    def _walks_of_life(self) -> tuple[Choice, ...]:
        return tuple(choice for walk in self.walks for choice in walk.choices())

    @cached_property
    def offered(self) -> Mapping[str, frozenset[str]]:
        """Return by field of a declaration what may be chosen there; nothing is chosen by an empty text."""
        return {
            "kind": frozenset(kind.key for kind in self.kinds),
            "signed": frozenset(self.signing),
            "language": frozenset(self.spoken()),
            "group": frozenset(["", *(group.key for group in self.groups)]),
            "place": frozenset(["", *(place.key for place in self.places)]),
            "walk": frozenset(["", *(walk.key for walk in self.walks_of_life())]),
        }

    def aliases(self, language: str, chance: Chance, count: int = SUGGESTIONS) -> list[str]:
        """Return different aliases of this language by chance; none where only real names are signed."""
        return self.words[language].suggest(chance, count) if self.words else []

    def moderators_needed(self, *, kind: str, real_name: bool, people: int, provenance: str) -> int:
        """Return how many moderators must agree on such a statement."""
        needed = [self.kind(kind).moderators, self.moderators.single]
        if people > 1:
            needed.append(self.moderators.joint)
        if real_name and (people > 1 or provenance in {"relayed", "carried"}):
            needed.append(self.moderators.others)
        return max(needed)


def parse(files: Mapping[str, str]) -> Charter:
    """Return the charter of `charter.toml` and one `texts.<language>.toml` per language; raise Invalid("charter.…")."""
    if "charter.toml" not in files:
        raise Invalid("charter.missing", where="charter.toml")
    rules = _table(files, "charter.toml")
    languages = rules.texts("languages")
    journey = rules.texts("journey_languages") if rules.has("journey_languages") else ()
    _check_languages(languages, journey)
    _check_files(files, languages + journey)
    texts = {tag: _table(files, f"texts.{tag}.toml") for tag in languages + journey}
    charter = _charter(rules, languages, journey, texts)
    done({"charter.toml": rules, **texts})
    return charter


def _charter(rules: Table, languages: tuple[str, ...], journey: tuple[str, ...], texts: Mapping[str, Table]) -> Charter:
    """Read the rules and, beside each key, its texts."""
    known = read_kinds(rules, texts)
    signing = rules.texts("signing")
    check_signing(signing, known)
    return Charter(
        name=rules.text("name"),
        languages=languages,
        journey_languages=journey,
        title=said(texts, "title"),
        about=said(texts, "about"),
        unasked=said(texts, "unasked") if rules.flag("unasked") else None,
        earlier=said(texts, "earlier") if rules.flag("earlier") else None,
        signing=signing,
        bodies=read_bodies(rules, texts),
        kinds=known,
        groups=read_choices(rules, texts, "groups"),
        walks=read_walks(rules, texts),
        places=read_choices(rules, texts, "places"),
        reasons=read_choices(rules, texts, "reasons"),
        templates=read_templates(rules, texts, known),
        words=_words(texts) if "alias" in signing else {},
        limits=read_limits(rules.table("limits")),
        moderators=read_moderators(rules.table("moderators")),
        rates=read_rates(rules),
        batch_minimum=rules.number("batch_minimum", 1, 256),
        hold_hours=rules.number("hold_hours", 0, 168),
        withdrawal_hours=rules.number("withdrawal_hours", 0, 720),
        exit_url=rules.text("exit_url"),
    )


def _words(texts: Mapping[str, Table]) -> dict[str, Words]:
    return {tag: Words.parse(table) for tag, table in below(texts, "aliases").items()}


def check_signing(signing: tuple[str, ...], kinds: tuple[Kind, ...]) -> None:
    """Check that the ways of signing are known, and that every kind has one."""
    if not signing or not set(signing) <= set(SIGNING):
        raise Invalid("charter.unknown-signing", signing=list(signing))
    if "real" not in signing and any(kind.real_name for kind in kinds):
        raise Invalid("charter.no-signing")


def _check_languages(languages: tuple[str, ...], journey: tuple[str, ...]) -> None:
    """Check that the languages are known, and that English stands beside those of the journey."""
    for tag in some(languages, "languages"):
        if tag not in LANGUAGES:
            raise Invalid("charter.unknown-language", language=tag)
    for tag in journey:
        if tag not in JOURNEY_LANGUAGES:
            raise Invalid("charter.unknown-language", language=tag)
    if journey and BESIDE not in languages:
        raise Invalid("charter.missing-language", language=BESIDE)


def _check_files(files: Mapping[str, str], languages: tuple[str, ...]) -> None:
    """Check that each language has its file, and that no other file is there."""
    for tag in languages:
        if f"texts.{tag}.toml" not in files:
            raise Invalid("charter.missing-language", language=tag)
    for name in files:
        match = TEXTS_FILE.fullmatch(name)
        if name != "charter.toml" and (match is None or match.group(1) not in languages):
            raise Invalid("charter.unknown-file", file=name)


def _table(files: Mapping[str, str], name: str) -> Table:
    try:
        return Table(tomllib.loads(files[name]), name)
    except tomllib.TOMLDecodeError as error:
        raise Invalid("charter.not-toml", where=name, why=str(error)) from error
