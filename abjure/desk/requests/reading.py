"""A request as staff read it: what is asked, in which words, about which statement, and how far it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from abjure.core import declaration
from abjure.core.declaration import Declaration
from abjure.core.request import Request
from abjure.desk.declarations import succession
from abjure.desk.declarations.models import Opening
from abjure.desk.moderation.reading import Row, published, short_names
from abjure.desk.reception import vault
from abjure.desk.requests import actions, holders, objecting, restating
from abjure.desk.requests.models import Wish

ACTS: Mapping[str, Promise] = {
    "correct": _("Correct a statement"),
    "appeal": _("Look at a refusal again"),
    "message": _("Message"),
    "object": _("Objection of a named person"),
    "replace": _("New receipt for a lost one"),
}


@dataclass(frozen=True)
class Reading:
    """What is read of one request."""

    wish: Wish
    asked: Request

    @property
    def name(self) -> str:
        """Return its name in hex, for addresses of the desk."""
        return bytes(self.wish.pk).hex()

    @property
    def title(self) -> Promise:
        """Return what is asked."""
        return ACTS[self.wish.act]

    @property
    def corrected(self) -> list[Row]:
        """Return the people as they should stand; none where nothing is corrected."""
        said = self._said()
        return [] if said is None else [Row(person.name, short_names(person.bodies)) for person in said.people]

    @property
    def words(self) -> str:
        """Return the words of the statement as it should stand, or as it was refused."""
        said = self._said()
        if said is None:
            return ""
        return settings.ABJURE.charter.template(said.template).text[said.language] if said.template else said.text

    @property
    def now(self) -> Mapping[str, Any] | None:
        """Return the statement as it stands; None where it is hidden, or not accepted."""
        opening = self._opening()
        if opening is None:
            return None
        return published(opening) or _kept(opening)

    @property
    def commitment(self) -> str:
        """Return how the public page calls the statement."""
        opening = self._opening()
        return str(opening.facts["c"]) if opening is not None else ""

    @property
    def rows(self) -> list[tuple[int, str]]:
        """Return who may be taken out on an objection, by row; nobody where one person alone is named."""
        return list(objecting.rows(self.wish).items()) if self.wish.act == "object" and self.wish.target is not None else []

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Return what colleagues wrote: who, and the words."""
        rows = self.wish.lines.select_related("staff")
        opened = [vault.open_sealed(bytes(line.sealed), key=vault.unwrap(bytes(line.wrapped))).decode() for line in rows]
        return [(line.staff.handle, text) for line, text in zip(rows, opened, strict=True)]

    def _said(self) -> Declaration | None:
        if self.wish.act == "correct":
            return declaration.parse(self.asked.values["declaration"])
        return holders.declared(self.wish.about()) if self.wish.act == "appeal" else None

    def _opening(self) -> Opening | None:
        if self.wish.target is not None:
            return succession.newest(Opening.objects.get(digest=self.wish.target))
        return holders.current(self.wish.statement) if self.wish.statement is not None else None


def read(wish: Wish) -> Reading:
    """Open a request; Invalid("submission.erased") once its words were erased."""
    return Reading(wish, actions.read(wish))


def _kept(opening: Opening) -> Mapping[str, Any] | None:
    words = restating.kept(opening)
    if words is None:
        return None
    people = zip(json.loads(words.fields["names"]), json.loads(words.fields["bodies"]), strict=True)
    return {"text": words.fields["text"], "people": [Row(name, short_names(bodies)) for name, bodies in people]}
