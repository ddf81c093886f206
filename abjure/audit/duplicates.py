"""Finds a commitment that stands in two leaves, with memory for a small part of them: one statement is counted once."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from abjure.core.errors import Invalid

COMMITMENT = 43
MEMORY_MAX = 2_000_000
_BLANK = b" " * COMMITMENT


def check(folder: Path, memory_max: int = MEMORY_MAX) -> None:
    """Check that no commitment stands twice in the files of a folder, each named after the index at which it begins.

    A file holds 43 bytes for each entry, blanks where it has no commitment. Raises Invalid("count.statement-twice").
    """
    files = sorted((path for path in folder.iterdir() if path.is_file()), key=lambda path: int(path.name))
    if sum(path.stat().st_size for path in files) <= memory_max * COMMITMENT:
        _check_part([row for path in files for row in _rows(path)], files)
        return
    with TemporaryDirectory(dir=folder) as parts:
        for part in _sorted_apart(files, Path(parts), memory_max):
            _check_part(_rows(part), files)


def _sorted_apart(files: Sequence[Path], parts: Path, memory_max: int) -> list[Path]:
    """Return files that each hold the commitments with the same first letter, or letters where there are very many."""
    letters = 1 if sum(path.stat().st_size for path in files) <= 64 * memory_max * COMMITMENT else 2
    found: dict[bytes, list[bytes]] = defaultdict(list)
    for number, path in enumerate(files, start=1):
        for row in _rows(path):
            found[row[:letters]].append(row)
        if number == len(files) or sum(map(len, found.values())) >= memory_max:
            _spill(found, parts)
    return sorted(parts.iterdir())


def _spill(found: dict[bytes, list[bytes]], parts: Path) -> None:
    for start, rows in found.items():
        # "-" and "_" are letters too, and some disks take "a" and "A" for one name.
        with (parts / start.hex()).open("ab") as file:
            file.write(b"".join(rows))
    found.clear()


def _rows(path: Path) -> list[bytes]:
    data = path.read_bytes()
    rows = [data[at : at + COMMITMENT] for at in range(0, len(data), COMMITMENT)]
    return [row for row in rows if row != _BLANK] if _BLANK in data else rows


def _check_part(rows: Sequence[bytes], files: Sequence[Path]) -> None:
    if len(set(rows)) == len(rows):
        return
    seen: set[bytes] = set()
    twice = next(row for row in rows if row in seen or seen.add(row))  # type: ignore[func-returns-value] # None: go on
    other, index, *_ = _indices(twice, files)
    raise Invalid("count.statement-twice", index=index, other=other)


def _indices(wanted: bytes, files: Sequence[Path]) -> Iterator[int]:
    for path in files:
        data = path.read_bytes()
        for place in range(len(data) // COMMITMENT):
            if data[place * COMMITMENT : (place + 1) * COMMITMENT] == wanted:
                yield int(path.name) + place
