"""What the signer will sign: a tree that continues the one it signed last, remembered before the signature leaves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from abjure.core.errors import Invalid, Refused
from abjure.core.tlog import merkle
from abjure.gate import durable
from abjure.gate.signer.keys import STATE, format_state, parse_state


class Memory:
    """Size and root of the last signature, on disk before anyone sees it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / STATE
        # A missing memory is no empty log: it would sign a second history.
        self.size, self.root = parse_state(self.path.read_bytes())

    def advance(self, *, old: int, size: int, root: bytes, proof: Sequence[bytes]) -> None:
        """Remember this tree; Refused if it is smaller, another of the same size, or not shown to continue the last one."""
        if size < self.size:
            raise Refused("signer.smaller", size=self.size)
        if size == self.size:
            if root != self.root:
                raise Refused("signer.forked", size=self.size)
            return
        if old != self.size:
            raise Refused("signer.other-size", size=self.size)
        self._check_continues(size, root, proof)
        durable.replace(self.path, format_state(size, root), 0o600)
        self.size, self.root = size, root

    def _check_continues(self, size: int, root: bytes, proof: Sequence[bytes]) -> None:
        try:
            merkle.check_consistency(self.size, size, self.root, root, proof)
        except Invalid as error:
            raise Refused("signer.unproven", size=self.size) from error
