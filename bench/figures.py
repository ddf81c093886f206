"""A figure: what was measured, against which limit on the same machine, and their ratio."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured figure; `limit` is what the machine or a peer does of the same kind, in the same unit."""

    what: str
    value: float
    unit: str
    limit: float | None = None
    limit_is: str = ""

    @property
    def ratio(self) -> float | None:
        """Return the figure as a share of its limit."""
        return self.value / self.limit if self.limit else None


def heading() -> str:
    """Return the machine in a line."""
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, Linux {platform.release()}"


def show(figure: Figure) -> str:
    """Return a figure as a line."""
    line = f"{figure.what:58} {figure.value:12,.1f} {figure.unit:10}"
    if figure.ratio is None:
        return line
    return f"{line} {figure.ratio:7.1%} of {figure.limit:,.1f} ({figure.limit_is})"
