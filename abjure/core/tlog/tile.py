"""The log as static files: tiles of 256 hashes and bundles of 256 entries, https://c2sp.org/tlog-tiles."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from abjure.core.errors import Invalid
from abjure.core.tlog import merkle

WIDTH = 256
HEIGHT = 8
HASH_BYTES = 32
ENTRIES = -1
LEVEL_MAX = 63
ENTRY_BYTES_MAX = 65_535

_PATH = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*)([0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


class Tile(NamedTuple):
    """Which tile: its level (ENTRIES for a bundle), its number in that level, how many hashes or entries it holds."""

    level: int
    number: int
    width: int = WIDTH

    def format(self) -> str:
        """Return the tile's path beneath the log's prefix."""
        groups, rest = [f"{self.number % 1000:03}"], self.number // 1000
        while rest:
            groups.insert(0, f"x{rest % 1000:03}")
            rest //= 1000
        level = "entries" if self.level == ENTRIES else str(self.level)
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level}/{'/'.join(groups)}{partial}"


# What gives the bytes of a tile, exactly as wide as asked, or raises Invalid.
Read = Callable[[Tile], bytes]


def parse_path(path: str) -> Tile:
    """Return the tile that lies at this path."""
    match = _PATH.fullmatch(path)
    if not match:
        raise Invalid("tile.path", path=path)
    level = ENTRIES if match[1] == "entries" else int(match[1])
    number = int(match[2].replace("x", "").replace("/", "") + match[3])
    tile = Tile(level, number, int(match[4] or WIDTH))
    if tile.format() != path or level > LEVEL_MAX:
        raise Invalid("tile.path", path=path)
    return tile


def tiles(size: int, level: int = 0) -> Iterator[Tile]:
    """Return the tiles of one level (or the bundles) of a log of this size, the partial one last."""
    full, rest = divmod(size >> HEIGHT * max(level, 0), WIDTH)
    yield from (Tile(level, number) for number in range(full))
    if rest:
        yield Tile(level, full, rest)


def levels(size: int) -> range:
    """Return the levels at which a log of this size has tiles."""
    return range(-(-size.bit_length() // HEIGHT))


def format_bundle(entries: Iterable[bytes]) -> bytes:
    """Return the entries, each after its length."""
    return b"".join([len(entry).to_bytes(2, "big") + entry for entry in entries])


def parse_bundle(data: bytes, width: int) -> list[bytes]:
    """Return the `width` entries of a bundle."""
    entries, at = _first(data, width)
    if at != len(data) or len(entries) != width:
        raise Invalid("bundle.wrong-length", width=width)
    return entries


def cut(tile: Tile, data: bytes) -> bytes:
    """Return the beginning of a full tile or bundle that is the partial one, which may be gone once the full one stands."""
    if tile.level != ENTRIES:
        return data[: tile.width * HASH_BYTES]
    return data[: _first(data, tile.width)[1]]


def _first(data: bytes, width: int) -> tuple[list[bytes], int]:
    """Return up to `width` entries and where they end; an entry that is cut off reaches past the data's end."""
    entries: list[bytes] = []
    at, end = 0, len(data)
    while at < end and len(entries) < width:
        start = at + 2
        at = start + (data[at] << 8 | data[start - 1] if start <= end else 0)
        entries.append(data[start:at])
    return entries, at


class Edge:
    """The right edge of a tree: at each level the hashes of the tile that is not full yet."""

    def __init__(self, size: int = 0, rows: list[list[bytes]] | None = None) -> None:
        self.size = size
        self.rows = rows or []

    def extend(self, hashes: Sequence[bytes]) -> list[tuple[Tile, bytes]]:
        """Append leaf hashes; return the tiles that they fill, at all levels."""
        filled: list[tuple[Tile, bytes]] = []
        start = 0
        while start < len(hashes):
            room = WIDTH - self.size % WIDTH
            part = hashes[start : start + room]
            self.size += len(part)
            self._push(0, part, filled)
            start += room
        return filled

    def extend_full(self, roots: Iterable[bytes]) -> list[tuple[Tile, bytes]]:
        """Append full bundles by the roots over their leaf hashes, at a bundle's border; return the tiles that they fill above."""
        filled: list[tuple[Tile, bytes]] = []
        self.rows = self.rows or [[]]
        for full in roots:
            self.size += WIDTH
            self._push(1, [full], filled)
        return filled

    def _push(self, level: int, hashes: Sequence[bytes], filled: list[tuple[Tile, bytes]]) -> None:
        if level == len(self.rows):
            self.rows.append([])
        row = self.rows[level]
        row.extend(hashes)
        if len(row) == WIDTH:
            number = (self.size >> HEIGHT * (level + 1)) - 1
            filled.append((Tile(level, number), b"".join(row)))
            self.rows[level] = []
            self._push(level + 1, [fold(row)], filled)

    def partials(self) -> list[tuple[Tile, bytes]]:
        """Return the tiles that are not full."""
        width = [(level, row) for level, row in enumerate(self.rows) if row]
        return [(Tile(level, self.size >> HEIGHT * (level + 1), len(row)), b"".join(row)) for level, row in width]

    def root(self) -> bytes:
        """Return the root of the whole tree."""
        found: bytes | None = None
        for row in self.rows:
            if row or found:
                found = merkle.root([*row, found] if found else row)
        return found or merkle.EMPTY


def fold(hashes: Sequence[bytes]) -> bytes:
    """Return the root over a power of two of hashes."""
    while len(hashes) > 1:
        hashes = merkle.parents(hashes)
    return hashes[0]


def split(data: bytes) -> list[bytes]:
    """Return the hashes of a tile."""
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]


def edge(read: Read, size: int) -> Edge:
    """Return the right edge of a log of this size, read from its partial tiles."""
    rows = []
    for level in levels(size):
        number, width = divmod(size >> HEIGHT * level, WIDTH)
        rows.append(split(read(Tile(level, number, width))) if width else [])
    return Edge(size, rows)


def grow(read: Read, size: int, entries: Sequence[bytes]) -> tuple[dict[str, bytes], Edge]:
    """Return the files, by path, that entries add to a log of this size, and the new right edge."""
    right = edge(read, size)
    written = right.extend(merkle.leaf_hashes(entries)) + right.partials()
    start = size - size % WIDTH
    held = parse_bundle(read(Tile(ENTRIES, start // WIDTH, size - start)), size - start) if size > start else []
    held += entries
    for at in range(0, len(held), WIDTH):
        part = held[at : at + WIDTH]
        written.append((Tile(ENTRIES, (start + at) // WIDTH, len(part)), format_bundle(part)))
    return {tile.format(): data for tile, data in written}, right


def range_hash(read: Read, size: int) -> Callable[[int, int], bytes]:
    """Return what gives the root over any range that proofs in a tree of this size need, from a few tiles."""

    def hash_of(start: int, end: int) -> bytes:
        if end - start == 1 or _is_whole(start, end):
            return _node(read, size, (end - start).bit_length() - 1, start)
        middle = start + merkle.split(end - start)
        return merkle.node_hash(hash_of(start, middle), hash_of(middle, end))

    return hash_of


def _is_whole(start: int, end: int) -> bool:
    count = end - start
    return count & (count - 1) == 0 and start % count == 0


def _node(read: Read, size: int, height: int, start: int) -> bytes:
    """Return the root over 2^height entries from `start` on, by folding a part of one tile."""
    level, rest = divmod(height, HEIGHT)
    number, first = divmod(start >> HEIGHT * level, WIDTH)
    width = min(WIDTH, (size >> HEIGHT * level) - number * WIDTH)
    return fold(split(read(Tile(level, number, width)))[first : first + (1 << rest)])


def root(read: Read, size: int) -> bytes:
    """Return the root of the tree over the first `size` entries."""
    return range_hash(read, size)(0, size) if size else merkle.EMPTY


def prove_inclusion(read: Read, index: int, size: int) -> list[bytes]:
    """Return the inclusion proof of an entry, from a few tiles."""
    return merkle.prove_inclusion(index, size, range_hash(read, size))


def prove_consistency(read: Read, old: int, new: int) -> list[bytes]:
    """Return the consistency proof between two sizes, from a few tiles."""
    return merkle.prove_consistency(old, new, range_hash(read, new))
