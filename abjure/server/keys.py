"""The key files of a home: who holds which key, made once, readable by their owner alone (the table is in SECURITY.md)."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from abjure.core import keyfile
from abjure.core.certificate_key import SigningKey
from abjure.core.hpke import PrivateKey, PublicKey


def write(folder: Path, values: dict[str, bytes]) -> None:
    """Write a folder's keys once; FileExistsError if there are some already."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder / keyfile.NAME, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(keyfile.format_keys(values))
        file.flush()
        os.fsync(file.fileno())


def read(folder: Path) -> dict[str, bytes]:
    """Return a folder's keys by name; FileNotFoundError or PermissionError where this process has no business."""
    return keyfile.parse((folder / keyfile.NAME).read_text())


def make(home: Path, certificates: PublicKey) -> None:
    """Make every key of the door, the desk and the gate; the certificates' private key is never among them."""
    reception, declarations, commission = PrivateKey.generate(), PrivateKey.generate(), PrivateKey.generate()
    public = {"reception": reception.public().raw, "declarations": declarations.public().raw, "certificates": certificates.raw}
    write(home / "door", {"tag": secrets.token_bytes(32), "mac": secrets.token_bytes(32)} | public)
    write(
        home / "desk",
        {
            "reception": reception.raw,
            "declarations": declarations.raw,
            "certificates_public": certificates.raw,
            "storage": secrets.token_bytes(32),
            "session": secrets.token_bytes(32),
            "commission": commission.public().raw,
        },
    )
    write(home / "gate", {"commission": commission.raw, "certificate": SigningKey.generate().raw})
