"""A stretch of a log: some bundles read, hashed and added up apart from the rest, so that processes can share the work."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from abjure.audit.reader import Log
from abjure.core import leaf
from abjure.core.errors import Invalid
from abjure.core.leaf import Leaf
from abjure.core.tlog import merkle, tile
from abjure.core.tlog.tile import ENTRIES, WIDTH, Tile

BUNDLES = 64
LEAVES = BUNDLES * WIDTH
# A statement is `{"c":"`, 43 letters that differ from every other's, and a tail that many share: each tail is parsed once.
HEAD, COMMITMENT = b'{"c":"', 43
TAIL = len(HEAD) + COMMITMENT
NO_COMMITMENT = b" " * COMMITMENT
TAILS_MAX = 100_000
_ANY = b"A" * COMMITMENT
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_LAST_LETTERS = b"AEIMQUYcgkosw048"


class Run(NamedTuple):
    """Statements of one day in a row, none of which replaces another: how many, and what they add."""

    day: int
    size: int
    statements: int
    people: dict[str, int]
    bodies: dict[str, int]
    named: frozenset[str]


# What a stretch adds to the count, in order: runs, and all other leaves as they stand.
Part = Run | bytes


@dataclass(frozen=True)
class Task:
    """Which bundles to read, from which entry on to count, where to cut runs, which hashes to expect, where commitments go."""

    first: int
    end: int
    start: int
    cuts: frozenset[int]
    kept: Sequence[bytes]
    folder: Path | None


@dataclass
class Stretch:
    """What reading a stretch has given: the roots of its full bundles, the hashes of the one that is not, and the parts."""

    first: int
    end: int
    roots: list[bytes] = field(default_factory=list)
    rest: list[bytes] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    tiles: int = 0


def tasks(start: int, end: int, cuts: frozenset[int], kept: Sequence[bytes], folder: Path | None) -> Iterator[Task]:
    """Return the stretches from an entry to another; the first begins at its bundle's border, where `kept` are the hashes known."""
    border = start - start % WIDTH
    for first in range(border, end, LEAVES):
        yield Task(first, min(end, first + LEAVES), max(start, first), cuts, kept if first == border else (), folder)


def read(log: Log, task: Task) -> Stretch:
    """Read a stretch and check its tiles; what its leaves say is for the count to judge."""
    found, commitments = Stretch(task.first, task.end), bytearray()
    for at in range(task.first, task.end, WIDTH):
        entries = log.entries(at // WIDTH, min(WIDTH, task.end - at))
        hashes = merkle.leaf_hashes(entries)
        _check_kept(hashes, task, at)
        check_tile(log, Tile(0, at // WIDTH, len(entries)), b"".join(hashes))
        found.tiles += 1
        if len(entries) == WIDTH:
            found.roots.append(tile.fold(hashes))
        else:
            found.rest = hashes
        skipped = max(0, task.start - at)
        commitments += _summarise(entries[skipped:], at + skipped, task.cuts, found.parts)
    if task.folder is not None:
        (task.folder / str(task.start)).write_bytes(commitments)
    return found


def check_tile(log: Log, wanted: Tile, expected: bytes) -> None:
    """Check that a tile is what the entries give; Invalid("audit.tile-differs") names the first entry that it concerns."""
    found = log.read(wanted)
    if found != expected:
        first = next(at for at, pair in enumerate(zip(tile.split(found), tile.split(expected), strict=True)) if pair[0] != pair[1])
        index = (wanted.number * WIDTH + first) << tile.HEIGHT * wanted.level
        raise Invalid("audit.tile-differs", path=wanted.format(), index=index)


def _check_kept(hashes: Sequence[bytes], task: Task, at: int) -> None:
    for place, (known, found) in enumerate(zip(task.kept, hashes, strict=False)):
        if at == task.first and known != found:
            raise Invalid("audit.history-changed", path=Tile(ENTRIES, at // WIDTH, len(hashes)).format(), index=at + place)


def _summarise(entries: Sequence[bytes], first: int, cuts: frozenset[int], parts: list[Part]) -> bytes:
    """Append what entries add, and return their commitments, blanks where there is none."""
    tails = [entry[TAIL:] for entry in entries]
    commitments = [entry[len(HEAD) : TAIL] for entry in entries]
    joined = b"".join(commitments)
    days = {known[0] if (known := _tail(tail)) else None for tail in set(tails)}
    plain = all(entry.startswith(HEAD) for entry in entries) and len(joined) == COMMITMENT * len(entries) and _are_hashes(joined)
    if plain and len(days) == 1 and None not in days and not any(first < cut < first + len(entries) for cut in cuts):
        _append(parts, _run(tails), cut=first in cuts)
        return joined
    return b"".join([_one(entry, first + place, cuts, parts) for place, entry in enumerate(entries)])


def _one(entry: bytes, index: int, cuts: frozenset[int], parts: list[Part]) -> bytes:
    commitment = entry[len(HEAD) : TAIL]
    has_one = entry.startswith(HEAD) and len(commitment) == COMMITMENT and _are_hashes(commitment)
    if has_one and _tail(entry[TAIL:]) is not None:
        _append(parts, _run([entry[TAIL:]]), cut=index in cuts)
    else:
        parts.append(entry)
    return commitment if has_one else NO_COMMITMENT


def _are_hashes(joined: bytes) -> bool:
    return not joined.translate(None, _LETTERS) and not joined[COMMITMENT - 1 :: COMMITMENT].translate(None, _LAST_LETTERS)


_tails: dict[bytes, tuple[int, Leaf] | None] = {}


def _tail(tail: bytes) -> tuple[int, Leaf] | None:
    """Return day and leaf of a statement with this tail; None if it is none, or one that replaces another."""
    if tail not in _tails:
        if len(_tails) >= TAILS_MAX:
            _tails.clear()
        _tails[tail] = _parse_tail(tail)
    return _tails[tail]


def _parse_tail(tail: bytes) -> tuple[int, Leaf] | None:
    try:
        parsed = leaf.parse(HEAD + _ANY + tail)
    except Invalid:
        return None
    return None if parsed["t"] != "decl" or "r" in parsed else (parsed["d"], parsed)


def _run(tails: Sequence[bytes]) -> Run:
    """Return what statements of one day add; those of an earlier register are inside its balance."""
    people: Counter[str] = Counter()
    bodies: Counter[str] = Counter()
    statements, day, named = 0, 0, set()
    for tail, times in Counter(tails).items():
        day, one = _tail(tail) or (0, {})
        people[one["p"]] += one["n"] * times
        named |= one["o"].keys()
        if one["p"] != "carried":
            statements += times
            bodies.update({key: number * times for key, number in one["o"].items()})
    return Run(day, len(tails), statements, dict(people), dict(bodies), frozenset(named))


def _append(parts: list[Part], run: Run, *, cut: bool) -> None:
    last = parts[-1] if parts and not cut else None
    if isinstance(last, Run) and last.day == run.day:
        people, bodies = Counter(last.people), Counter(last.bodies)
        people.update(run.people)
        bodies.update(run.bodies)
        run = Run(run.day, last.size + run.size, last.statements + run.statements, dict(people), dict(bodies), last.named | run.named)
        parts[-1] = run
    else:
        parts.append(run)
