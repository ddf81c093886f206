"""A walk over a log from one entry to the checkpoint's size: stretches read by one process or many, and added up in order."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from copy import deepcopy
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from abjure.audit import booking, duplicates, reader, stretch
from abjure.audit.kept import Kept
from abjure.audit.reader import Log
from abjure.audit.series import Series
from abjure.audit.stretch import Run, Stretch, Task
from abjure.core import leaf
from abjure.core.count import Count
from abjure.core.errors import Invalid
from abjure.core.leaf import Leaf
from abjure.core.tlog import merkle, tile
from abjure.core.tlog.checkpoint import Checkpoint
from abjure.core.tlog.tile import ENTRIES, HASH_BYTES, WIDTH, Edge, Tile

Progress = Callable[[int, int], None]
Reads = Callable[[Iterator[Task]], Iterator[Stretch]]
AHEAD = 3


class Walk:
    """Goes on from what is kept, or from the first entry; `compare(count)` is called at each of the sizes in `at`."""

    def __init__(self, log: Log, tree: Checkpoint, since: Kept | None = None) -> None:
        self.log, self.tree = log, tree
        # What is kept stays as it is: if this walk fails, the next one goes on from there again.
        self.count = deepcopy(since.count) if since else Count()
        self.series = deepcopy(since.series) if since else Series()
        self.edge = deepcopy(since.edge) if since else Edge()
        self.tiles, self.seconds, self.search_seconds = 0, 0.0, 0.0
        self._kept = list(self.edge.rows[0]) if self.edge.rows else []
        self._first = self.count.size - len(self._kept)
        self._roots, self._rest = bytearray(), list[bytes]()
        self._bundle = lru_cache(maxsize=64)(self._read_bundle)

    def run(self, reads: Reads, progress: Progress, at: frozenset[int], compare: Callable[[Count], Any]) -> None:
        """Walk over all entries; raise Invalid with the place of the first thing that is wrong."""
        start, size = self.count.size, self.tree.size
        if size < start:
            raise Invalid("audit.rolled-back", path="checkpoint", known=start, size=size)
        if self._kept:
            self.edge = Edge(self._first, [[], *self.edge.rows[1:]])
        began = time.monotonic()
        with TemporaryDirectory(prefix="abjure-audit-") as folder:
            for found in reads(stretch.tasks(start, size, at, self._kept, Path(folder))):
                self._add(found, at, compare)
                progress(self.count.size, size)
            if self.count.size in at:
                compare(self.count)
            self._check_tree()
            self.seconds, began = time.monotonic() - began, time.monotonic()
            duplicates.check(Path(folder))
            self.search_seconds = time.monotonic() - began

    def _add(self, found: Stretch, at: frozenset[int], compare: Callable[[Count], Any]) -> None:
        for filled, data in self.edge.extend_full(found.roots):
            stretch.check_tile(self.log, filled, data)
            self.tiles += 1
        self._roots += b"".join(found.roots)
        self._rest = found.rest
        self.edge.extend(found.rest)
        self.tiles += found.tiles
        for part in found.parts:
            if self.count.size in at:
                compare(self.count)
            self._add_part(part)

    def _add_part(self, part: Run | bytes) -> None:
        if isinstance(part, bytes):
            self._add_leaf(part)
        elif booking.fits(self.count, part):
            booking.book(self.count, part)
            self.series.add(part.day, sum(part.people.values()) - part.people.get("carried", 0), part.statements)
        else:
            self._add_one_by_one(part)

    def _add_leaf(self, entry: bytes) -> None:
        try:
            parsed = leaf.parse(entry)
            self.count.add(parsed, self.leaf_at)
        except Invalid as error:
            error.facts.setdefault("index", self.count.size)
            raise
        if parsed["t"] == "void":
            self.series.void(parsed, self.leaf_at(parsed["r"]))
        elif parsed["t"] == "decl" and parsed["p"] != "carried":
            self.series.add(parsed["d"], parsed["n"], 1)

    def _add_one_by_one(self, run: Run) -> None:
        """Find the leaf of a run that breaks a rule."""
        for index in range(self.count.size, self.count.size + run.size):
            self._add_leaf(self._entry(index))
        raise Invalid("audit.changed-while-read", path=Tile(ENTRIES, self.count.size // WIDTH).format())

    def _check_tree(self) -> None:
        for partial, data in self.edge.partials():
            if partial.level:
                stretch.check_tile(self.log, partial, data)
                self.tiles += 1
        if self.edge.root() != self.tree.root:
            raise Invalid("audit.wrong-root", path="checkpoint")

    def leaf_at(self, index: int) -> Leaf:
        """Return an earlier leaf, which is shown to be the one that was hashed."""
        return leaf.parse(self._entry(index))

    def _entry(self, index: int) -> bytes:
        return self._bundle(index // WIDTH)[index % WIDTH]

    def _read_bundle(self, number: int) -> list[bytes]:
        entries = self.log.entries(number, min(WIDTH, self.tree.size - number * WIDTH))
        hashes = merkle.leaf_hashes(entries)
        if number * WIDTH < self._first:
            self._check_included(number, hashes)
            return entries
        at = number * HASH_BYTES - self._first // WIDTH * HASH_BYTES
        known = bytes(self._roots[at : at + HASH_BYTES])
        # A server could show other entries at the second look than at the first.
        if (tile.fold(hashes) != known) if known else (hashes != self._rest):
            raise Invalid("audit.changed-while-read", path=Tile(ENTRIES, number).format())
        return entries

    def _check_included(self, number: int, hashes: list[bytes]) -> None:
        """Check that a bundle from before this walk is in the tree."""
        proof = tile.prove_inclusion(self.log.read, number * WIDTH, self.tree.size)
        # The proof of its first entry leads over the bundle's own root: eight hashes on.
        upper, count = proof[tile.HEIGHT :], -(-self.tree.size // WIDTH)
        merkle.check_inclusion(number, count, tile.fold(hashes), upper, self.tree.root)


def here(log: Log) -> Reads:
    """Return what reads stretches in this process."""
    return lambda tasks: (stretch.read(log, task) for task in tasks)


@contextmanager
def reading(log: Log, processes: int) -> Iterator[Reads]:
    """Give what reads stretches, in this process or in so many, each with the log opened for itself; their order stays."""
    if processes == 1:
        yield here(log)
        return
    # A fresh process, not a fork: one that was forked would share our connection.
    with ProcessPoolExecutor(processes, get_context("spawn"), _open, (log.source.name,)) as pool:
        yield lambda tasks: _in_order(pool, tasks, AHEAD * processes)


def _in_order(pool: ProcessPoolExecutor, tasks: Iterator[Task], ahead: int) -> Iterator[Stretch]:
    waiting: deque[Future[Stretch]] = deque()
    try:
        for task in tasks:
            waiting.append(pool.submit(_read, task))
            if len(waiting) >= ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


_log: Log | None = None


def _open(name: str) -> None:
    global _log  # noqa: PLW0603  # one log a process
    _log = reader.reopen(name)


def _read(task: Task) -> Stretch:
    if _log is None:
        raise AssertionError("a process that was not opened")
    return stretch.read(_log, task)
