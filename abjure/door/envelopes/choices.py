"""What the declaring page shows: every choice of the charter, what was filled in, and what is to be mended where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from abjure.core.charter import Charter
from abjure.core.choice import Body
from abjure.core.declaration import Declaration, Problem
from abjure.door.envelopes.sheet import FIRST_ROW, Sheet

ORDER = ("kind", "body", "who", "group", "own", "real", "sign", "text", "place", "walk", "unasked")


@dataclass(frozen=True)
class Row:
    """One row for a co-declarer: its number, what was written, and what is wrong with it."""

    number: int
    name: str
    bodies: tuple[str, ...]
    share: bool
    name_errors: Sequence[Problem]
    body_errors: Sequence[Problem]


@dataclass(frozen=True)
class Shown:
    """One person as the public page will show them."""

    name: str
    bodies: tuple[Body, ...]


def form_context(sheet: Sheet, errors: Mapping[str, list[Problem]], charter: Charter, aliases: list[str]) -> dict[str, Any]:
    """Return the context of `declare.html`."""
    own_alias = sheet.one("own") or (sheet.one("alias") if sheet.one("alias") not in aliases else "")
    return {
        "sheet": sheet,
        "picked": {name: sheet.one(name) for name in ("kind", "who", "group", "sign", "alias", "text", "place", "walk")},
        "ticked": {name.replace("-", "_"): bool(sheet.one(name)) for name in ("unasked", "show-place", "show-walk")},
        "own": own_alias,
        "real": sheet.one("real"),
        "own_text": sheet.one("own-text"),
        "listed": sheet.one("list"),
        "bodies": sheet.many("body"),
        "list_bodies": sheet.many("list-body"),
        **rows_context(sheet, errors),
        "aliases": aliases,
        "templates": list(charter.templates),
        "errors": {name.replace("-", "_"): problems for name, problems in errors.items()},
        "summary": _summary(errors),
    }


def rows_context(sheet: Sheet, errors: Mapping[str, list[Problem]]) -> dict[str, Any]:
    """Return the context of `rows.html`: a row for each co-declarer."""
    rows = [_row(number, sheet, errors) for number in range(FIRST_ROW, FIRST_ROW + sheet.rows())]
    return {"rows": rows, "row_count": sheet.rows()}


def row_context(declaration: Declaration, charter: Charter) -> list[Shown]:
    """Return the people of a declaration with the bodies that they leave."""
    return [Shown(person.name, tuple(charter.body(key) for key in person.bodies)) for person in declaration.people]


def _row(number: int, sheet: Sheet, errors: Mapping[str, list[Problem]]) -> Row:
    return Row(
        number,
        sheet.one(f"name-{number}"),
        sheet.many(f"body-{number}"),
        bool(sheet.one(f"share-{number}")),
        errors.get(f"name-{number}", []),
        errors.get(f"body-{number}", []),
    )


def _summary(errors: Mapping[str, list[Problem]]) -> list[tuple[str, Problem]]:
    """Return what is to be mended in the order of the page, each with the field to go to."""
    order = {name: place for place, name in enumerate(ORDER)}
    names = sorted(errors, key=lambda name: (order.get(name, 2), name))
    return [(name, problem) for name in names for problem in errors[name]]
