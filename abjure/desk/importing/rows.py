"""What is wrong with a file, row by row: all of it is told at once, and nothing of such a file is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from abjure.core.declaration import tidy
from abjure.core.errors import Invalid

T = TypeVar("T")


@dataclass(frozen=True)
class Row:
    """One row as it stands in the file; the number counts lines as an editor does."""

    number: int
    values: dict[str, Any]


@dataclass(frozen=True)
class RowFault:
    """What is wrong with one row: a code and facts, and the column where that is known."""

    row: int
    code: str
    facts: dict[str, Any]
    column: str = ""


class Unreadable(Invalid):
    """The file as a whole: `rows` says what is wrong with which row."""

    def __init__(self, rows: Sequence[RowFault]) -> None:
        """Keep what is wrong with each row."""
        super().__init__("import.rows", count=len(rows))
        self.rows = tuple(rows)


class RowProblem(Exception):  # noqa: N818 - it never leaves this room
    """Something is wrong with a column of the row that is being read."""

    def __init__(self, code: str, column: str = "", **facts: Any) -> None:
        """Keep the code, the column and the facts."""
        super().__init__(code)
        self.code, self.column, self.facts = code, column, facts


def read_all(rows: Iterable[Row], read: Callable[[Row], T]) -> list[T]:
    """Read every row; Unreadable with the faults of all of them if one is wrong."""
    found, faults = [], []
    for row in rows:
        try:
            found.append(read(row))
        except RowProblem as problem:
            faults.append(RowFault(row.number, problem.code, problem.facts, problem.column))
    if faults:
        raise Unreadable(faults)
    if not found:
        raise Invalid("import.empty")
    return found


def read_day(text: Any, column: str, today: date) -> date:
    """Return a day written YYYY-MM-DD, not after today."""
    try:
        day = date.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise RowProblem("import.date", column, text=_short(text)) from error
    if day.isoformat() != text:
        raise RowProblem("import.date", column, text=_short(text))
    if day > today:
        raise RowProblem("import.future", column, day=text)
    return day


def read_words(text: Any, column: str, limit: int) -> str:
    """Return words that are there, short enough, and without characters that cannot be seen."""
    if not isinstance(text, str) or not text.strip():
        raise RowProblem("import.missing", column)
    if len(text) > limit:
        raise RowProblem("import.too-long", column, limit=limit, length=len(text))
    if not text.isprintable():
        raise RowProblem("import.characters", column)
    return tidy(text)


def _short(text: Any) -> str:
    return repr(text)[:40]
