"""How the number moved: the dated totals of an earlier register, year by year, as bars of fifty steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from abjure.core.count import EPOCH
from abjure.public.register.models import Entry

STEPS = 50
LABEL_YEARS = 4
LINES = 5


@dataclass(frozen=True)
class Figure:
    """One dated total: how many, how well known, in whose words and where they stand."""

    day: date
    people: int
    quality: str
    published: str
    source: str
    index: int

    @property
    def is_link(self) -> bool:
        """Say whether the source is an address."""
        return self.source.startswith(("http://", "https://"))


@dataclass(frozen=True)
class Account:
    """What became of the statements of one closed day; the last number is of all that wait at its end."""

    day: date
    received: int
    accepted: int
    refused: int
    waiting: int


@dataclass(frozen=True)
class Chart:
    """Bars by year, `none` where a year has no figure; the years beneath them; what the top line stands for."""

    bars: tuple[str, ...]
    years: tuple[tuple[int, int], ...]
    top: int

    @property
    def line(self) -> int:
        """Return what is between two lines."""
        return self.top // LINES


def accounts(entries: Iterable[Entry]) -> list[Account]:
    """Return the accounts of closed days."""
    said = [(entry.day, entry.parsed()) for entry in entries]
    return [Account(day, leaf["in"], leaf["yes"], leaf["no"], leaf["wait"]) for day, leaf in said]


def figures(entries: Iterable[Entry]) -> list[Figure]:
    """Return the dated totals, the oldest first."""
    return [_figure(entry) for entry in entries]


def _figure(entry: Entry) -> Figure:
    leaf, said = entry.parsed(), entry.opening or {}
    day = EPOCH + timedelta(days=leaf["as_of"])
    return Figure(day, leaf["n"], leaf["q"], said.get("published", ""), said.get("source", ""), entry.index)


def chart(dated: Sequence[Figure]) -> Chart:
    """Return the last total of each year as a bar; never rounded up, and nothing is guessed between."""
    last = {figure.day.year: figure.people for figure in dated}
    years = range(min(last), max(last) + 1)
    top = scale(max(last.values()))
    bars = tuple(_height(STEPS * last[year] // top) if year in last else "none" for year in years)
    labels = tuple((year, min(LABEL_YEARS, years[-1] - year + 1)) for year in years[::LABEL_YEARS])
    return Chart(bars, labels, top)


def _height(steps: int) -> str:
    """Return the classes of a bar, its tens of steps and its ones: the pages allow no style attribute."""
    return f"t{steps // 10} o{steps % 10}"


def scale(most: int) -> int:
    """Return the least of 5, 10, 50, 100, … that is not below the highest bar."""
    top = LINES
    while top < most:
        top = top * 2 if str(top)[0] == "5" else top * 5
    return top
