"""The checkpoint that readers have, kept good while keys, witnesses or the policy change: the new stand behind it before the old go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from abjure.core.errors import Refused
from abjure.core.tlog import note, policy
from abjure.core.tlog.note import Note, Signature, Signer
from abjure.core.tlog.policy import Policy
from abjure.gate import durable, folder, witnessing


def sign(home: Path, known: Policy, signers: Sequence[Signer], at: int) -> None:
    """Add the signatures of these keys where they are missing; Invalid if what is shown is not signed as the policy asks.

    A cosignature is over the text alone, so that of each witness stays good.
    """
    shown = _read(home)
    if shown is None:
        return
    # Only a tree that was signed before is signed again: this can fork nothing.
    policy.check_log(known, shown)
    parsed = note.parse(shown)
    there = {(one.name, one.key_id) for one in parsed.signatures}
    missing = [signer for signer in signers if (signer.key.name, signer.key.id) not in there]
    if missing:
        _add(home, parsed, note.parse(note.sign(parsed.text, missing, at)).signatures)


def witness(home: Path, wanted: Policy) -> None:
    """Have the witnesses of a policy cosign what is shown, where it asks for more than stands there; Refused("policy.not-witnessed")."""
    shown = _read(home)
    if shown is None or policy.check_log(wanted, shown)[1]:
        return
    answers, faults = witnessing.ask(home, shown, wanted)
    parsed = note.parse(shown)
    if not policy.check_log(wanted, _with(parsed, answers.values()).format())[1]:
        missing = ", ".join(f"{name} ({fault.code})" for name, fault in sorted(faults.items()))
        raise Refused("policy.not-witnessed", quorum=wanted.quorum, missing=missing or "-")
    _add(home, parsed, answers.values())


def _read(home: Path) -> bytes | None:
    path = home / "log" / folder.CHECKPOINT
    return path.read_bytes() if path.exists() else None


def _add(home: Path, parsed: Note, lines: Iterable[Signature]) -> None:
    durable.replace_kept(home / "log" / folder.CHECKPOINT, _with(parsed, lines).format())


def _with(parsed: Note, lines: Iterable[Signature]) -> Note:
    new = {(one.name, one.key_id): one for one in lines}
    kept = [one for one in parsed.signatures if (one.name, one.key_id) not in new]
    return Note(parsed.text, (*kept, *new.values()))
