"""Files read strictly: UTF-8, CSV of RFC 4180 with exactly the columns named, or JSON Lines (spec/import.md)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any

from abjure.core.errors import Invalid
from abjure.desk.importing.rows import Row, RowFault, Unreadable

LONGEST_FIELD = 200_000


def read_csv(raw: bytes, *, required: Sequence[str], optional: Sequence[str] = ()) -> Iterator[Row]:
    """Yield the rows of a CSV file.

    Raises Invalid("import.not-utf-8"), ("import.columns", missing=…, unknown=…), or Unreadable where a row has other columns.
    """
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(io.StringIO(decode(raw), newline=""), strict=True)
    try:
        header = next(reader, [])
        _check_columns(header, required, optional)
        for values in reader:
            if len(values) != len(header):
                raise Unreadable([RowFault(reader.line_num, "import.fields", {"wanted": len(header), "count": len(values)})])
            yield Row(reader.line_num, dict(zip(header, values, strict=True)))
    except csv.Error as error:
        raise Unreadable([RowFault(reader.line_num, "import.csv", {"why": str(error)})]) from error


def read_json_lines(raw: bytes, *, required: Sequence[str], optional: Sequence[str] = ()) -> Iterator[Row]:
    """Yield the rows of a JSON Lines file: one object a line, each name once."""
    for number, line in enumerate(decode(raw).splitlines(), start=1):
        try:
            values = json.loads(line, object_pairs_hook=_each_once)
        except (ValueError, RecursionError) as error:
            raise Unreadable([RowFault(number, "import.json", {})]) from error
        if not isinstance(values, dict):
            raise Unreadable([RowFault(number, "import.json", {})])
        missing, unknown = set(required) - set(values), set(values) - {*required, *optional}
        if missing or unknown:
            raise Unreadable([RowFault(number, "import.columns", _named(missing, unknown))])
        yield Row(number, values)


def decode(raw: bytes) -> str:
    """Return the text of a file, without the mark that some spreadsheets put before it."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid("import.not-utf-8", place=error.start) from error


def _check_columns(header: Sequence[str], required: Sequence[str], optional: Sequence[str]) -> None:
    missing, unknown = set(required) - set(header), set(header) - {*required, *optional}
    if missing or unknown or len(set(header)) != len(header):
        raise Invalid("import.columns", **_named(missing, unknown))


def _named(missing: set[str], unknown: set[str]) -> dict[str, str]:
    return {"missing": ", ".join(sorted(missing)) or "–", "unknown": ", ".join(sorted(unknown)) or "–"}


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError
    return values
