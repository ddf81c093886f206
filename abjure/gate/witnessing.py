"""Witnesses: all are asked at once, and readers see a new checkpoint only when the policy's quorum stands behind it."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from abjure.core.errors import Fault, Refused
from abjure.core.tlog import checkpoint as checkpoints
from abjure.core.tlog import note, policy, tile
from abjure.core.tlog.checkpoint import Checkpoint
from abjure.core.tlog.note import Note, Signature
from abjure.core.tlog.policy import Policy
from abjure.gate import asking, durable, folder
from abjure.gate.asking import SECONDS, Witness

if TYPE_CHECKING:
    from abjure.gate.models import Log

STATE = "witnesses.json"
# Twice the time of one question, which may be asked again from another size.
DEADLINE = 2 * SECONDS + 1
_checked: set[Path] = set()


@dataclass(frozen=True)
class Round:
    """One checkpoint put to all witnesses: what they answered, and whether that is enough."""

    signed: bytes
    signatures: Mapping[str, Signature]
    faults: Mapping[str, Fault]
    is_quorum: bool


def read_policy(home: Path) -> Policy:
    """Return the policy that readers have."""
    return policy.parse((home / "log" / "policy").read_bytes())


def witnesses(known: Policy) -> list[Witness]:
    """Return the witnesses of a policy that can be asked."""
    return [Witness(name, key, url) for name, (key, url) in known.witnesses.items() if url]


def cosign(row: Log, home: Path, now: datetime) -> Round:
    """Ask every witness for its cosignature over the row's checkpoint, and note who was missing.

    Raises Refused("log.rolled-back") if one shows a larger tree that our own keys have signed.
    """
    known = read_policy(home)
    signed = own_lines(bytes(row.checkpoint), known)
    tree = checkpoints.parse(note.parse(signed).text)
    asked = witnesses(known)
    answers, faults = _gather(asked, tree, signed, _sizes(home), folder.reader(home / "log"))
    _check_not_ahead(asked, faults, tree, known)
    round_ = _round(signed, answers, faults, known)
    _remember(home, asked, round_, tree.size, now)
    return round_


def check_start(row: Log, home: Path) -> None:
    """Ask every witness, once in a process, whether it knows a larger tree than the gate; Refused("log.witness-ahead") if one does.

    This is what keeps a database, a folder and a signer that were all put back together from writing a second history.
    """
    if home in _checked:
        return
    if not row.size:
        _checked.add(home)
        return
    _, faults = ask(home, bytes(row.checkpoint), read_policy(home))
    for name, fault in faults.items():
        if fault.code == "witness.ahead":
            raise Refused("log.witness-ahead", witness=name, size=fault.facts["size"], known=row.size)
        _say(name, fault)
    _checked.add(home)


def ask(home: Path, signed: bytes, known: Policy) -> tuple[dict[str, Signature], dict[str, Fault]]:
    """Put a checkpoint to every witness of a policy; return what each answered, or why not."""
    own = own_lines(signed, known)
    tree = checkpoints.parse(note.parse(own).text)
    return _gather(witnesses(known), tree, own, _sizes(home), folder.reader(home / "log"))


def own_lines(signed: bytes, known: Policy) -> bytes:
    """Return a checkpoint with the log's own signature lines alone: some witnesses take little, and none needs the others'."""
    parsed = note.parse(signed)
    origin = checkpoints.parse(parsed.text).origin
    own = {(key.name, key.id) for key in known.keys_of(origin)}
    lines = [one for one in parsed.signatures if (one.name, one.key_id) in own]
    # Right after keys were forgotten none may be known: then those of our name are shown, and the next run signs anew.
    return Note(parsed.text, tuple(lines or (one for one in parsed.signatures if one.name == origin))).format()


def _gather(
    asked: Iterable[Witness], tree: Checkpoint, signed: bytes, sizes: Mapping[str, int], read: tile.Read
) -> tuple[dict[str, Signature], dict[str, Fault]]:
    """Return what each witness answered in time; the others are left to themselves, and none makes another wait."""
    answers: dict[str, Signature] = {}
    faults: dict[str, Fault] = {one.name: Refused("witness.unreachable", witness=one.name) for one in asked}

    def ask(one: Witness) -> None:
        try:
            old = min(sizes.get(one.name, 0), tree.size)
            answers[one.name] = asking.cosign(one, tree, signed, old, lambda size: tile.prove_consistency(read, size, tree.size))
        except Fault as fault:
            faults[one.name] = fault

    _at_once([threading.Thread(target=ask, args=(one,), daemon=True) for one in asked])
    found = dict(answers)
    return found, {name: fault for name, fault in list(faults.items()) if name not in found}


def _at_once(threads: Sequence[threading.Thread]) -> None:
    until = time.monotonic() + DEADLINE
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))


def _check_not_ahead(asked: Iterable[Witness], faults: Mapping[str, Fault], tree: Checkpoint, known: Policy) -> None:
    # A size alone proves nothing, and a witness that lies must not be able to stop the log: only our own signature counts.
    for one in asked:
        if one.name in faults and faults[one.name].code == "witness.ahead":
            shown = asking.latest(one, tree.origin, known)
            if shown is not None and shown.size > tree.size:
                raise Refused("log.rolled-back", published=shown.size, known=tree.size)


def _round(signed: bytes, answers: Mapping[str, Signature], faults: Mapping[str, Fault], known: Policy) -> Round:
    lines = "".join(answers[name].format() for name in known.witnesses if name in answers)
    whole = signed + lines.encode()
    return Round(whole, answers, faults, is_quorum=policy.check_log(known, whole)[1])


def _sizes(home: Path) -> dict[str, int]:
    return {name: state["size"] for name, state in _state(home).items()}


def _state(home: Path) -> dict[str, dict[str, Any]]:
    """Return what is remembered of each witness; it only saves a question, so a file that is gone or damaged is an empty one."""
    try:
        found = json.loads((home / "gate" / STATE).read_bytes())
        return {name: {"size": int(one["size"]), "fault": one["fault"], "since": one["since"]} for name, one in found.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _remember(home: Path, asked: Iterable[Witness], round_: Round, size: int, now: datetime) -> None:
    before = _state(home)
    state: dict[str, dict[str, Any]] = {}
    for one in asked:
        was = before.get(one.name, {"size": 0, "since": None})
        fault = round_.faults.get(one.name)
        if fault is None:
            state[one.name] = {"size": size, "fault": None, "since": None}
            continue
        since = was["since"] or now.isoformat()
        state[one.name] = {"size": was["size"], "fault": fault.code, "since": since}
        _say(one.name, fault)
    if not round_.is_quorum:
        print("abjure: error: the quorum of witnesses is missing: readers keep the checkpoint before", file=sys.stderr, flush=True)
    if state != before:
        durable.replace(home / "gate" / STATE, json.dumps(state, indent=1).encode() + b"\n", 0o600)


def _say(name: str, fault: Fault) -> None:
    status = fault.facts.get("status", fault.facts.get("size", ""))
    print(f"abjure: error: witness {name}: {fault.code} {status}".rstrip(), file=sys.stderr, flush=True)
