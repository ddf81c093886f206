"""Serving: one process a job (web, pipeline, signer), started together, watched, and ended together."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from abjure.core import keyfile
from abjure.core.errors import Refused
from abjure.server import environment

# The desk is one process: it alone holds an unlocked key, and only for minutes.
WORKERS = {"door": 2, "desk": 1, "public": 2, "all": 1}
# What somebody typed lies in the memory of a worker until it is written over: the door's workers end after so many seconds, each in turn.
LIFETIME = {"door": 900}
JOBS: dict[str, tuple[str, ...]] = {
    "door": ("writer", "web"),
    "desk": ("web", "pipeline"),
    "gate": ("signer", "pipeline"),
    "public": ("web",),
    "all": ("signer", "writer", "web", "pipeline"),
}
START_SECONDS, STOP_SECONDS = 60, 20


def serve(role: str, port: int) -> int:
    """Run all jobs of a role until told to stop (0) or until one of them ends by itself (1)."""
    home = environment.home()
    with only_one(home, role):
        children = [subprocess.Popen([sys.executable, "-m", "abjure.server.job", job, str(port)]) for job in jobs(role, home)]
        be_told()
        try:
            if "web" in JOBS[role]:
                wait_until_ready(port, children)
                print(f"ready http://127.0.0.1:{port}/", flush=True)
            return _watch(children)
        except KeyboardInterrupt:
            return 0
        finally:
            _end(children)


def be_told() -> None:
    """Let SIGTERM and SIGINT raise KeyboardInterrupt, so that whoever is told to stop cleans up."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)


def jobs(role: str, home: Path) -> list[str]:
    """Return the jobs of a role; a signer that has a user of its own is not ours to start."""
    is_ours = os.access(home / "signer" / keyfile.NAME, os.R_OK)
    return [job for job in JOBS[role] if job != "signer" or is_ours]


@contextmanager
def only_one(home: Path, role: str) -> Iterator[None]:
    """Hold the home for this role; Refused("home.in-use") if another process does."""
    home.mkdir(parents=True, exist_ok=True)
    handle = os.open(home / f".{role}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Refused("home.in-use", home=str(home)) from error
    try:
        yield
    finally:
        os.close(handle)


def wait_until_ready(port: int, children: list[subprocess.Popen[bytes]]) -> None:
    """Return when the web job answers; Refused("serve.not-ready") if one of these jobs ends, or after a minute."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and all(child.poll() is None for child in children):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                if answer.read() == b"ok\n":
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise Refused("serve.not-ready", port=port)


def _watch(children: list[subprocess.Popen[bytes]]) -> int:
    while all(child.poll() is None for child in children):
        time.sleep(0.5)
    return 1


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()


def _stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - a handler's signature
    raise KeyboardInterrupt
