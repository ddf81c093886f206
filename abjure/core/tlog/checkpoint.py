"""A checkpoint: the log's size and root at one moment, https://c2sp.org/tlog-checkpoint."""

import re
from base64 import b64encode
from dataclasses import dataclass

from abjure.core.errors import Invalid
from abjure.core.tlog import note

HASH_BYTES = 32
LINES = 3
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True)
class Checkpoint:
    """Which log, how many entries, and the root of the tree over them."""

    origin: str
    size: int
    root: bytes

    def format(self) -> bytes:
        """Return the text that is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n".encode()


def parse(text: bytes) -> Checkpoint:
    """Return the checkpoint that a note's text spells.

    Extension lines are refused: our log has none, and an ML-DSA-44 cosignature would not cover them.
    """
    if text.count(b"\n") != LINES:
        raise Invalid("checkpoint.lines")
    return head(text)


def head(text: bytes) -> Checkpoint:
    """Return the checkpoint that a note's text begins with; other logs may have extension lines after it, none of them empty."""
    try:
        origin, size, root, *extensions, end = text.decode("utf-8").split("\n")
    except ValueError:
        raise Invalid("checkpoint.lines") from None
    if not origin or end or not all(extensions) or not _SIZE.fullmatch(size):
        raise Invalid("checkpoint.not-canonical")
    checkpoint = Checkpoint(origin, int(size), note.base64(root, "checkpoint.not-canonical"))
    if len(checkpoint.root) != HASH_BYTES:
        raise Invalid("checkpoint.not-canonical")
    return checkpoint
