"""A filled-in form as it came: every field that the declaring page has, and the declaration that it makes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.http import QueryDict

from abjure.core.charter import Charter
from abjure.core.declaration import ALIAS, REAL, Declaration, Person, Problem, problems, tidy
from abjure.core.errors import Invalid

SINGLE = (
    "kind", "who", "group", "list", "sign", "alias", "own", "real", "text", "own-text",
    "unasked", "place", "show-place", "walk", "show-walk", "rows",
)  # fmt: skip
MANY = ("body", "list-body")
ROW = re.compile(r"(name|body|share)-([2-9]|1[0-9]|2[01])")
COUNT = re.compile(r"[0-9]{1,2}")
FIRST_ROW, LAST_ROW = 2, 21
OWN = "own"


@dataclass(frozen=True)
class Sheet:
    """The values by field name; what the page does not have is not kept."""

    values: Mapping[str, list[str]] = field(default_factory=dict)

    def one(self, name: str) -> str:
        """Return a field's only value, tidied; the empty string if it was not sent."""
        return tidy(self.values.get(name, [""])[0])

    def many(self, name: str) -> tuple[str, ...]:
        """Return all values of a field with several choices."""
        return tuple(self.values.get(name, ()))

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield every name and value again, for the hidden fields of the preview."""
        for name, values in self.values.items():
            for value in values:
                yield name, value

    def rows(self) -> int:
        """Return how many rows for co-declarers the page shows."""
        filled = [int(match[2]) for name in self.values if (match := ROW.fullmatch(name)) and any(self.values[name])]
        asked = [int(self.one("rows"))] if COUNT.fullmatch(self.one("rows")) else []
        return min(LAST_ROW - 1, max([2, *asked, *(number - 1 for number in filled)]))

    def one_more_row(self) -> Sheet:
        """Return the same sheet with one more row."""
        return Sheet({**self.values, "rows": [str(self.rows() + 1)]})

    def is_joint(self) -> bool:
        """Say whether others declare as well."""
        return self.one("who") == "joint"


def read(post: QueryDict) -> Sheet:
    """Return what the form sent; Invalid("form.repeated", field=…) if a field with one value came twice."""
    values: dict[str, list[str]] = {}
    for name, listed in post.lists():
        row = ROW.fullmatch(name)
        many = name in MANY or (row is not None and row[1] == "body")
        if not (many or row or name in SINGLE):
            continue
        if not many and len(listed) > 1:
            raise Invalid("form.repeated", field=name)
        values[name] = [str(value) for value in listed]
    return Sheet(values)


@dataclass(frozen=True)
class Reading:
    """What a sheet comes to: the declaration, and for each person the field where the name was written."""

    declaration: Declaration
    places: tuple[str, ...]

    def errors(self, charter: Charter) -> dict[str, list[Problem]]:
        """Return every problem under the name of the field where it is to be mended."""
        found: dict[str, list[Problem]] = {}
        for problem in problems(self.declaration, charter):
            if not self._goes_without_saying(problem):
                found.setdefault(self._place(problem), []).append(problem)
        return found

    def _goes_without_saying(self, problem: Problem) -> bool:
        """Say whether a name is missing only because nobody has chosen yet how to sign."""
        return problem.row == 0 and problem.code == "declaration.name-missing" and not self.declaration.signed

    def _place(self, problem: Problem) -> str:
        if problem.row is None:
            return {"signed": "sign", "text": "text", "template": "text", "people": "list"}.get(problem.field, problem.field)
        place = self.places[problem.row]
        if problem.field == "name":
            return place
        return {"list": "list-body"}.get(place, place.replace("name-", "body-") if place.startswith("name-") else "body")


def declaration_of(sheet: Sheet, language: str) -> Reading:
    """Return the declaration that a sheet makes; the rules are `core.declaration.problems`."""
    people = list(_people(sheet))
    own = sheet.one("text") == OWN
    return Reading(
        Declaration(
            kind=sheet.one("kind"),
            signed=sheet.one("sign"),
            language=language,
            people=tuple(person for person, _ in people),
            group=sheet.one("group") if sheet.is_joint() else "",
            template="" if own else sheet.one("text"),
            text=sheet.one("own-text") if own else "",
            unasked=bool(sheet.one("unasked")),
            place=sheet.one("place"),
            walk=sheet.one("walk"),
            show_place=bool(sheet.one("place") and sheet.one("show-place")),
            show_walk=bool(sheet.one("walk") and sheet.one("show-walk")),
        ),
        tuple(place for _, place in people),
    )


def _people(sheet: Sheet) -> Iterator[tuple[Person, str]]:
    yield _declarant(sheet)
    if not sheet.is_joint():
        return
    for number in range(FIRST_ROW, LAST_ROW + 1):
        name, bodies = sheet.one(f"name-{number}"), sheet.many(f"body-{number}")
        if name or bodies:
            yield Person(name, bodies), f"name-{number}"
    # Not splitlines(): it takes control characters for line ends, which would hide them from the rules.
    for line in sheet.one("list").split("\n"):
        if line.strip():
            yield Person(tidy(line), sheet.many("list-body")), "list"


def _declarant(sheet: Sheet) -> tuple[Person, str]:
    if sheet.one("sign") == REAL:
        return Person(sheet.one("real"), sheet.many("body")), "real"
    alias = sheet.one(OWN) or (sheet.one("alias") if sheet.one("sign") == ALIAS else "")
    return Person(alias, sheet.many("body")), OWN
