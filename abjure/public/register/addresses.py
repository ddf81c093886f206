"""How numbers and days are spelled in addresses: one spelling each."""

from datetime import date


class IndexConverter:
    """An entry number: decimal, without leading zeros."""

    regex = r"(?:0|[1-9][0-9]{0,17})"

    def to_python(self, value: str) -> int:
        """Return the number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Return its spelling."""
        return str(value)


class DayConverter:
    """A day: 2026-11-22."""

    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        """Return the day; a ValueError means that there is no such page."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """Return its spelling."""
        return value.isoformat()
