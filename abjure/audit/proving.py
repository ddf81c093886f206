"""Proving that one statement is in the log and counts: its leaf, its words where they may be shown, its live bit, the tally."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from abjure.audit.reader import Address, Log
from abjure.core import commitment, leaf, proof, standing
from abjure.core.count import EPOCH, STATUS_BITS
from abjure.core.errors import Invalid
from abjure.core.leaf import Leaf
from abjure.core.standing import Standing
from abjure.core.tlog import merkle, policy, tile
from abjure.core.tlog.policy import Policy, Verified
from abjure.core.tlog.tile import WIDTH


@dataclass(frozen=True)
class Proven:
    """A proof file, and what it does not show: why a statement's words, or its place in a tally, are missing."""

    data: bytes
    without_words: bool
    without_tally: bool


def prove(log: Log, trusted: Policy, index: int, openings: bytes | None) -> Proven:
    """Return a proof of an entry, checked; `openings` is the content of its day's openings file, fetched where the log has an address."""
    signed = log.file("checkpoint")
    verified = policy.check(trusted, signed)
    size = verified.checkpoint.size
    if not 0 <= index < size:
        raise Invalid("inclusion.outside", index=index, size=size)
    entry = _entry(log, index, size)
    shown = leaf.parse(entry)
    is_statement = shown["t"] == "decl"
    counted = _counted(log, verified, index) if is_statement else None
    opening = _opening(log, shown, index, openings, verified) if is_statement else None
    hashes = tile.prove_inclusion(log.read, index, size)
    data = proof.format(index=index, entry=entry, hashes=hashes, checkpoint=signed, opening=opening, counted=counted)
    # What we hand out has passed the check that its reader will make.
    proof.check(data, trusted)
    return Proven(data, without_words=is_statement and opening is None, without_tally=is_statement and counted is None)


def newest_tally(log: Log, size: int) -> int | None:
    """Return the index of the newest tally in a log of this size."""
    for number in range((size - 1) // WIDTH, -1, -1):
        entries = log.entries(number, min(WIDTH, size - number * WIDTH))
        places = [place for place, entry in enumerate(entries) if entry.endswith(b'"t":"tally"}')]
        if places:
            return number * WIDTH + places[-1]
    return None


def _counted(log: Log, verified: Verified, index: int) -> Standing | None:
    """Return what shows the entry's live bit; None before its day has a tally, or where the log has no status files."""
    tree = verified.checkpoint
    at = newest_tally(log, tree.size)
    if at is None or at < index:
        return None
    files = [log.source.get(f"status/{number}") for number in range(at // STATUS_BITS + 1)]
    whole = [data for data in files if data is not None]
    if len(whole) < len(files):
        return None
    tally = _entry(log, at, tree.size)
    if merkle.root(merkle.leaf_hashes(whole)) != commitment.decode(leaf.parse(tally)["s"]):
        raise Invalid("prove.status-differs", path="status/", index=at)
    hashes = tile.prove_inclusion(log.read, at, tree.size)
    return standing.prove(index=index, at=at, tally=tally, hashes=hashes, files=whole)


def _opening(log: Log, shown: Leaf, index: int, openings: bytes | None, verified: Verified) -> Mapping[str, Any] | None:
    day = (EPOCH + timedelta(days=shown["d"])).isoformat()
    data = openings
    if data is None and isinstance(log.source, Address):
        data = log.source.get(f"../openings/{day}.json")
    found = None if data is None else _find(data, index)
    if found is not None:
        commitment.check_opens(found, verified.checkpoint.origin, commitment.decode(shown["c"]))
    return found


def _find(data: bytes, index: int) -> dict[str, Any] | None:
    try:
        for one in json.loads(data)["openings"]:
            if one["index"] == index:
                return {name: one[name] for name in ("digests", "fields", "salts")}
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Invalid("prove.openings", path="openings") from None
    return None


def _entry(log: Log, index: int, size: int) -> bytes:
    number = index // WIDTH
    return log.entries(number, min(WIDTH, size - number * WIDTH))[index % WIDTH]
