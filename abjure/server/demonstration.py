"""The demonstration: a register of invented statements, founded and filled in an empty home before anything is served from it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from abjure.server import environment, founding, job, starting

MEMO = "demonstration.json"
START_SECONDS, LOOK = 10, 0.05


def make(home: Path, port: str) -> None:
    """Found the demonstration in an empty home and fill it; what was begun and broken off is named, not mended."""
    print("abjure: founding the demonstration: charter, keys, databases", flush=True)
    half = home.with_name(home.name + ".new")
    founding.clear_half_made(half)
    passphrase = founding.found(half, founding.demonstration(port))
    (half / MEMO).write_text(json.dumps({"passphrase": passphrase}) + "\n")
    filled = subprocess.run(
        [sys.executable, "-m", "abjure.server.demonstration"],
        env=os.environ | {"ABJURE_HOME": str(half), "ABJURE_ROLE": "all"},
        check=False,
    )
    if filled.returncode:
        raise SystemExit(filled.returncode)
    founding.move_in(half, home)


def main() -> None:
    """Fill the home of the environment, with a signer of its own beside; a key that ends the starter ends this through it."""
    job.end_with_the_starter()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    starting.prepare()
    # Only now there are settings, without which no room can be imported.
    from abjure.server import filling  # noqa: PLC0415  # see above

    with _signer(environment.home()):
        filling.fill()


@contextmanager
def _signer(home: Path) -> Iterator[None]:
    child = subprocess.Popen([sys.executable, "-m", "abjure.server.job", "signer", "0"])  # our own module
    try:
        _wait_for(home / "signer" / "socket")
        yield
    finally:
        child.terminate()
        child.wait()


def _wait_for(path: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while not path.exists():
        if time.monotonic() > until:
            raise SystemExit("abjure: error: the signer did not start")
        time.sleep(LOOK)


if __name__ == "__main__":
    main()
