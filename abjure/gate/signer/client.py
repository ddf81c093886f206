"""Asking the signer: the gate shows how the tree grew, and gets signature lines or a refusal."""

from __future__ import annotations

import json
import socket
import time
from base64 import b64encode
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from abjure.core import canonical
from abjure.core.errors import Refused
from abjure.core.tlog.checkpoint import Checkpoint
from abjure.gate.signer import address

ANSWER_MAX = 65_536
SECONDS, PATIENCE = 30, 5
Prove = Callable[[int], Sequence[bytes]]


def sign(folder: Path, checkpoint: Checkpoint, old: int, prove: Prove) -> bytes:
    """Return the signed checkpoint; `prove(size)` shows that the tree of this size is its beginning.

    Raises Refused with the signer's code, or "signer.unreachable".
    """
    answer = _ask(folder, _request(checkpoint, old, prove))
    # A signer that is behind (its folder was put back) is shown the way from where it stands; one that is ahead refuses.
    if answer.get("error") == "signer.other-size" and answer["size"] < checkpoint.size:
        answer = _ask(folder, _request(checkpoint, answer["size"], prove))
    if "error" in answer:
        raise Refused(answer["error"], size=answer["size"])
    signatures: str = answer["signatures"]
    return checkpoint.format() + b"\n" + signatures.encode()


def _request(checkpoint: Checkpoint, old: int, prove: Prove) -> bytes:
    proof = [b64encode(hash_).decode() for hash_ in prove(old)]
    root = b64encode(checkpoint.root).decode()
    return canonical.format({"old": old, "proof": proof, "root": root, "size": checkpoint.size}) + b"\n"


def _ask(folder: Path, request: bytes) -> dict[str, Any]:
    # That the signer is gone is no fault of a disk, so the stage fails and is run again.
    try:
        with _connect(folder) as connection:
            connection.sendall(request)
            line = address.read_line(connection, ANSWER_MAX)
        answer: dict[str, Any] = json.loads(line)
    except (OSError, ValueError) as error:
        raise Refused("signer.unreachable", path=str(folder / address.NAME)) from error
    return answer


def _connect(folder: Path) -> socket.socket:
    """Return a connection; a signer that is just starting is given a moment."""
    until = time.monotonic() + PATIENCE
    while True:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(SECONDS)
        try:
            with address.of(folder) as path:
                connection.connect(path)
        except (FileNotFoundError, ConnectionRefusedError):
            connection.close()
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return connection
