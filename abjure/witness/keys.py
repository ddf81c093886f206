"""A witness's own key: made once, in its own folder, for one name; Ed25519, which logs ask for today, or ML-DSA-44, which lasts."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from abjure.core import keyfile
from abjure.core.errors import Refused
from abjure.core.tlog import note
from abjure.core.tlog.cosignature import Ed25519Cosigner, MLDSA44Cosigner
from abjure.core.tlog.note import Signer

ED25519, MLDSA44 = "ed25519", "ml-dsa-44"
KINDS = (ED25519, MLDSA44)
SEED = 32


def read_or_make(folder: Path, name: str | None, kind: str) -> Signer:
    """Return the key in a witness's folder; a new one of this name where there is none yet.

    Raises Refused("witness.other-name") if the key there has another name or kind, ("witness.no-name") if a new one is to have none.
    """
    path = folder / keyfile.NAME
    if not path.exists():
        _make(path, name, kind)
    found = read(folder)
    if (name or found.key.name) != found.key.name:
        raise Refused("witness.other-name", name=found.key.name)
    return found


def read(folder: Path) -> Signer:
    """Return the key in a witness's folder."""
    values = keyfile.parse((folder / keyfile.NAME).read_text())
    name = values["name"].decode()
    if MLDSA44 in values:
        return MLDSA44Cosigner(name, MLDSA44PrivateKey.from_seed_bytes(values[MLDSA44]))
    return Ed25519Cosigner(name, Ed25519PrivateKey.from_private_bytes(values[ED25519]))


def _make(path: Path, name: str | None, kind: str) -> None:
    if name is None:
        raise Refused("witness.no-name")
    note.check_name(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = keyfile.format_keys({"name": name.encode(), kind: secrets.token_bytes(SEED)})
    # A second start may not replace a key that a first one has just made: O_EXCL.
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(handle)
