"""The audit of one day: its bundles lead to the signed root, and its leaves from the tally before it to its own."""

from base64 import urlsafe_b64decode
from dataclasses import dataclass, field
from functools import lru_cache

from abjure.audit import booking, stretch
from abjure.audit.reader import Log
from abjure.audit.stretch import Run, Stretch, Task
from abjure.core import leaf
from abjure.core.count import Count
from abjure.core.errors import Invalid
from abjure.core.leaf import Leaf
from abjure.core.tlog import merkle, policy, tile
from abjure.core.tlog.policy import Policy, Verified
from abjure.core.tlog.tile import WIDTH

UNKNOWN = 2**53


@dataclass(frozen=True)
class Report:
    """What the audit of a day has found to hold: the day's range of entries and the tallies on both sides of it."""

    verified: Verified
    first: int
    end: int
    before: Leaf | None
    tally: Leaf


@dataclass
class OneDay(Count):
    """A count that begins at a tally: what only the whole log shows is taken as the leaves say."""

    assumed: set[int] = field(default_factory=set)
    stated_root: bytes = b""

    def status_root(self) -> bytes:
        """Return the root that the day's tally states: one day alone does not give the live bits."""
        return self.stated_root

    def assume(self, one: Leaf) -> None:
        """Take for given what an earlier day has shown: that a body is defined, a statement counts, a certificate is valid."""
        if one["t"] == "void" and one["r"] not in self.assumed and one["r"] < len(self.live) * 8:
            self.assumed.add(one["r"])
            self.live[one["r"] >> 3] |= 0x80 >> (one["r"] & 7)
        elif one["t"] == "certvoid":
            self.certificates.setdefault(one["h"], True)
        elif one["t"] == "decl":
            self.define(one["o"])
        elif one["t"] == "tally":
            self.stated_root = urlsafe_b64decode(one["s"] + "=")

    def define(self, bodies: dict[str, int] | frozenset[str]) -> None:
        """Take bodies as defined on an earlier day."""
        for key in bodies:
            self.bodies.setdefault(key, "")
            self.by_body.setdefault(key, 0)


class Day:
    """One day of one log."""

    def __init__(self, log: Log, verified: Verified, day: int) -> None:
        self.log, self.verified, self.day = log, verified, day
        self.size, self.root = verified.checkpoint.size, verified.checkpoint.root
        self.entries = lru_cache(maxsize=512)(self._entries)

    def audit(self) -> Report:
        """Return what holds; raise Invalid with the place of the first thing that is wrong."""
        first, end = self._bound(self.day), self._bound(self.day + 1)
        if first == end:
            raise Invalid("day.nothing")
        tally, before = self.leaf(end - 1), self.leaf(first - 1) if first else None
        if tally["t"] != "tally":
            raise Invalid("day.not-closed", index=end - 1)
        if before is not None and before["t"] != "tally":
            raise Invalid("day.no-tally-before", index=first - 1)
        found = self._read(first, end)
        self._check_root(found)
        self._check_range(first, end)
        self._fold(found, first, end, before)
        return Report(self.verified, first, end, before, tally)

    def leaf(self, index: int) -> Leaf:
        """Return a leaf as the log shows it."""
        try:
            return leaf.parse(self.entries(index // WIDTH)[index % WIDTH])
        except Invalid as error:
            error.facts.setdefault("index", index)
            raise

    def _entries(self, number: int) -> list[bytes]:
        return self.log.entries(number, min(WIDTH, self.size - number * WIDTH))

    def _bound(self, day: int) -> int:
        """Return the index of the first leaf of a day or of one after it: days never go back."""
        low, high = 0, self.size
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self.leaf(middle)["d"] >= day else (middle + 1, high)
        return low

    def _read(self, first: int, end: int) -> Stretch:
        """Read the day's bundles, with the tally and intake before it and the leaf after it."""
        start, stop = max(0, first - 2) // WIDTH * WIDTH, min(self.size, end // WIDTH * WIDTH + WIDTH)
        return stretch.read(self.log, Task(start, stop, first, frozenset({end}), (), None))

    def _check_root(self, found: Stretch) -> None:
        """Check that the bundles read lead to the signed root, with the log's tiles on both sides of them."""
        outside = tile.range_hash(self.log.read, self.size)

        def hash_of(start: int, end: int) -> bytes:
            if end <= found.first or start >= found.end:
                return outside(start, end)
            if end - start <= WIDTH:
                at = (start - found.first) // WIDTH
                return found.roots[at] if at < len(found.roots) else merkle.root(found.rest)
            middle = start + merkle.split(end - start)
            return merkle.node_hash(hash_of(start, middle), hash_of(middle, end))

        if hash_of(0, self.size) != self.root:
            raise Invalid("audit.wrong-root", path="checkpoint")

    def _check_range(self, first: int, end: int) -> None:
        """Check that the day is whole: no leaf of it stands outside the range."""
        for index in (first - 1, end):
            if 0 <= index < self.size and self.leaf(index)["d"] == self.day:
                raise Invalid("count.day-goes-back", index=index)

    def _fold(self, found: Stretch, first: int, end: int, before: Leaf | None) -> None:
        count = self._begin(first, before)
        for part in found.parts:
            if count.size >= end:
                return
            if isinstance(part, Run):
                count.define(part.named)
                if not booking.fits(count, part):
                    raise Invalid("count.day-goes-back", index=count.size)
                booking.book(count, part)
            else:
                self._add(count, part)

    def _begin(self, first: int, before: Leaf | None) -> OneDay:
        if before is None:
            return OneDay(accepted=UNKNOWN)
        intake = self.leaf(first - 2)
        count = OneDay(
            size=first, day=before["d"], closed=before["d"], rules="?", last="tally", people=before["n"], statements=before["st"],
            waiting=intake.get("wait", 0), accepted=UNKNOWN, live=bytearray(-(-first // 8)),
        )  # fmt: skip
        count.define(before["by"]["b"])
        count.by_body |= before["by"]["b"]
        count.by_provenance |= before["by"]["p"]
        return count

    def _add(self, count: OneDay, entry: bytes) -> None:
        try:
            one = leaf.parse(entry)
            count.assume(one)
            count.add(one, self._target)
        except Invalid as error:
            error.facts.setdefault("index", count.size)
            raise

    def _target(self, index: int) -> Leaf:
        """Return an earlier leaf, shown to be in the tree; only a statement can be voided or replaced."""
        entry = self.entries(index // WIDTH)[index % WIDTH]
        proof = tile.prove_inclusion(self.log.read, index, self.size)
        merkle.check_inclusion(index, self.size, merkle.leaf_hash(entry), proof, self.root)
        one = leaf.parse(entry)
        if one["t"] != "decl":
            raise Invalid("count.void-of-nothing-live", target=index)
        return one


def audit(log: Log, trusted: Policy, day: int) -> Report:
    """Audit one day of a log by a policy; return what holds, or raise Invalid."""
    verified = policy.check(trusted, log.file("checkpoint"))
    return Day(log, verified, day).audit()
