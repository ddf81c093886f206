"""A TOML table read strictly: every key is asked for once, with its type, and none is left over."""

import re
from collections.abc import Mapping
from typing import Any

from abjure.core.errors import Invalid

KEY = re.compile(r"[a-z][a-z0-9-]{0,15}")


class Table:
    """One table and the place where it stands; `done` refuses keys that nobody asked for."""

    def __init__(self, values: Mapping[str, Any], where: str) -> None:
        """Take the parsed values and the name by which errors call this table."""
        self._values = dict(values)
        self.where = where

    def text(self, key: str) -> str:
        """Return a text that is not empty."""
        value = self._take(key, str)
        if not value.strip():
            raise Invalid("charter.empty-text", where=self._at(key))
        return str(value).strip()

    def number(self, key: str, low: int, high: int) -> int:
        """Return an integer between low and high, both included."""
        value = int(self._take(key, int))
        if not low <= value <= high:
            raise Invalid("charter.out-of-range", where=self._at(key), low=low, high=high)
        return value

    def flag(self, key: str) -> bool:
        """Return true or false."""
        return bool(self._take(key, bool))

    def keys(self, key: str) -> tuple[str, ...]:
        """Return a list of keys such as `league`, each once."""
        values = self.texts(key)
        for value in values:
            check_key(value, self._at(key))
        return values

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, each once."""
        values = self._take(key, list)
        if not all(isinstance(value, str) and value for value in values):
            raise Invalid("charter.wrong-type", where=self._at(key))
        if len(set(values)) != len(values):
            raise Invalid("charter.duplicate", where=self._at(key))
        return tuple(values)

    def table(self, key: str) -> "Table":
        """Return the table below this one."""
        return Table(self._take(key, dict), self._at(key))

    def tables(self, key: str) -> "list[Table]":
        """Return a list of tables, empty when there is none."""
        values = self._take(key, list) if key in self._values else []
        if not all(isinstance(value, dict) for value in values):
            raise Invalid("charter.wrong-type", where=self._at(key))
        return [Table(value, self._at(f"{key}[{place}]")) for place, value in enumerate(values)]

    def has(self, key: str) -> bool:
        """Say whether an optional key is given."""
        return key in self._values

    def done(self) -> None:
        """Check that nothing is left that nobody asked for."""
        for key in self._values:
            raise Invalid("charter.unknown-key", where=self._at(key))

    def _take(self, key: str, kind: type) -> Any:
        if key not in self._values:
            raise Invalid("charter.missing", where=self._at(key))
        value = self._values.pop(key)
        if type(value) is not kind:
            raise Invalid("charter.wrong-type", where=self._at(key))
        return value

    def _at(self, key: str) -> str:
        return f"{self.where}.{key}"


def check_key(key: str, where: str) -> None:
    """Check that a key may stand in a leaf."""
    if not KEY.fullmatch(key):
        raise Invalid("charter.bad-key", where=where, key=key)
