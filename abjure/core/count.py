"""The fold: what all leaves up to an index add up to, so that anyone who reads the log gets the same number, spec/counting.md."""

from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from typing import Any

from abjure.core.errors import Invalid
from abjure.core.leaf import PROVENANCES, Leaf
from abjure.core.tlog import merkle

STATUS_BITS = 65_536
STATUS_BYTES = STATUS_BITS // 8
EPOCH = date(1970, 1, 1)
LeafAt = Callable[[int], Leaf]


@dataclass
class Count:
    """Totals of the leaves before `size`, and for each leaf one bit: a statement that counts."""

    size: int = 0
    day: int = 0
    rules: str = ""
    last: str = ""
    closed: int = -1
    people: int = 0
    statements: int = 0
    by_body: dict[str, int] = field(default_factory=dict)
    by_provenance: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PROVENANCES, 0))
    bodies: dict[str, str] = field(default_factory=dict)
    balance: Leaf | None = None
    received: int = 0
    refused: int = 0
    accepted: int = 0
    waiting: int = 0
    declared: int = 0
    tallies: int = 0
    replaced: set[int] = field(default_factory=set)
    certificates: dict[str, bool] = field(default_factory=dict)
    live: bytearray = field(default_factory=bytearray)

    @property
    def carried_over(self) -> int:
        """Return the newest total of the earlier register."""
        return self.balance["n"] if self.balance else 0

    @property
    def carried_stated(self) -> int:
        """Return how many people of that total have a statement in this log."""
        return self.by_provenance["carried"]

    def is_live(self, index: int) -> bool:
        """Tell whether leaf `index` is a statement that counts."""
        return 0 <= index < self.size and bool(self.live[index >> 3] & 0x80 >> (index & 7))

    def add(self, leaf: Leaf, leaf_at: LeafAt) -> None:
        """Add the next leaf, or raise Invalid and change nothing; `leaf_at(index)` gives an earlier leaf."""
        kind = leaf["t"]
        if leaf["d"] < self.day or leaf["d"] <= self.closed:
            raise Invalid("count.day-goes-back", index=self.size)
        if (self.size == 0) != (not self.rules) or (self.size == 0 and kind != "rules"):
            raise Invalid("count.no-rules", index=self.size)
        FOLD[kind](self, leaf, leaf_at)
        if self.size & 7 == 0:
            self.live.append(0)
        if kind == "decl":
            self.live[-1] |= 0x80 >> (self.size & 7)
        self.day, self.last = leaf["d"], kind
        self.size += 1

    def tally(self, day: int) -> Leaf:
        """Return the tally leaf that is right as the next leaf."""
        bodies = {key: number for key, number in self.by_body.items() if number}
        provenances = {key: number for key, number in self.by_provenance.items() if number}
        status = urlsafe_b64encode(self.status_root()).rstrip(b"=").decode()
        return {
            "t": "tally", "d": day, "at": self.size, "n": self.people, "st": self.statements,
            "by": {"b": bodies, "p": provenances}, "s": status,
        }  # fmt: skip

    def status_file(self, number: int) -> bytes:
        """Return status file `number`: the live bits of 65,536 leaves, the first in the highest bit of the first byte."""
        return bytes(self.live[number * STATUS_BYTES : (number + 1) * STATUS_BYTES]).ljust(STATUS_BYTES, b"\x00")

    def status_root(self) -> bytes:
        """Return the root of the tree over the status files that cover all leaves and the next one."""
        return merkle.root(merkle.leaf_hashes([self.status_file(number) for number in range(self.size // STATUS_BITS + 1)]))

    def published(self, *, root: bytes, witnesses: int) -> dict[str, Any]:
        """Return the content of count.json for a checkpoint with this root."""
        return {
            "total": self.people + self.carried_over,
            "people": self.people,
            "statements": self.statements,
            "carried_over": self.carried_over,
            "by_body": {key: self.by_body[key] for key in self.bodies},
            "by_provenance": {key: self.by_provenance[key] for key in PROVENANCES if key != "carried"},
            "tree_size": self.size,
            "witnesses": witnesses,
            "as_of": (EPOCH + timedelta(days=self.day)).isoformat(),
            "root": b64encode(root).decode(),
        }

    def format(self) -> dict[str, Any]:
        """Return the whole state as a value of JSON, to go on from later."""
        state = {part.name: getattr(self, part.name) for part in fields(self)}
        return {**state, "replaced": sorted(self.replaced), "live": b64encode(self.live).decode()}


def parse(state: dict[str, Any]) -> Count:
    """Return the count whose state `Count.format` returned; it is our own note to ourselves, so it is not doubted."""
    return Count(**{**state, "replaced": set(state["replaced"]), "live": bytearray(b64decode(state["live"]))})


def _rules(count: Count, leaf: Leaf, _: LeafAt) -> None:
    if leaf["h"] == count.rules:
        raise Invalid("count.rules-unchanged", index=count.size)
    count.rules = leaf["h"]


def _body(count: Count, leaf: Leaf, _: LeafAt) -> None:
    if leaf["k"] in count.bodies:
        raise Invalid("count.body-twice", index=count.size, body=leaf["k"])
    count.bodies[leaf["k"]] = leaf["name"]
    count.by_body[leaf["k"]] = 0


def _decl(count: Count, leaf: Leaf, leaf_at: LeafAt) -> None:
    if not leaf["o"].keys() <= count.bodies.keys():
        raise Invalid("count.unknown-body", index=count.size)
    if "r" in leaf:
        _check_replaces(count, leaf["r"], leaf_at)
        count.replaced.add(leaf["r"])
    else:
        count.declared += 1
    _book(count, leaf, 1)


def _check_replaces(count: Count, target: int, leaf_at: LeafAt) -> None:
    """Check that the target is a voided statement that nothing replaces yet."""
    if target >= count.size or count.is_live(target) or leaf_at(target)["t"] != "decl":
        raise Invalid("count.replaces-nothing-void", index=count.size, target=target)
    if target in count.replaced:
        raise Invalid("count.replaced-twice", index=count.size, target=target)


def _void(count: Count, leaf: Leaf, leaf_at: LeafAt) -> None:
    if not count.is_live(leaf["r"]):
        raise Invalid("count.void-of-nothing-live", index=count.size, target=leaf["r"])
    target = leaf_at(leaf["r"])
    if any(leaf[name] != target[name] for name in "nop"):
        raise Invalid("count.void-differs", index=count.size, target=leaf["r"])
    _book(count, leaf, -1)
    count.live[leaf["r"] >> 3] &= ~(0x80 >> (leaf["r"] & 7))


def _book(count: Count, leaf: Leaf, sign: int) -> None:
    people, provenance = leaf["n"] * sign, leaf["p"]
    count.by_provenance[provenance] += people
    # A statement of an earlier register is inside its balance, so it is never added to the people.
    if provenance == "carried":
        return
    count.people += people
    count.statements += sign
    for key, number in leaf["o"].items():
        count.by_body[key] += number * sign


def _balance(count: Count, leaf: Leaf, _: LeafAt) -> None:
    if leaf["as_of"] > leaf["d"] or (count.balance and leaf["as_of"] <= count.balance["as_of"]):
        raise Invalid("count.balance-not-newer", index=count.size)
    count.balance = leaf


def _intake(count: Count, leaf: Leaf, _: LeafAt) -> None:
    if leaf["wait"] != count.waiting + leaf["in"] - leaf["yes"] - leaf["no"]:
        raise Invalid("count.intake-loses-some", index=count.size)
    if count.accepted + leaf["yes"] < count.declared:
        raise Invalid("count.more-declared-than-accepted", index=count.size)
    count.received += leaf["in"]
    count.refused += leaf["no"]
    count.accepted += leaf["yes"]
    count.waiting = leaf["wait"]


def _tally(count: Count, leaf: Leaf, _: LeafAt) -> None:
    if count.last != "intake" or leaf["d"] != count.day:
        raise Invalid("count.tally-without-intake", index=count.size)
    expected = count.tally(leaf["d"])
    for name in ("at", "n", "st", "by", "s"):
        if leaf[name] != expected[name]:
            raise Invalid("count.false-tally", index=count.size, field=name, stated=leaf[name], counted=expected[name])
    count.closed = leaf["d"]
    count.tallies += 1


def _cert(count: Count, leaf: Leaf, _: LeafAt) -> None:
    if leaf["h"] in count.certificates:
        raise Invalid("count.certificate-twice", index=count.size)
    count.certificates[leaf["h"]] = True


def _certvoid(count: Count, leaf: Leaf, _: LeafAt) -> None:
    if not count.certificates.get(leaf["h"]):
        raise Invalid("count.certificate-not-valid", index=count.size)
    count.certificates[leaf["h"]] = False


FOLD: dict[str, Callable[[Count, Leaf, LeafAt], None]] = {
    "rules": _rules,
    "body": _body,
    "decl": _decl,
    "void": _void,
    "balance": _balance,
    "intake": _intake,
    "tally": _tally,
    "cert": _cert,
    "certvoid": _certvoid,
}
