"""The signer's process: one line of JSON in, one out, over a socket in its own folder; it needs no database and no network."""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from base64 import b64decode
from pathlib import Path
from typing import Any

from abjure.core import canonical
from abjure.core.errors import Fault, Invalid
from abjure.core.tlog import note
from abjure.core.tlog.checkpoint import Checkpoint
from abjure.core.tlog.note import Signer
from abjure.gate import durable
from abjure.gate.signer import address
from abjure.gate.signer.keys import read_keys
from abjure.gate.signer.memory import Memory

LINE_MAX = 16_384
SECONDS = 10
WAITING = 8


class Desk:
    """Signers and their memory: answers one request after another, so that two can never be signed past each other."""

    def __init__(self, folder: Path) -> None:
        self.signers: list[Signer] = read_keys(folder)
        self.memory = Memory(folder)

    def answer(self, line: bytes, at: int) -> bytes:
        """Return the signature lines that a request gets, or the code of the refusal and the size signed last."""
        try:
            return canonical.format({"signatures": self._sign(_parse(line), at)}) + b"\n"
        except Fault as fault:
            return canonical.format({"error": fault.code, "size": self.memory.size}) + b"\n"

    def _sign(self, request: dict[str, Any], at: int) -> str:
        size, root = request["size"], request["root"]
        self.memory.advance(old=request["old"], size=size, root=root, proof=request["proof"])
        text = Checkpoint(self.signers[0].key.name, size, root).format()
        signed = note.parse(note.sign(text, self.signers, at))
        return "".join(signature.format() for signature in signed.signatures)


def main(home: Path) -> None:
    """Answer at `signer/socket` of a home until the process ends; an error while flushing ends it."""
    folder = home / "signer"
    with durable.held(folder / "lock"):
        serve(listen(folder), Desk(folder))


def listen(folder: Path) -> socket.socket:
    """Return the socket at which the signer is asked; one that an earlier signer left is taken away."""
    (folder / address.NAME).unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with address.of(folder) as path:
        listener.bind(path)
    (folder / address.NAME).chmod(0o660)
    listener.listen(WAITING)
    return listener


def serve(listener: socket.socket, desk: Desk) -> None:
    """Answer whoever connects, one after another."""
    while True:
        connection, _ = listener.accept()
        with connection:
            _serve_one(connection, desk)


def _serve_one(connection: socket.socket, desk: Desk) -> None:
    connection.settimeout(SECONDS)
    try:
        line = address.read_line(connection, LINE_MAX)
    except OSError:
        return
    answer = desk.answer(line, int(time.time()))
    try:
        connection.sendall(answer)
    except OSError as error:
        print(f"abjure: error: signer: {type(error).__name__}", file=sys.stderr, flush=True)


def _parse(line: bytes) -> dict[str, Any]:
    """Return size, root, old size and proof of a request."""
    try:
        request = json.loads(line)
        proof = [b64decode(hash_, validate=True) for hash_ in request["proof"]]
        size, old, root = request["size"], request["old"], b64decode(request["root"], validate=True)
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid("signer.request") from error
    if type(size) is not int or type(old) is not int or any(len(hash_) != 32 for hash_ in [root, *proof]):
        raise Invalid("signer.request")
    return {"size": size, "old": old, "root": root, "proof": proof}


if __name__ == "__main__":
    main(Path(os.environ["ABJURE_HOME"]))
