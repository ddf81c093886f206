"""Finds a commitment that stands in two leaves, with memory for a small part of them: one statement is counted once."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from abjure.core.errors import Invalid

PENDING_MAX = 1_000_000
COMMITMENT = 43


class Commitments:
    """All commitments seen so far with their indices, in files by their first two letters once they are many."""

    def __init__(self, pending_max: int = PENDING_MAX) -> None:
        self._folder = TemporaryDirectory(prefix="abjure-audit-")
        self._pending: dict[str, list[str]] = defaultdict(list)
        self._pending_max = pending_max
        self._count = 0
        self._spilled = False

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Remove the files."""
        self._folder.cleanup()

    def add(self, commitment: str, index: int) -> None:
        """Note a commitment, 43 letters of base64url."""
        self._pending[commitment[:2]].append(f"{commitment}{index}")
        self._count += 1
        if self._count >= self._pending_max:
            self._spill()

    def check(self) -> None:
        """Check that no commitment stands in two leaves."""
        if self._spilled:
            self._spill()
        for part in self._parts():
            commitments = [line[:COMMITMENT] for line in part]
            if len(set(commitments)) < len(commitments):
                raise _twice(part)

    def _parts(self) -> Iterable[list[str]]:
        if not self._spilled:
            return self._pending.values()
        return map(_read, sorted(Path(self._folder.name).iterdir()))

    def _spill(self) -> None:
        # "-" and "_" are letters of base64url too, and all of them may stand in a file's name; case is kept apart by its code.
        for start, lines in self._pending.items():
            with (Path(self._folder.name) / start.encode().hex()).open("a", encoding="ascii") as file:
                file.write("\n".join(lines) + "\n")
        self._pending.clear()
        self._count, self._spilled = 0, True


def _read(path: Path) -> list[str]:
    return path.read_text(encoding="ascii").splitlines()


def _twice(lines: list[str]) -> Invalid:
    seen: dict[str, str] = {}
    for line in lines:
        commitment, index = line[:COMMITMENT], line[COMMITMENT:]
        if commitment in seen:
            return Invalid("count.statement-twice", index=int(index), other=int(seen[commitment]))
        seen[commitment] = index
    raise AssertionError("called for lines without a repetition")
