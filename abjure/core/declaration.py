"""A declaration as a value, and its form rules: browser, door and desk all apply this one function (spec/declaration.md)."""

from __future__ import annotations

import dataclasses
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from abjure.core.charter import Charter
from abjure.core.errors import Invalid

ALIAS, REAL = "alias", "real"
NAME_MARKS = " -'’·・.‧"
# Unicode counts these among letters, marks and symbols, but nobody sees them: fillers of Hangul and Braille, the grapheme joiner.
BLANKS = "\u034f\u115f\u1160\u2800\u3164\uffa0"
SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")
# Persian and its neighbours keep two letters of one word apart with it; anywhere else it is a character that nobody sees.
_ARABIC = "[\u0620-\u065f\u066e-\u06d5\u06fa-\u06ff]"
_APART = re.compile(f"({_ARABIC})\u200c(?={_ARABIC})")


@dataclass(frozen=True)
class Person:
    """One named row: somebody and the bodies that they leave, by key."""

    name: str
    bodies: tuple[str, ...]


@dataclass(frozen=True)
class Declaration:
    """What is declared; the first person is the one who hands it in. Empty strings mean that nothing was said."""

    kind: str
    signed: str
    language: str
    people: tuple[Person, ...]
    group: str = ""
    template: str = ""
    text: str = ""
    unasked: bool = False
    place: str = ""
    walk: str = ""
    show_place: bool = False
    show_walk: bool = False
    declared: str = ""
    earlier: str = ""

    def by_body(self) -> dict[str, int]:
        """Return how many people leave each body."""
        keys = [key for person in self.people for key in person.bodies]
        return {key: keys.count(key) for key in sorted(set(keys))}

    def fields(self) -> dict[str, str]:
        """Return the committed fields by label (spec/commitment.md)."""
        return {
            "kind": self.kind,
            "signed": self.signed,
            "names": _canonical([person.name for person in self.people]),
            "bodies": _canonical([list(person.bodies) for person in self.people]),
            "group": self.group,
            "template": self.template,
            "text": self.text,
            "language": self.language,
            "unasked": "yes" if self.unasked else "",
            "place": self.place,
            "walk": self.walk,
            "declared": self.declared,
            "earlier": self.earlier,
        }

    def shown(self) -> frozenset[str]:
        """Return the labels that become public: place and walk of life only if the declarant ticked them."""
        hidden = {label for label, show in (("place", self.show_place), ("walk", self.show_walk)) if not show}
        return frozenset(self.fields()) - hidden

    def content(self) -> dict[str, Any]:
        """Return the declaration as a letter carries it."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "people"}
        return values | {"people": [{"name": person.name, "bodies": list(person.bodies)} for person in self.people]}


@dataclass(frozen=True)
class Problem:
    """One rule that a field does not meet: the field, a code, and facts for the sentence; `row` counts people from 0."""

    field: str
    code: str
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    row: int | None = None


def parse(content: Mapping[str, Any]) -> Declaration:
    """Read a declaration from a letter; Invalid("declaration.form") if it has other fields or types."""
    values = dict(content)
    try:
        people = tuple(Person(row["name"], tuple(row["bodies"])) for row in values.pop("people"))
        declaration = Declaration(people=people, **values)
    except (KeyError, TypeError) as error:
        raise Invalid("declaration.form") from error
    if declaration.content() != dict(content) or not _typed(declaration):
        raise Invalid("declaration.form")
    return declaration


def problems(declaration: Declaration, charter: Charter) -> tuple[Problem, ...]:
    """Return every rule of the charter that the declaration does not meet; none if it may be handed in."""
    return (*_about_choices(declaration, charter), *_about_people(declaration, charter), *_about_text(declaration, charter))


def _about_choices(declaration: Declaration, charter: Charter) -> Iterator[Problem]:
    for name, keys in charter.offered.items():
        if getattr(declaration, name) not in keys:
            yield Problem(name, "declaration.choice")
    if declaration.kind in charter.offered["kind"] and charter.kind(declaration.kind).real_name and declaration.signed == ALIAS:
        yield Problem("signed", "declaration.real-name-required")
    if declaration.unasked and charter.unasked is None:
        yield Problem("unasked", "declaration.choice")


def _about_people(declaration: Declaration, charter: Charter) -> Iterator[Problem]:
    if not 1 <= len(declaration.people) <= charter.limits.co_declarers:
        yield Problem("people", "declaration.people", {"limit": charter.limits.co_declarers, "count": len(declaration.people)})
    known = {body.key for body in charter.bodies}
    seen: set[str] = set()
    for row, person in enumerate(declaration.people):
        for code, facts in about_name(person.name, charter.limits.name, real=declaration.signed == REAL):
            yield Problem("name", code, facts, row)
        if person.name in seen:
            yield Problem("name", "declaration.name-repeated", {"name": person.name}, row)
        if not person.bodies:
            yield Problem("bodies", "declaration.bodies", {}, row)
        if not set(person.bodies) <= known or len(set(person.bodies)) != len(person.bodies):
            yield Problem("bodies", "declaration.choice", {}, row)
        seen.add(person.name)


def about_name(name: str, limit: int, *, real: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the code and facts of every rule that a name does not meet."""
    if not name.strip():
        yield "declaration.name-missing", {}
        return
    if len(name) > limit:
        yield "declaration.name-too-long", {"limit": limit, "length": len(name)}
    strange = next((character for character in seen(name) if not _may_stand_in_name(character, real=real)), None)
    if strange is not None:
        yield "declaration.characters", {"character": _show(strange)}
    elif not any(character.isalpha() for character in name):
        yield "declaration.name-without-letters", {}
    elif len(scripts(name)) > 1:
        yield "declaration.name-mixed-scripts", {}


def _about_text(declaration: Declaration, charter: Charter) -> Iterator[Problem]:
    templates = {template.key for template in charter.templates if template.kind == declaration.kind}
    if bool(declaration.template) == bool(declaration.text.strip()):
        yield Problem("text", "declaration.text")
    elif declaration.template and declaration.template not in templates:
        yield Problem("template", "declaration.choice")
    if len(declaration.text) > charter.limits.text:
        yield Problem("text", "declaration.text-too-long", {"limit": charter.limits.text, "length": len(declaration.text)})
    yield from about_characters(declaration.text)


def about_characters(text: str) -> Iterator[Problem]:
    """Yield a problem if a text has a character that may not stand in it."""
    strange = next((character for character in seen(text) if not _may_stand_in_text(character)), None)
    if strange is not None:
        yield Problem("text", "declaration.characters", {"character": _show(strange)})


def seen(text: str) -> str:
    """Return a text without the joiners that keep two Arabic letters apart, which readers see though they have no shape."""
    return _APART.sub(r"\1", text)


def initials(name: str) -> str:
    """Return what may be shown of a name that somebody else handed in: the family name's character with 某, else the letters that begin it."""
    words = [word for word in re.split(r"[ \-'’·・.‧]+", name) if word]
    if any("\u2e80" <= character <= "\u9fff" or character >= "\U00020000" for character in name):
        return f"{words[0][0]}某"
    return " ".join(f"{word[0].upper()}." for word in words)


def tidy(text: str) -> str:
    """Return a text in normal form C, without blanks around it and with one kind of line end: what people typed, no more."""
    if text.isascii() and text.isalnum():
        return text
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def scripts(name: str) -> set[str]:
    """Return which of the scripts that look alike (Latin, Cyrillic, Greek) a name mixes."""
    words = (unicodedata.name(character, "").split(" ")[0] for character in name if character.isalpha())
    return {word for word in words if word in SCRIPTS}


def _may_stand_in_text(character: str) -> bool:
    return character == "\n" or (unicodedata.category(character)[0] != "C" and character not in BLANKS)


def _may_stand_in_name(character: str, *, real: bool) -> bool:
    if character in BLANKS:
        return False
    category = unicodedata.category(character)
    if real:
        return category[0] in "LM" or character in NAME_MARKS
    return category[0] in "LMNPS" or character == " "


def _show(character: str) -> str:
    return f"U+{ord(character):04X}"


def _typed(declaration: Declaration) -> bool:
    flags = (declaration.unasked, declaration.show_place, declaration.show_walk)
    texts = [getattr(declaration, name) for name in ("kind", "signed", "language", "group", "template", "text", "place", "walk")]
    texts += [declaration.declared, declaration.earlier]
    texts += [person.name for person in declaration.people] + [key for person in declaration.people for key in person.bodies]
    return all(isinstance(flag, bool) for flag in flags) and all(isinstance(text, str) and tidy(text) == text for text in texts)


def _canonical(values: list[Any]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))
