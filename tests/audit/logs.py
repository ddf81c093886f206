"""Logs made for the tests: signed folders of a few or of many entries, as a gate would publish them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from abjure.core import leaf
from abjure.core.count import STATUS_BITS, Count
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


def story(days: int, a_day: int = 150, first: int = DAY) -> list[Leaf]:
    """Return the leaves of so many closed days, with everything that a day can have."""
    made = [leaf.rules(day=first), leaf.body(day=first, key="party", name="P"), leaf.body(day=first, key="league", name="L")]
    made.append(leaf.balance(day=first, as_of=first - 1, people=1000, quality="exact"))
    count = fold(made)
    for day in range(first, first + days):
        for one in _day(day, a_day, made):
            made.append(count.tally(day) if one is None else one)
            count.add(made[-1], made.__getitem__)
    return made


def _day(day: int, size: int, made: Sequence[Leaf]) -> Iterator[Leaf | None]:
    digest = merkle.leaf_hash(b"certificate %d" % day)
    for number in range(size):
        people, provenance = number % 3 + 1, leaf.PROVENANCES[number % 7 % 4]
        commitment = merkle.leaf_hash(b"%d %d" % (day, number))
        yield leaf.decl(day=day, commitment=commitment, people=people, bodies={"party": people}, provenance=provenance)
        if number == size // 2:
            yield leaf.cert(day=day, digest=digest)
    first = next(index for index, one in enumerate(made) if one["t"] == "decl" and one["d"] == day)
    earlier = next(index for index, one in enumerate(made) if one["t"] == "decl")
    if earlier != first:
        yield leaf.void(day=day, target=made[earlier + 10 + day - DAY], index=earlier + 10 + day - DAY)
    yield leaf.void(day=day, target=made[first + 3], index=first + 3)
    again = {"people": 1, "bodies": {"league": 1}, "provenance": "self", "replaces": first + 3}
    yield leaf.decl(day=day, commitment=merkle.leaf_hash(b"again %d" % day), **again)
    yield leaf.certvoid(day=day, digest=digest)
    yield leaf.intake(day=day, received=size + 1, refused=1, waiting=0, accepted=size)
    yield None


def day_of(made: Sequence[Leaf], day: int) -> tuple[int, int]:
    """Return the range of a day's leaves."""
    found = [index for index, one in enumerate(made) if one["d"] == day]
    return found[0], found[-1] + 1


def entries(made: Sequence[Leaf]) -> list[bytes]:
    """Return the bytes of leaves."""
    return [leaf.format(one) for one in made]


def add_status(folder: Path, made: Sequence[Leaf]) -> None:
    """Write the status files of the newest tally, as a gate would."""
    at = max(index for index, one in enumerate(made) if one["t"] == "tally")
    count = fold(made[:at])
    (folder / "status").mkdir(exist_ok=True)
    for number in range(at // STATUS_BITS + 1):
        (folder / "status" / str(number)).write_bytes(count.status_file(number))


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
