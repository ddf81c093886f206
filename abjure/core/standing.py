"""What shows that a statement counts: its live bit in a status file, whose root the newest tally states, spec/proof.md."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from abjure.core import leaf
from abjure.core.commitment import decode
from abjure.core.count import STATUS_BITS, STATUS_BYTES
from abjure.core.errors import Invalid
from abjure.core.leaf import Leaf
from abjure.core.tlog import merkle, note
from abjure.core.tlog.checkpoint import HASH_BYTES, Checkpoint

MEMBERS = {"at", "hashes", "leaf", "path", "status"}


@dataclass(frozen=True)
class Standing:
    """A tally's leaf at its index with its inclusion proof, the status file of an entry and the path from it to the tally's root."""

    at: int
    tally: bytes
    hashes: tuple[bytes, ...]
    status: bytes
    path: tuple[bytes, ...]

    def format(self) -> dict[str, Any]:
        """Return the value that a proof carries."""
        return {
            "at": self.at, "hashes": list(map(_base64, self.hashes)), "leaf": self.tally.decode("ascii"),
            "path": list(map(_base64, self.path)), "status": _base64(self.status),
        }  # fmt: skip

    def check(self, index: int, tree: Checkpoint) -> tuple[Leaf, bool]:
        """Return the tally and whether entry `index` counted in it; raise Invalid if this does not show it."""
        merkle.check_inclusion(self.at, tree.size, merkle.leaf_hash(self.tally), self.hashes, tree.root)
        tally = leaf.parse(self.tally)
        if tally["t"] != "tally" or tally["at"] != self.at or index >= self.at or len(self.status) != STATUS_BYTES:
            raise Invalid("proof.standing", index=index)
        files = self.at // STATUS_BITS + 1
        merkle.check_inclusion(index // STATUS_BITS, files, merkle.leaf_hash(self.status), self.path, decode(tally["s"]))
        place = index % STATUS_BITS
        return tally, bool(self.status[place >> 3] & 0x80 >> (place & 7))


def parse(value: Any) -> Standing:
    """Return what a proof carries under `counted`; nothing is verified yet."""
    if not isinstance(value, dict) or value.keys() != MEMBERS or type(value["at"]) is not int or value["at"] < 0:
        raise Invalid("proof.extra")
    tally, status, lists = value["leaf"], value["status"], (value["hashes"], value["path"])
    if not isinstance(tally, str) or not tally.isascii() or not isinstance(status, str):
        raise Invalid("proof.extra")
    hashes, path = (tuple(_hash(one) for one in found) if isinstance(found, list) else _refuse() for found in lists)
    return Standing(value["at"], tally.encode("ascii"), hashes, note.base64(status, "proof.extra"), path)


def prove(*, index: int, at: int, tally: bytes, hashes: Sequence[bytes], files: Sequence[bytes]) -> Standing:
    """Return what shows the live bit of an entry, from a tally's inclusion proof and all its status files."""
    number, leaves = index // STATUS_BITS, merkle.leaf_hashes(files)
    path = merkle.prove_inclusion(number, len(files), lambda start, end: merkle.root(leaves[start:end]))
    return Standing(at, tally, tuple(hashes), files[number], tuple(path))


def _hash(text: Any) -> bytes:
    data = note.base64(text, "proof.extra") if isinstance(text, str) else b""
    return data if len(data) == HASH_BYTES else _refuse()


def _refuse() -> Any:
    raise Invalid("proof.extra")


def _base64(data: bytes) -> str:
    return b64encode(data).decode()
