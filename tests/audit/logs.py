"""Logs made for the tests: signed folders of a few or of many entries, as a gate would publish them."""

from collections.abc import Sequence
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

ORIGIN = "log.example/test"
DAY = 20_777
AT = DAY * 86_400
SIGNERS: list[Signer] = [
    note.Ed25519Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(b"1" * 32)),
    cosignature.MLDSA44Cosigner(ORIGIN, MLDSA44PrivateKey.from_seed_bytes(b"2" * 32)),
]
POLICY = Policy(logs={signer.key: None for signer in SIGNERS}, quorum="none")


def statement(number: int, people: int = 2) -> Leaf:
    """Return a statement that is like no other."""
    bodies = {"party": 1, "league": people}
    return leaf.decl(day=DAY, commitment=merkle.leaf_hash(b"%d" % number), people=people, bodies=bodies, provenance="self")


def leaves(size: int) -> list[Leaf]:
    """Return a sound log's leaves: rules, bodies, statements, one void, and a tally at the end."""
    made = [leaf.rules(day=DAY), leaf.body(day=DAY, key="party", name="P"), leaf.body(day=DAY, key="league", name="L")]
    made += [statement(number) for number in range(size - 6)]
    made.append(leaf.void(day=DAY, target=made[3], index=3))
    made.append(leaf.intake(day=DAY, received=size, refused=0, waiting=0, accepted=size))
    made.append(fold(made).tally(DAY))
    return made


def fold(made: Sequence[Leaf]) -> Count:
    """Return the count of leaves."""
    count = Count()
    for one in made:
        count.add(one, made.__getitem__)
    return count


def publish(folder: Path, entries: Sequence[bytes], signers: Sequence[Signer] = SIGNERS) -> Path:
    """Write a signed log of these entries into a folder, and return it."""
    files, edge = tile.grow(_read_nothing, 0, entries)
    text = Checkpoint(ORIGIN, len(entries), edge.root()).format()
    files |= {"checkpoint": note.sign(text, signers, AT), "policy": POLICY.format()}
    files["vkey"] = "".join(signer.key.format() + "\n" for signer in SIGNERS).encode()
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def _read_nothing(wanted: tile.Tile) -> bytes:
    raise AssertionError(f"an empty log was asked for {wanted}")
