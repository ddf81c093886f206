"""`abjure witness`: run a witness, https://c2sp.org/tlog-witness, with a key and a folder of its own."""

from __future__ import annotations

import argparse
import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from abjure.core.errors import Refused
from abjure.core.tlog.note import Key
from abjure.witness import app, keys, logs

ADDRESS, PORT = "127.0.0.1", 8010
THREADS = 4


def add_to(subparsers: Any) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("witness", help="cosign the checkpoints of logs that only grow, for anybody who asks")
    parser.add_argument("logs", nargs="+", metavar="FILE", help="the logs to cosign: their vkeys, one a line, or a tlog-policy")
    parser.add_argument("--home", required=True, metavar="DIR", help="where key and memory lie; made at the first start")
    parser.add_argument("--name", help="the witness's name, an address without https:// (only at the first start)")
    parser.add_argument("--key", choices=keys.KINDS, default=keys.ED25519, help="the kind of key to make at the first start")
    parser.add_argument("--address", default=ADDRESS, help=f"the address to listen on (default: {ADDRESS})")
    parser.add_argument("--port", type=int, default=PORT, help=f"the port to listen on (default: {PORT})")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop."""
    known = logs.read([Path(file) for file in arguments.logs])
    folder = Path(arguments.home)
    signer = keys.read_or_make(folder, arguments.name, arguments.key)
    with only_one(folder):
        url = f"http://{arguments.address}:{arguments.port}"
        print(f"witness {signer.key.name} {signer.key.format()} {url}")
        print(f"logs: {', '.join(sorted({key.name for key in known}))}", flush=True)
        _serve(folder, known, arguments.address, arguments.port)
    return 0


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the folder; Refused("witness.in-use") if another witness does."""
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise Refused("witness.in-use", home=str(folder)) from error
    try:
        yield
    finally:
        os.close(handle)


def _serve(folder: Path, known: list[Key], address: str, port: int) -> None:
    # Whoever only checks needs no web server.
    try:
        from granian import Granian  # noqa: PLC0415  # see above
        from granian.constants import Interfaces  # noqa: PLC0415  # see above
    except ModuleNotFoundError as error:
        raise Refused("witness.no-granian") from error
    server = Granian(
        "witness",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        log_access=False,
        log_enabled=False,
    )
    sys.stdout.flush()
    server.serve(target_loader=partial(app.load, folder=folder, logs=known))
