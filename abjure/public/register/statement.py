"""A statement as people read it: an entry's opened fields in the words of the charter and the language of the page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from abjure.core.charter import Charter
from abjure.core.choice import Choice
from abjure.core.errors import Invalid
from abjure.public.register.models import Entry

BEGINNING = 60


@dataclass(frozen=True)
class Person:
    """One who signed, and the bodies left, by name."""

    name: str
    bodies: str


@dataclass(frozen=True)
class Statement:
    """What the page of one entry says; empty texts mean that nothing was said or shown."""

    entry: Entry
    kind: str
    real_name: bool
    people: tuple[Person, ...]
    paragraphs: tuple[str, ...]
    language: str
    group: str
    place: str
    walk: str
    unasked: str
    declared: date | None
    moderators: int

    @property
    def names(self) -> str:
        """Return the first names that a list has room for."""
        return "、".join(person.name for person in self.people[:3])

    @property
    def first_words(self) -> str:
        """Return the beginning of the text, and a mark where it goes on."""
        first = self.paragraphs[0] if self.paragraphs else ""
        return first if len(self.paragraphs) < 2 and len(first) <= BEGINNING else f"{first[:BEGINNING]}…"


def read(entry: Entry, charter: Charter, language: str) -> Statement:
    """Return an entry as a statement in one of the charter's languages."""
    fields, kind = entry.fields(), _kind(entry, charter)
    real_name = fields.get("signed") == "real"
    return Statement(
        entry=entry,
        kind=charter.kind(kind).name[language],
        real_name=real_name,
        people=_people(fields, charter, language),
        paragraphs=_paragraphs(fields, charter),
        language=fields.get("language") or language,
        group=_name(charter.groups, fields.get("group", ""), language),
        place=_name(charter.places, fields.get("place", ""), language),
        walk=_name(charter.walks_of_life(), fields.get("walk", ""), language),
        unasked=charter.unasked[language] if charter.unasked and fields.get("unasked") else "",
        declared=_day(fields.get("declared", "")),
        moderators=charter.moderators_needed(kind=kind, real_name=real_name, people=entry.n, provenance=entry.provenance),
    )


def bodies(entry: Entry, charter: Charter, language: str) -> str:
    """Return the bodies that a leaf says are left, by name: all that a withheld entry still tells."""
    return joined([*entry.parsed()["o"]], charter, language)


def joined(keys: Sequence[str], charter: Charter, language: str) -> str:
    """Return the names of bodies in the charter's order, in one line."""
    known = {body.key: body.long[language] for body in charter.bodies}
    names = [known[key] for key in known if key in keys] + [key for key in keys if key not in known]
    return ("、" if language.startswith("zh") else ", ").join(names)


def _kind(entry: Entry, charter: Charter) -> str:
    """Return the kind's key; a charter may have dropped a kind that old entries still have."""
    key = entry.fields().get("kind", "")
    return key if key in {kind.key for kind in charter.kinds} else charter.kinds[0].key


def _people(fields: dict[str, str], charter: Charter, language: str) -> tuple[Person, ...]:
    names, left = json.loads(fields.get("names") or "[]"), json.loads(fields.get("bodies") or "[]")
    return tuple(Person(name, joined(keys, charter, language)) for name, keys in zip(names, left, strict=False))


def _paragraphs(fields: dict[str, str], charter: Charter) -> tuple[str, ...]:
    text = fields.get("text", "")
    if not text and fields.get("template"):
        text = _template(charter, fields["template"], fields.get("language", ""))
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _template(charter: Charter, key: str, language: str) -> str:
    try:
        texts = charter.template(key).text
    except Invalid:
        return ""
    return texts.get(language) or texts[charter.languages[0]]


def _name(choices: Sequence[Choice], key: str, language: str) -> str:
    return next((choice.name[language] for choice in choices if choice.key == key), key)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
