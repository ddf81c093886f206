"""The second route to the same root: from the files as they will be published, by other code than that which made them.

One flipped bit in a hash that was signed has ended a public log before: nothing of `core.tlog` is used here, on purpose.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence

from abjure.core.errors import Refused

FAN = 256
Peaks = list[tuple[int, bytes]]
Rows = list[dict[int, bytes]]


def check(files: Mapping[str, bytes], *, old: int, entries: Sequence[bytes], root: bytes, earlier: Callable[[str], bytes]) -> None:
    """Check that the files hold these entries from index `old` on, that every tile follows from them, and the root from all.

    `earlier` gives the bytes of a file of the log of size `old`. Raises Refused("tree.second-route").
    """
    rows = _known(old, earlier)
    start = old - old % FAN
    held = [bytes(entry) for entry in _unpack(files, start, old + len(entries))]
    if held[old - start :] != list(entries):
        raise Refused("tree.second-route", what="entries")
    peaks = _peaks(rows, start)
    for index, entry in enumerate(held, start):
        _push(peaks, rows, index, hashlib.sha256(b"".join((b"\0", entry))).digest())
    if _bag(peaks) != root:
        raise Refused("tree.second-route", what="root")
    _check_tiles(files, rows, old + len(entries), old)


def _known(size: int, earlier: Callable[[str], bytes]) -> Rows:
    """Return by level the hashes of the old log's unfinished tiles, except those of entries, which are hashed again."""
    rows: Rows = [{}]
    level, count = 1, size >> 8
    while count:
        first = count & ~0xFF
        data = earlier(_path(str(level), first >> 8, count & 0xFF)) if count & 0xFF else b""
        rows.append({first + place: data[place * 32 : place * 32 + 32] for place in range(count & 0xFF)})
        level, count = level + 1, count >> 8
    return rows


def _peaks(rows: Rows, size: int) -> Peaks:
    """Return the roots of the complete subtrees that the first `size` entries fall into, the largest first."""
    peaks: Peaks = []
    done = 0
    for height in range(size.bit_length() - 1, -1, -1):
        if size >> height & 1:
            level, inside = height >> 3, 1 << (height & 7)
            base = done >> (level << 3)
            peaks.append((height, _pairwise([rows[level][base + place] for place in range(inside)])))
            done += 1 << height
    return peaks


def _pairwise(hashes: list[bytes]) -> bytes:
    while len(hashes) > 1:
        hashes = [_join(hashes[place], hashes[place + 1]) for place in range(0, len(hashes), 2)]
    return hashes[0]


def _push(peaks: Peaks, rows: Rows, index: int, found: bytes) -> None:
    """Add one hash as a binary counter does, and keep what belongs into a tile."""
    height = 0
    rows[0][index] = found
    while peaks and peaks[-1][0] == height:
        found = _join(peaks.pop()[1], found)
        height += 1
        if height & 7 == 0:
            if len(rows) == height >> 3:
                rows.append({})
            rows[height >> 3][index >> height] = found
    peaks.append((height, found))


def _bag(peaks: Peaks) -> bytes:
    found = b""
    for _, peak in reversed(peaks):
        found = _join(peak, found) if found else peak
    return found


def _join(left: bytes, right: bytes) -> bytes:
    node = hashlib.sha256(b"\1")
    node.update(left)
    node.update(right)
    return node.digest()


def _unpack(files: Mapping[str, bytes], start: int, end: int) -> Iterator[memoryview]:
    """Yield the entries of the bundles from an index, the first of its bundle, to the end."""
    for number in range(start // FAN, -(-end // FAN)):
        name = _bundle(number, end)
        if name not in files:
            raise Refused("tree.second-route", what=name)
        yield from _split(memoryview(files[name]))


def _split(data: memoryview) -> Iterator[memoryview]:
    place = 0
    while place < len(data):
        (length,) = struct.unpack_from(">H", data, place)
        yield data[place + 2 : place + 2 + length]
        place += 2 + length


def _check_tiles(files: Mapping[str, bytes], rows: Rows, size: int, old: int) -> None:
    wanted = set(files) - {_bundle(number, size) for number in range(old // FAN, -(-size // FAN))}
    for level, row in enumerate(rows):
        total = size >> (level << 3)
        for number in range(old >> (level + 1 << 3), -(-total // FAN)):
            width = min(FAN, total - number * FAN)
            name = _path(str(level), number, width % FAN)
            made = b"".join(row[number * FAN + place] for place in range(width))
            # A level that has not grown keeps its old tile, which is published already.
            if files.get(name, made if total == old >> (level << 3) else b"") != made:
                raise Refused("tree.second-route", what=name)
            wanted.discard(name)
    if wanted:
        raise Refused("tree.second-route", what=min(wanted))


def _bundle(number: int, size: int) -> str:
    return _path("entries", number, min(FAN, size - number * FAN) % FAN)


def _path(level: str, number: int, width: int) -> str:
    digits = f"{number:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[place : place + 3] for place in range(0, len(digits), 3)]
    path = "/".join(["tile", level, *(f"x{group}" for group in groups[:-1]), groups[-1]])
    return f"{path}.p/{width}" if width else path
