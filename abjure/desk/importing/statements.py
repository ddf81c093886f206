"""The statements of an earlier register: each row keeps every rule of the charter, or the whole file is refused (spec/import.md)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from abjure.core.charter import Charter
from abjure.core.declaration import Declaration, Person, problems, tidy
from abjure.desk.importing.files import read_csv, read_json_lines
from abjure.desk.importing.rows import Row, RowFault, RowProblem, Unreadable, read_all, read_day, read_words

REQUIRED = ("date", "names", "bodies", "text", "language", "earlier")
OPTIONAL = ("kind", "signed", "group", "template", "unasked")
BETWEEN = "|"
LONGEST_ID = 60


def parse(raw: bytes, *, is_csv: bool, charter: Charter, today: date) -> list[tuple[int, Declaration]]:
    """Return each statement with its row; Invalid("import.…"), or Unreadable with what is wrong in which row."""
    rows = (read_csv if is_csv else read_json_lines)(raw, required=REQUIRED, optional=OPTIONAL)
    found = read_all(rows, lambda row: (row.number, _read(_split(row) if is_csv else row, charter, today)))
    _check_each_once(found)
    return found


def _read(row: Row, charter: Charter, today: date) -> Declaration:
    values = {name: row.values.get(name, "") for name in OPTIONAL} | row.values
    declaration = Declaration(
        kind=_text(values, "kind") or charter.kinds[0].key,
        signed=_text(values, "signed") or charter.signing[0],
        language=_text(values, "language"),
        people=_people(values["names"], values["bodies"]),
        group=_text(values, "group"),
        template=_text(values, "template"),
        text=tidy(_text(values, "text")),
        unasked=_flag(values["unasked"]),
        declared=read_day(values["date"], "date", today).isoformat(),
        earlier=read_words(values["earlier"], "earlier", LONGEST_ID),
    )
    for problem in problems(declaration, charter):
        raise RowProblem(problem.code, problem.field, **problem.facts)
    return declaration


def _split(row: Row) -> Row:
    """Return a row of CSV as JSON would give it: names and each name's bodies stand between bars, bodies between blanks."""
    names = row.values["names"].split(BETWEEN)
    bodies = [one.split() for one in row.values["bodies"].split(BETWEEN)]
    return Row(row.number, row.values | {"names": names, "bodies": bodies, "unasked": row.values.get("unasked", "") == "yes"})


def _people(names: Any, bodies: Any) -> tuple[Person, ...]:
    """Return the people; one list of bodies stands for all of them."""
    if not _are_texts(names) or not isinstance(bodies, list) or not all(_are_texts(one) for one in bodies):
        raise RowProblem("import.names", "names")
    each = bodies * len(names) if len(bodies) == 1 else bodies
    if len(each) != len(names):
        raise RowProblem("import.bodies", "bodies", names=len(names), bodies=len(bodies))
    return tuple(Person(tidy(name), tuple(left)) for name, left in zip(names, each, strict=True))


def _are_texts(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)


def _text(values: dict[str, Any], column: str) -> str:
    if not isinstance(values[column], str):
        raise RowProblem("import.type", column)
    return str(values[column])


def _flag(value: Any) -> bool:
    if value not in (True, False, ""):
        raise RowProblem("import.type", "unasked")
    return bool(value)


def _check_each_once(found: Iterable[tuple[int, Declaration]]) -> None:
    first: dict[str, int] = {}
    faults = []
    for row, declaration in found:
        if declaration.earlier in first:
            faults.append(RowFault(row, "import.twice", {"id": declaration.earlier, "first": first[declaration.earlier]}, "earlier"))
        first.setdefault(declaration.earlier, row)
    if faults:
        raise Unreadable(faults)
