"""A proof in one file: that an entry is in the log at an index, checked without asking anyone, https://c2sp.org/tlog-proof."""

import re
from base64 import b64encode
from dataclasses import dataclass

from abjure.core.errors import Invalid
from abjure.core.tlog import merkle, note
from abjure.core.tlog.checkpoint import HASH_BYTES
from abjure.core.tlog.policy import Policy, Verified
from abjure.core.tlog.policy import check as check_policy

HEADER = "c2sp.org/tlog-proof@v1"
SUFFIX = ".tlog-proof"
HASHES_MAX = 63

_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")


@dataclass(frozen=True)
class Proof:
    """The index, the hashes from the leaf's sibling upwards, the signed checkpoint, and extra data that nothing vouches for."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    def format(self) -> bytes:
        """Return the file."""
        extra = [] if self.extra is None else [f"extra {b64encode(self.extra).decode()}"]
        lines = [HEADER, *extra, f"index {self.index}", *(b64encode(hash_).decode() for hash_ in self.hashes), ""]
        return "".join(f"{line}\n" for line in lines).encode() + self.checkpoint

    def check(self, policy: Policy, leaf_hash: bytes) -> Verified:
        """Check the checkpoint by the policy and that the entry with this leaf hash is in it; return the checkpoint."""
        verified = check_policy(policy, self.checkpoint)
        tree = verified.checkpoint
        merkle.check_inclusion(self.index, tree.size, leaf_hash, self.hashes, tree.root)
        return verified


def parse(data: bytes) -> Proof:
    """Return the proof that a file spells; nothing is verified yet."""
    try:
        head, blank, signed = data.decode("utf-8").partition("\n\n")
    except UnicodeDecodeError:
        raise Invalid("proof.unreadable") from None
    header, *lines = head.split("\n")
    if header != HEADER or not blank:
        raise Invalid("proof.header")
    extra = note.base64(lines.pop(0).removeprefix("extra "), "proof.extra") if lines and lines[0].startswith("extra ") else None
    match = _INDEX.fullmatch(lines[0]) if lines else None
    if not match or len(lines) - 1 > HASHES_MAX:
        raise Invalid("proof.index")
    proof = Proof(int(match[1]), tuple(note.base64(line, "proof.hash") for line in lines[1:]), signed.encode(), extra)
    if any(len(hash_) != HASH_BYTES for hash_ in proof.hashes):
        raise Invalid("proof.hash")
    return proof
