"""A statement as it is taken down: the fields of the page, and the declaration that they make. Nothing is asked that leads to a person."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.http import QueryDict

from abjure.core import risk
from abjure.core.charter import Charter
from abjure.core.declaration import REAL, Declaration, Person, Problem, problems, tidy
from abjure.core.risk import Risk
from abjure.desk.reception.models import Submission

OWN = "own"
TOKEN = 16
FIELDS = ("way", "provenance", "kind", "names", "sign", "text", "own-text", "language", "token")
# By whose hand a statement may come here; what people hand in themselves goes through the door.
HANDS = (Submission.Provenance.ASSISTED, Submission.Provenance.RELAYED)
# What leads to a person is not kept at all, whoever wants it written down.
REACHABLE = frozenset({"risk.e-mail", "risk.identity-number", "risk.number"})


@dataclass(frozen=True)
class Sheet:
    """The values by field name, and the bodies that were ticked."""

    values: dict[str, str] = field(default_factory=dict)
    bodies: tuple[str, ...] = ()

    @classmethod
    def blank(cls, charter: Charter, language: str) -> Sheet:
        """Return an empty sheet with a token of its own: what it makes is taken down once, however often it is sent."""
        return cls({"kind": charter.kinds[0].key, "language": language, "token": secrets.token_hex(TOKEN)})

    @classmethod
    def read(cls, post: QueryDict) -> Sheet:
        """Return what the form sent."""
        return cls({name: tidy(post.get(name, "")) for name in FIELDS}, tuple(post.getlist("body")))

    def declaration(self) -> Declaration:
        """Return the declaration that the sheet makes; everybody on the list leaves the same."""
        own = self.values.get("text") == OWN
        # Not splitlines(): it takes control characters for line ends, which would hide them from the rules.
        names = [tidy(line) for line in self.values.get("names", "").split("\n") if line.strip()]
        return Declaration(
            kind=self.values.get("kind", ""),
            signed=self.values.get("sign", ""),
            language=self.values.get("language", ""),
            people=tuple(Person(name, self.bodies) for name in names or [""]),
            template="" if own else self.values.get("text", ""),
            text=self.values.get("own-text", "") if own else "",
        )

    def faults(self, charter: Charter) -> list[Problem | Risk]:
        """Return what must be mended, each sentence once: the form's rules, where it came from, and what leads to a person."""
        said = self.declaration()
        found = [*self._about_origin(), *problems(said, charter), *self._about_people(said)]
        return list({(one.code, str(dict(one.facts))): one for one in found}.values())

    def risks(self) -> list[Risk]:
        """Return what could tell who somebody is, beyond what is not kept at all."""
        return [one for one in risk.risks(self.declaration()) if one.code not in REACHABLE]

    def _about_origin(self) -> Iterator[Problem]:
        if self.values.get("way") not in set(Submission.Way):
            yield Problem("way", "scribe.way")
        if self.values.get("provenance") not in HANDS:
            yield Problem("provenance", "scribe.hand")

    def _about_people(self, said: Declaration) -> Iterator[Problem | Risk]:
        names = [person.name for person in said.people]
        everything = replace(said, text="\n".join([*names, said.text]), people=())
        yield from (one for one in risk.risks(everything) if one.code in REACHABLE)
        if self.values.get("provenance") == Submission.Provenance.RELAYED and said.signed == REAL:
            yield from (Problem("text", "scribe.named", {"name": name}) for name in names if risk.is_in(name, said.text))
