"""A batch: leaves put in order and folded one by one, before any of them is given its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from secrets import SystemRandom
from typing import TypeVar

from abjure.core import commitment, leaf
from abjure.core.charter import Charter
from abjure.core.count import EPOCH, Count, LeafAt
from abjure.core.errors import Fault, Invalid
from abjure.core.leaf import Leaf
from abjure.gate.backlog import Waiting

Row = TypeVar("Row")
Target = Callable[[bytes], int | None]
_random = SystemRandom()


@dataclass
class Batch:
    """One day's next leaves, and the bytes of each under the name of its opening; the gate's own leaves have none."""

    count: Count
    day: int
    placed: Target
    earlier: LeafAt
    taken: set[str] = field(default_factory=set)
    leaves: list[Leaf] = field(default_factory=list)
    rows: list[tuple[bytes | None, bytes]] = field(default_factory=list)
    at: dict[bytes, int] = field(default_factory=dict)
    touched: list[int] = field(default_factory=list)
    faults: dict[bytes, Fault] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.first = self.count.size

    def index(self, digest: bytes) -> int | None:
        """Return the index of a name, in this batch or before."""
        return self.at[digest] if digest in self.at else self.placed(digest)

    def leaf_at(self, index: int) -> Leaf:
        """Return a leaf, of this batch or before."""
        return self.earlier(index) if index < self.first else self.leaves[index - self.first]

    def add(self, digest: bytes | None, one: Leaf) -> None:
        """Add the next leaf, or raise Invalid and change nothing."""
        data = leaf.format(one)
        # The count alone would not see it, but two leaves with one commitment make the whole log invalid for ever.
        if one.get("c") in self.taken:
            raise Invalid("opening.commitment-twice", index=self.count.size)
        self.count.add(one, self.leaf_at)
        if "c" in one:
            self.taken.add(one["c"])
        if digest is not None:
            self.at[digest] = self.count.size - 1
        self.leaves.append(one)
        self.rows.append((digest, data))

    def place(self, waiting: Waiting) -> bool:
        """Add what its opening says, or note why it must wait; one bad opening stops no other."""
        try:
            made = make(self, waiting)
            if made is not None:
                self.add(waiting.digest, made)
        except (Fault, KeyError, TypeError, ValueError) as error:
            self.faults[waiting.digest] = error if isinstance(error, Fault) else Invalid("opening.facts", kind=waiting.kind)
            return False
        self.faults.pop(waiting.digest, None)
        return made is not None


def begin(batch: Batch, charter: Charter) -> None:
    """Say by which rules is counted and what can be left, where the log has not said so yet."""
    rules = leaf.rules(day=batch.day)
    if rules["h"] != batch.count.rules:
        batch.add(None, rules)
    for body in charter.bodies:
        if body.key not in batch.count.bodies:
            batch.add(None, leaf.body(day=batch.day, key=body.key, name=body.long[charter.languages[0]]))


def fill(batch: Batch, waiting: Iterable[Waiting]) -> None:
    """Place statements and certificates in an order that chance makes, an earlier register's totals in the order of their days."""
    known = _by_kind(waiting)
    for one in shuffled([*known.get("decl", []), *known.get("cert", [])]):
        batch.place(one)
    for one in sorted(known.get("balance", []), key=lambda balance: str(balance.facts.get("as_of"))):
        batch.place(one)
    for one in shuffled(known.get("certvoid", [])):
        batch.place(one)


def correct(batch: Batch, waiting: Iterable[Waiting]) -> None:
    """Place the day's voids, and what replaces a voided statement after its void, round by round until nothing follows."""
    known = _by_kind(waiting)
    left, size = [*shuffled(known.get("void", [])), *shuffled(known.get("decl", []))], -1
    while size != batch.count.size:
        size = batch.count.size
        left = [one for one in left if not batch.place(one)]


def end(batch: Batch, intakes: Iterable[Waiting]) -> None:
    """Close the day: what the desk accounts for, then the tally. Raises Invalid if the account does not fit what was placed."""
    for one in intakes:
        made = make(batch, one)
        batch.add(one.digest, made or {})
    batch.add(None, batch.count.tally(batch.day))


def make(batch: Batch, waiting: Waiting) -> Leaf | None:
    """Return the leaf of an opening; None while what it is about has no place, or no void."""
    return _MAKE[waiting.kind](batch, waiting)


def shuffled(rows: Iterable[Row]) -> list[Row]:
    """Return the rows in an order that nobody can foresee or reconstruct."""
    order = list(rows)
    _random.shuffle(order)
    return order


def _by_kind(waiting: Iterable[Waiting]) -> dict[str, list[Waiting]]:
    found: dict[str, list[Waiting]] = {}
    for one in waiting:
        found.setdefault(one.kind, []).append(one)
    return found


def _decl(batch: Batch, waiting: Waiting) -> Leaf | None:
    facts = waiting.facts
    replaces = batch.index(bytes.fromhex(facts["r"])) if "r" in facts else None
    if "r" in facts and (replaces is None or batch.count.is_live(replaces)):
        return None
    # The opening spells the commitment as the leaf does, and `format` doubts every letter of it.
    said = {"t": "decl", "d": batch.day, "c": facts["c"], "n": facts["n"], "o": facts["o"], "p": facts["p"]}
    return said if replaces is None else {**said, "r": replaces}


def _void(batch: Batch, waiting: Waiting) -> Leaf | None:
    index = batch.index(bytes.fromhex(waiting.facts["target"]))
    if index is None:
        return None
    batch.touched.append(index)
    return leaf.void(day=batch.day, target=batch.leaf_at(index), index=index)


def _balance(batch: Batch, waiting: Waiting) -> Leaf:
    facts = waiting.facts
    as_of = (date.fromisoformat(facts["as_of"]) - EPOCH).days
    return leaf.balance(day=batch.day, as_of=as_of, people=facts["n"], quality=facts["q"])


def _intake(batch: Batch, waiting: Waiting) -> Leaf:
    facts = waiting.facts
    return leaf.intake(day=batch.day, received=facts["in"], refused=facts["no"], waiting=facts["wait"], accepted=facts["yes"])


def _cert(batch: Batch, waiting: Waiting) -> Leaf:
    return leaf.cert(day=batch.day, digest=commitment.decode(waiting.facts["h"]))


def _certvoid(batch: Batch, waiting: Waiting) -> Leaf:
    return leaf.certvoid(day=batch.day, digest=commitment.decode(waiting.facts["h"]))


_MAKE: Mapping[str, Callable[[Batch, Waiting], Leaf | None]] = {
    "decl": _decl,
    "void": _void,
    "balance": _balance,
    "intake": _intake,
    "cert": _cert,
    "certvoid": _certvoid,
}
