"""Rotation: new keys of the log beside the old, the old retired, and policies that follow one another; what was signed stays good.

At each step what readers find is good by the policy that they find, with or without the witnesses: that is why files change in this order.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from abjure.core.errors import Refused
from abjure.core.tlog import checkpoint, note, policy
from abjure.core.tlog.note import Key
from abjure.core.tlog.policy import Policy
from abjure.gate import durable, shown
from abjure.gate.signer import keys

POLICY, HISTORY, VKEY = "policy", "policy.d", "vkey"


def begin(home: Path) -> list[Key]:
    """Make a new generation of keys and publish it; from the signer's next start on both sign. Return the newest keys.

    Where an earlier run was cut short this one finishes it and makes no others.
    """
    with _still(home):
        known = _policy(home)
        signing = _keys(home)
        if len(signing) == len(_newest(signing)) and signing[0] in known.logs:
            keys.add_keys(home / "signer")
            signing = _keys(home)
        _sign_shown(home, known)
        known.logs |= {key: None for key in signing if key not in known.logs}
        _publish(home, known)
        return _newest(signing)


def retire(home: Path, *, forget: bool = False) -> list[Key]:
    """Have the signer forget all keys but the newest; what they signed stays good unless they are forgotten by the policy too.

    Return the newest keys. Keys that somebody else may hold have to be forgotten: the policy cannot tell old from new by them.
    """
    with _still(home):
        known, newest = _policy(home), _newest(_keys(home))
        keys.retire_keys(home / "signer")
        if forget:
            _sign_shown(home, known)
            known.logs = {key: url for key, url in known.logs.items() if key in newest or key.name != newest[0].name}
            _publish(home, known)
        return newest


def follow(home: Path, data: bytes) -> Policy:
    """Publish another policy: witnesses that come or go, another quorum. Raises Invalid, or Refused("policy.not-ours").

    The public checkpoint is put to its witnesses first: Refused("policy.not-witnessed") if it is not good by the new policy even then.
    """
    with _still(home):
        wanted = policy.parse(data)
        if any(key not in wanted.logs for key in _keys(home)):
            raise Refused("policy.not-ours")
        shown.witness(home, wanted)
        _publish(home, wanted)
        return wanted


@contextmanager
def _still(home: Path) -> Iterator[None]:
    """Hold gate and signer, so that neither runs meanwhile; Refused("gate.locked") where one does."""
    with durable.held(home / "gate" / "lock"), durable.held(home / "signer" / "lock"):
        yield


def _sign_shown(home: Path, known: Policy) -> None:
    shown.sign(home, known, keys.read_keys(home / "signer"), int(time.time()))


def _policy(home: Path) -> Policy:
    return policy.parse((home / "log" / POLICY).read_bytes())


def _keys(home: Path) -> list[Key]:
    return [signer.key for signer in keys.read_keys(home / "signer")]


def _newest(signing: list[Key]) -> list[Key]:
    return Policy(logs=dict.fromkeys(signing)).generations(signing[0].name)[-1]


def _publish(home: Path, wanted: Policy) -> None:
    """Put a policy and its keys where readers find them, the one before beside it: by it old proofs can always be checked."""
    log = home / "log"
    before, after = (log / POLICY).read_bytes(), wanted.format()
    if before == after:
        return
    durable.put(log, {f"{HISTORY}/{_size(log)}-{sha256(before).hexdigest()[:8]}": before})
    durable.replace_kept(log / VKEY, keys.format_vkeys([key.format() for key in wanted.logs]).encode())
    durable.replace_kept(log / POLICY, after)


def _size(log: Path) -> int:
    """Return up to which size the policy that goes was in force."""
    path = log / "checkpoint"
    return checkpoint.parse(note.parse(path.read_bytes()).text).size if path.exists() else 0
