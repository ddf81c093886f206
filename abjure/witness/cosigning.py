"""Cosigning: a checkpoint comes in with its proof; out goes a cosignature, once the witness has remembered what it signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from abjure.core.tlog import checkpoint, note, witness
from abjure.core.tlog.checkpoint import Checkpoint
from abjure.core.tlog.note import Key, Note, Signature, Signer
from abjure.witness.memory import Memory


@dataclass(frozen=True)
class Witness:
    """A key, the keys of the logs it cosigns, and what it remembers of them."""

    signer: Signer
    logs: Sequence[Key]
    memory: Memory

    def add(self, body: bytes, at: int) -> bytes:
        """Return the signature line that a request of add-checkpoint gets.

        Raises Invalid or Refused with a code of core.tlog.witness.STATUS.
        """
        request = witness.parse(body)

        def step(latest: Checkpoint | None) -> bytes:
            witness.check(request, self.logs, latest)
            return self._cosign(request.checkpoint, at)

        origin = _origin(request.checkpoint)
        cosigned = self.memory.advance(origin, witness.path(origin), step)
        return note.parse(cosigned).signatures[-1].format().encode()

    def latest(self, path: str) -> bytes | None:
        """Return the latest checkpoint that was cosigned of the log with this monitoring path."""
        return self.memory.latest(path)

    def _cosign(self, signed: bytes, at: int) -> bytes:
        """Return the checkpoint with the log's own signatures and ours; lines of others are nothing that we vouch for."""
        parsed, own = note.parse(signed), {(key.name, key.id) for key in self.logs}
        key = self.signer.key
        ours = Signature(key.name, key.id, self.signer.sign(parsed.text, at))
        return Note(parsed.text, (*(one for one in parsed.signatures if (one.name, one.key_id) in own), ours)).format()


def _origin(signed: bytes) -> str:
    """Return the origin that a checkpoint names; an unreadable one names none, and is refused where it is checked."""
    try:
        return checkpoint.head(note.parse(signed).text).origin
    except ValueError:
        return ""
