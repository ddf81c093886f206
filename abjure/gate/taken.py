"""Which commitments stand in the log already: the first eight bytes of each, in memory, brought up to date from the placements.

An index in the database would be met in no order, a page for every leaf, and grow slower with the log; here a leaf takes six bytes and
the time stays the same. Two commitments that begin alike are taken for one: with ten million leaves that happens by chance once in 400,000 logs.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db import connections

from abjure.gate.models import Log

BYTES, BUCKET, REST = 8, 2, 6
# So many characters of base64url spell eight bytes.
SPELLED = 11
AT_ONCE = 65_536
BEGINNINGS = 'SELECT beginning FROM gate_placement WHERE "index" >= %s AND "index" < %s AND beginning IS NOT NULL'
LEAF = 'SELECT leaf FROM gate_placement WHERE "index" = %s'


class Reached(NamedTuple):
    """How many placements have been taken in, and the leaf of the last one, by which the log is known again."""

    size: int = 0
    leaf: str = ""


class Taken:
    """The beginnings of a log's commitments, by their first two bytes."""

    def __init__(self) -> None:
        self._begin()

    def among(self, row: Log, commitments: Iterable[str]) -> set[str]:
        """Return those of these commitments that stand in a leaf already, up to the last index given."""
        self._catch_up(row.sequenced)
        return {text for text in commitments if (known := beginning(text)) is not None and self._has(known)}

    def _begin(self) -> None:
        self._reached = Reached()
        self._buckets = [bytearray() for _ in range(1 << 8 * BUCKET)]

    def _catch_up(self, size: int) -> None:
        if size < self._reached.size or (self._reached.size and _leaf(self._reached.size - 1) != self._reached.leaf):
            # Another log than the one that was read, or an earlier state of it.
            self._begin()
        if size == self._reached.size:
            return
        for number in _beginnings(self._reached.size, size):
            raw = number.to_bytes(BYTES, "big", signed=True)
            self._buckets[int.from_bytes(raw[:BUCKET], "big")] += raw[BUCKET:]
        self._reached = Reached(size, _leaf(size - 1))

    def _has(self, number: int) -> bool:
        raw = number.to_bytes(BYTES, "big", signed=True)
        bucket, rest = self._buckets[int.from_bytes(raw[:BUCKET], "big")], raw[BUCKET:]
        place = bucket.find(rest)
        while place >= 0 and place % REST:
            place = bucket.find(rest, place + 1)
        return place >= 0


def beginning(text: str) -> int | None:
    """Return the first eight bytes of a commitment as a number; None for what spells no bytes, which no leaf can hold."""
    try:
        return int.from_bytes(urlsafe_b64decode(text[:SPELLED] + "=")[:BYTES], "big", signed=True)
    except ValueError:
        return None


def _beginnings(first: int, size: int) -> Iterator[int]:
    with connections["gate"].cursor() as cursor:
        for start in range(first, size, AT_ONCE):
            cursor.execute(BEGINNINGS, [start, min(start + AT_ONCE, size)])
            yield from (number for (number,) in cursor.fetchall())


def _leaf(index: int) -> str:
    """Return the leaf that has this index, or nothing."""
    with connections["gate"].cursor() as cursor:
        cursor.execute(LEAF, [index])
        found = cursor.fetchone()
        return str(found[0]) if found else ""
