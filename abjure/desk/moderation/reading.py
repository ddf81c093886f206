"""A statement as a moderator reads it: its words, its people, how far its decision is; never what a colleague said."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.functional import Promise

from abjure.core.choice import Texts
from abjure.core.declaration import Declaration, parse
from abjure.core.errors import Invalid
from abjure.desk.declarations.models import Opening
from abjure.desk.moderation import hints, notes, pairs
from abjure.desk.moderation.models import Case
from abjure.desk.moderation.naming import sign
from abjure.desk.reception.actions import letter_of
from abjure.desk.reception.models import Submission


@dataclass(frozen=True)
class Row:
    """One named person and the bodies that they leave."""

    name: str
    bodies: tuple[Texts, ...]


@dataclass(frozen=True)
class Reading:
    """What is read of one statement."""

    submission: Submission
    declaration: Declaration

    @property
    def sign(self) -> str:
        """By what staff call a statement: the start of its name, which nobody outside ever sees."""
        return sign(self.submission)

    @property
    def words(self) -> str:
        """Return the text, from the charter where a template was used."""
        if not self.declaration.template:
            return self.declaration.text
        return settings.ABJURE.charter.template(self.declaration.template).text[self.declaration.language]

    @property
    def kind(self) -> Texts:
        """Return the name of its kind."""
        return settings.ABJURE.charter.kind(self.declaration.kind).name

    @property
    def name(self) -> str:
        """Return its name in hex, for addresses of the desk."""
        return bytes(self.submission.digest).hex()

    @property
    def people(self) -> list[Row]:
        """Return the rows of the table."""
        return [Row(person.name, short_names(person.bodies)) for person in self.declaration.people]

    def choices(self) -> Iterator[Texts]:
        """Yield what else was picked: group, place, walk of life."""
        charter, said = settings.ABJURE.charter, self.declaration
        for key, find in ((said.group, charter.group), (said.place, charter.place), (said.walk, charter.walk)):
            if key:
                yield find(key).name

    @property
    def is_held(self) -> bool:
        """Say whether a rule holds it back."""
        return bool(self.submission.case.held)

    def hints(self) -> list[hints.Hint]:
        """Return what the rules found."""
        return list(hints.of(self.submission))

    def hint_names(self) -> list[Promise]:
        """Return what a row of the queue says of it."""
        return hints.names_of(self.submission)

    def notes(self) -> list[notes.Said]:
        """Return what colleagues wrote."""
        return list(notes.read(self.submission))

    def pairs(self) -> list[pairs.Side]:
        """Return what may be laid beside it."""
        return pairs.proposed(self.submission)

    @property
    def needed(self) -> int:
        """Return how many must agree."""
        return int(self.submission.case.needed_now())

    @property
    def decided(self) -> int:
        """Return how many have decided."""
        return self.submission.decisions.count()


def read(submission: Submission) -> Reading:
    """Open a statement."""
    return Reading(submission, parse(letter_of(submission).content))


def listed(cases: list[Case]) -> list[Reading]:
    """Return the rows of a queue, without those that cannot be opened."""
    found = []
    for case in cases:
        try:
            found.append(read(case.submission))
        except Invalid:
            continue
    return found


def short_names(keys: tuple[str, ...] | list[str]) -> tuple[Texts, ...]:
    """Return the bodies' short names in the charter's order."""
    return tuple(body.short for body in settings.ABJURE.charter.bodies if body.key in keys)


def published(opening: Opening) -> Mapping[str, Any] | None:
    """Return the fields of an accepted statement that may become public; None once it was hidden."""
    shown = opening.shown()
    if shown is None:
        return None
    fields = dict(shown["fields"])
    if fields["template"]:
        fields["text"] = settings.ABJURE.charter.template(fields["template"]).text[fields["language"]]
    people = zip(json.loads(fields["names"]), json.loads(fields["bodies"]), strict=True)
    return fields | {"people": [Row(name, short_names(bodies)) for name, bodies in people]}
