"""Two series of what each day added: as recorded, where a void counts on its own day, and as corrected, where it counts on its target's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from abjure.core.count import EPOCH
from abjure.core.leaf import Leaf

HEADER = "day,people_as_recorded,statements_as_recorded,people_as_corrected,statements_as_corrected"
RECORDED, CORRECTED = 0, 2


@dataclass
class Series:
    """For each day with statements or voids: people and statements as recorded, the same as corrected."""

    days: dict[int, list[int]] = field(default_factory=dict)

    def add(self, day: int, people: int, statements: int) -> None:
        """Book statements on their day."""
        self._book(day, RECORDED, people, statements)
        self._book(day, CORRECTED, people, statements)

    def void(self, leaf: Leaf, target: Leaf) -> None:
        """Book a void; one of a statement inside an earlier register's balance changes neither series."""
        if leaf["p"] != "carried":
            self._book(leaf["d"], RECORDED, -leaf["n"], -1)
            self._book(target["d"], CORRECTED, -leaf["n"], -1)

    def format(self) -> str:
        """Return both series as a CSV file."""
        rows = (",".join([_iso(day), *map(str, numbers)]) for day, numbers in sorted(self.days.items()))
        return "".join(f"{line}\n" for line in [HEADER, *rows])

    def state(self) -> dict[str, list[int]]:
        """Return the series as a value of JSON, to go on from later."""
        return {str(day): numbers for day, numbers in sorted(self.days.items())}

    def _book(self, day: int, place: int, people: int, statements: int) -> None:
        numbers = self.days.setdefault(day, [0, 0, 0, 0])
        numbers[place] += people
        numbers[place + 1] += statements


def parse(state: Mapping[str, Iterable[Any]]) -> Series:
    """Return the series whose state `Series.state` returned."""
    return Series({int(day): list(numbers) for day, numbers in state.items()})


def _iso(day: int) -> str:
    return (EPOCH + timedelta(days=day)).isoformat()
