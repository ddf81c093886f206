"""What may be laid beside a statement: the text that it is most like, and those in which a name of it stands too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings

from abjure.core.errors import Invalid
from abjure.desk.declarations.models import Opening
from abjure.desk.declarations.succession import newest
from abjure.desk.duplicates.actions import same_names
from abjure.desk.duplicates.models import Alike
from abjure.desk.moderation.models import Settlement
from abjure.desk.moderation.naming import sign
from abjure.desk.reception.actions import letter_of
from abjure.desk.reception.models import Submission

MOST = 3


@dataclass(frozen=True)
class Side:
    """One statement of a pair: its words and names while the desk can read them, and how far it is."""

    submission: Submission
    outcome: str
    words: str = ""
    names: tuple[str, ...] = ()
    language: str = ""

    @property
    def name(self) -> str:
        """Return its name in hex."""
        return bytes(self.submission.digest).hex()

    @property
    def sign(self) -> str:
        """Return how staff call it."""
        return sign(self.submission)


def proposed(submission: Submission) -> list[Side]:
    """Return the statements to lay beside this one, at most four, each once."""
    found: dict[bytes, Submission] = {}
    for one in _others(submission):
        found.setdefault(bytes(one.digest), one)
    return [Side(one, _outcome(one)) for one in found.values()]


def is_proposed(submission: Submission, other: Submission) -> bool:
    """Say whether the desk itself proposed to lay these two side by side."""
    return any(side.submission == other for side in proposed(submission))


def read(submission: Submission) -> Side:
    """Return a statement as it is laid beside another; without words once they were erased or hidden."""
    try:
        return _side(submission, _fields_waiting(submission))
    except Invalid:
        opening = Opening.objects.filter(kind=Opening.Kind.DECL, digest=submission.digest).first()
        shown = None if opening is None else newest(opening).shown()
        return _side(submission, {} if shown is None else shown["fields"])


def _others(submission: Submission) -> Iterator[Submission]:
    alike = Alike.objects.filter(submission=submission).select_related("leader").first()
    if alike is not None and alike.leader != submission:
        yield alike.leader
    yield from same_names(submission, MOST)


def _fields_waiting(submission: Submission) -> dict[str, str]:
    content = letter_of(submission).content
    names = json.dumps([person["name"] for person in content["people"]])
    return {name: content[name] for name in ("text", "template", "language")} | {"names": names}


def _side(submission: Submission, fields: dict[str, str]) -> Side:
    if not fields:
        return Side(submission, _outcome(submission))
    words = fields["text"]
    if fields["template"]:
        words = settings.ABJURE.charter.template(fields["template"]).text[fields["language"]]
    return Side(submission, _outcome(submission), words, tuple(json.loads(fields["names"])), fields["language"])


def _outcome(submission: Submission) -> str:
    settled = Settlement.objects.filter(submission=submission).first()
    return settled.outcome if settled else "waiting"
