"""What a proof of one entry carries for its reader: the leaf and, where it was opened, the words, spec/proof.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from abjure.core import canonical, leaf, standing
from abjure.core.commitment import check_opens, decode
from abjure.core.errors import Invalid
from abjure.core.leaf import Leaf
from abjure.core.standing import Standing
from abjure.core.tlog import merkle, proof
from abjure.core.tlog.policy import Policy, Verified
from abjure.core.tlog.proof import Proof


@dataclass(frozen=True)
class Shown:
    """What a proof has shown: the leaf, the checkpoint it is in, the fields that were opened, if any, and how it stood at a tally."""

    index: int
    leaf: Leaf
    verified: Verified
    fields: Mapping[str, str] | None
    tally: Leaf | None = None
    is_live: bool = False


def format(  # noqa: A001  # the twin of check
    *,
    index: int,
    entry: bytes,
    hashes: Sequence[bytes],
    checkpoint: bytes,
    opening: Mapping[str, Any] | None = None,
    counted: Standing | None = None,
) -> bytes:
    """Return the proof file of an entry, with its opening (fields, salts, digests) if it may be shown, and whether it counts."""
    extra: dict[str, Any] = {"leaf": entry.decode("ascii")}
    if opening is not None:
        extra["opening"] = {name: opening[name] for name in ("digests", "fields", "salts")}
    if counted is not None:
        extra["counted"] = counted.format()
    return Proof(index, tuple(hashes), checkpoint, canonical.format(extra)).format()


def check(data: bytes, policy: Policy) -> Shown:
    """Check a proof file: the leaf is in a checkpoint that the policy accepts, the opening opens its commitment, the tally has its bit."""
    parsed = proof.parse(data)
    entry, opening, counted = _parse_extra(parsed.extra)
    # The extra data is not signed: the leaf counts only because its hash leads to the root.
    verified = parsed.check(policy, merkle.leaf_hash(entry))
    shown = leaf.parse(entry)
    if (opening is not None or counted is not None) and shown["t"] != "decl":
        raise Invalid("proof.opens-nothing", index=parsed.index)
    if opening is not None:
        check_opens(opening, verified.checkpoint.origin, decode(shown["c"]))
    tally, is_live = (None, False) if counted is None else counted.check(parsed.index, verified.checkpoint)
    return Shown(parsed.index, shown, verified, None if opening is None else opening["fields"], tally, is_live)


def _parse_extra(extra: bytes | None) -> tuple[bytes, dict[str, Any] | None, Standing | None]:
    if extra is None:
        raise Invalid("proof.no-leaf")
    try:
        value = canonical.parse(extra)
    except Invalid:
        raise Invalid("proof.extra") from None
    if not isinstance(value, dict) or not {"leaf"} <= value.keys() <= {"counted", "leaf", "opening"}:
        raise Invalid("proof.extra")
    entry, opening = value["leaf"], value.get("opening")
    if not isinstance(entry, str) or not entry.isascii() or not isinstance(value.get("opening", {}), dict):
        raise Invalid("proof.extra")
    return entry.encode("ascii"), opening, standing.parse(value["counted"]) if "counted" in value else None
