"""The full audit: every tile derived again from the entries, every leaf parsed and counted, every published number compared."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from abjure.audit.duplicates import Commitments
from abjure.audit.reader import Log
from abjure.core import leaf
from abjure.core.count import Count
from abjure.core.errors import Invalid
from abjure.core.leaf import Leaf
from abjure.core.tlog import merkle, policy, tile
from abjure.core.tlog.policy import Policy, Verified
from abjure.core.tlog.tile import Edge, Tile

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Report:
    """What a full audit has found to hold."""

    verified: Verified
    count: Count
    tiles: int
    published: bool


class Audit:
    """One walk over a log, from the first entry to the checkpoint's size."""

    def __init__(self, log: Log, published: dict[str, Any] | None = None) -> None:
        self.log = log
        self.published = published
        self.count = Count()
        self.edge = Edge()
        self.tiles = 0
        self.bundles = bytearray()
        self.entries: list[bytes] = []
        self._leaf_again = lru_cache(maxsize=64)(self._bundle_again)

    def run(self, verified: Verified, progress: Progress) -> None:
        """Walk over all entries; raise Invalid with the place of the first thing that is wrong."""
        size = verified.checkpoint.size
        self._check_published_size(size)
        with Commitments() as commitments:
            for bundle in tile.tiles(size, tile.ENTRIES):
                self._bundle(bundle, commitments)
                progress(self.count.size, size)
            commitments.check()
        if self.published and self.published["tree_size"] == size:
            self._compare(self.edge, [])
        for partial, data in self.edge.partials():
            self._check_tile(partial, data)
        if self.edge.root() != verified.checkpoint.root:
            raise Invalid("audit.wrong-root", path="checkpoint")

    def _bundle(self, bundle: Tile, commitments: Commitments) -> None:
        self.entries = self.log.entries(bundle.number, bundle.width)
        hashes = merkle.leaf_hashes(self.entries)
        if bundle.width < tile.WIDTH:
            self._check_tile(Tile(0, bundle.number, bundle.width), b"".join(hashes), again=True)
        before = Edge(self.edge.size, [list(row) for row in self.edge.rows])
        for filled, data in self.edge.extend(hashes):
            self._check_tile(filled, data)
        self.bundles += sha256(b"".join(hashes)).digest()
        self._fold(commitments, before, hashes)

    def _check_tile(self, wanted: Tile, expected: bytes, *, again: bool = False) -> None:
        found = self.log.read(wanted)
        self.tiles += not again
        if found != expected:
            first = next(at for at, pair in enumerate(zip(tile.split(found), tile.split(expected), strict=True)) if pair[0] != pair[1])
            raise Invalid(
                "audit.tile-differs", path=wanted.format(), index=(wanted.number * tile.WIDTH + first) << tile.HEIGHT * wanted.level
            )

    def _fold(self, commitments: Commitments, before: Edge, hashes: list[bytes]) -> None:
        count, first = self.count, self.count.size
        compare_at = self.published["tree_size"] if self.published else -1
        try:
            for entry in self.entries:
                if count.size == compare_at:
                    self._compare(before, hashes[: count.size - first])
                parsed = leaf.parse(entry)
                if parsed["t"] == "decl":
                    commitments.add(parsed["c"], count.size)
                count.add(parsed, self._leaf_at)
        except Invalid as error:
            error.facts.setdefault("index", count.size)
            raise

    def _leaf_at(self, index: int) -> Leaf:
        number, place = divmod(index, tile.WIDTH)
        current = number == self.count.size // tile.WIDTH
        return leaf.parse((self.entries if current else self._leaf_again(number))[place])

    def _bundle_again(self, number: int) -> list[bytes]:
        entries = self.log.entries(number, tile.WIDTH)
        known = self.bundles[number * tile.HASH_BYTES : (number + 1) * tile.HASH_BYTES]
        # A server could show other entries at the second look than at the first.
        if sha256(b"".join(merkle.leaf_hashes(entries))).digest() != known:
            raise Invalid("audit.changed-while-read", path=Tile(tile.ENTRIES, number).format())
        return entries

    def _check_published_size(self, size: int) -> None:
        stated = self.published["tree_size"] if self.published else 0
        if stated > size:
            raise Invalid("audit.count-ahead", path="count.json", stated=stated, size=size)

    def _compare(self, before: Edge, hashes: list[bytes]) -> None:
        before.extend(hashes)
        stated = self.published or {}
        counted = self.count.published(root=before.root(), witnesses=0)
        for name in counted.keys() - {"witnesses"}:
            if _without_zeros(stated.get(name)) != _without_zeros(counted[name]):
                raise Invalid("audit.count-differs", path="count.json", field=name, stated=stated.get(name), counted=counted[name])


def audit(log: Log, trusted: Policy, published: bytes | None, progress: Progress) -> Report:
    """Audit a log by a policy and compare it with the content of a count.json; return what holds, or raise Invalid."""
    stated = None if published is None else parse_published(published)
    verified = policy.check(trusted, log.file("checkpoint"))
    check_vkey(log, verified)
    walk = Audit(log, stated)
    walk.run(verified, progress)
    return Report(verified, walk.count, walk.tiles, stated is not None)


def check_vkey(log: Log, verified: Verified) -> None:
    """Check that the log shows, one a line, the keys by which it was verified."""
    shown = log.file("vkey").decode("utf-8", "replace").splitlines()
    if not {key.format() for key in verified.keys} <= set(shown):
        raise Invalid("audit.vkey-differs", path="vkey")


def parse_published(data: bytes) -> dict[str, Any]:
    """Return the numbers of a count.json."""
    try:
        stated = json.loads(data)
    except (ValueError, RecursionError):
        raise Invalid("audit.count-unreadable", path="count.json") from None
    if not isinstance(stated, dict) or type(stated.get("tree_size")) is not int:
        raise Invalid("audit.count-unreadable", path="count.json")
    return stated


def _without_zeros(value: Any) -> Any:
    return {key: number for key, number in value.items() if number != 0} if isinstance(value, dict) else value
