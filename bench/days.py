"""A log of whole days, written without a gate: what an auditor reads, of any size."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from abjure.core import leaf
from abjure.core.count import Count
from abjure.core.leaf import Leaf
from abjure.core.tlog import cosignature, merkle, note, tile
from abjure.core.tlog.checkpoint import Checkpoint
from abjure.core.tlog.note import Signer
from abjure.core.tlog.policy import Policy

ORIGIN, DAY, A_DAY = "bench.example/log", 20_000, 60_000
SIGNERS: list[Signer] = [
    note.Ed25519Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(b"b" * 32)),
    cosignature.MLDSA44Cosigner(ORIGIN, MLDSA44PrivateKey.from_seed_bytes(b"b" * 32)),
]
POLICY = Policy(logs={signer.key: None for signer in SIGNERS}, quorum="none")
LEFT = ({"party": 1}, {"league": 1, "party": 1}, {"pioneers": 1}, {"league": 1, "pioneers": 1}, {"party": 3})


def write(folder: Path, days: int) -> int:
    """Write a signed log of so many days of 60,000 statements; return its size."""
    edge, waiting = tile.Edge(), list[bytes]()
    for entry in _entries(days):
        waiting.append(entry)
        if len(waiting) == tile.WIDTH:
            _bundle(folder, edge, waiting)
    _bundle(folder, edge, waiting)
    for partial, data in edge.partials():
        _put(folder, partial.format(), data)
    text = Checkpoint(ORIGIN, edge.size, edge.root()).format()
    _put(folder, "checkpoint", note.sign(text, SIGNERS, DAY * 86_400))
    _put(folder, "policy", POLICY.format())
    _put(folder, "vkey", "".join(f"{signer.key.format()}\n" for signer in SIGNERS).encode())
    return edge.size


def _entries(days: int) -> Iterator[bytes]:
    count, chance = Count(), random.Random(20_041_203)
    voided: dict[int, Leaf] = {}
    for one in _leaves(days, count, chance, voided):
        count.add(one, voided.__getitem__)
        yield leaf.format(one)


def _leaves(days: int, count: Count, chance: random.Random, voided: dict[int, Leaf]) -> Iterator[Leaf]:
    yield leaf.rules(day=DAY)
    for key in ("party", "league", "pioneers"):
        yield leaf.body(day=DAY, key=key, name=key)
    for day in range(DAY, DAY + days):
        for number in range(A_DAY):
            bodies = chance.choice(LEFT)
            people = max(bodies.values())
            one = leaf.decl(day=day, commitment=chance.randbytes(32), people=people, bodies=bodies, provenance="self")
            if number % 10_000 == 0:
                voided[count.size] = one
            yield one
        for index in [index for index in voided if voided[index]["d"] == day]:
            yield leaf.void(day=day, target=voided[index], index=index)
        yield leaf.intake(day=day, received=A_DAY, refused=0, waiting=0, accepted=A_DAY)
        yield count.tally(day)


def _bundle(folder: Path, edge: tile.Edge, entries: list[bytes]) -> None:
    bundle = tile.Tile(tile.ENTRIES, edge.size // tile.WIDTH, len(entries))
    if entries:
        _put(folder, bundle.format(), tile.format_bundle(entries))
    for filled, data in edge.extend(merkle.leaf_hashes(entries)):
        _put(folder, filled.format(), data)
    entries.clear()


def _put(folder: Path, path: str, data: bytes) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(data)
