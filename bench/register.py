"""A register for measuring: founded in a temporary home, without hold, empty or the demonstration, with the processes of one role."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from abjure.server import demonstration as filled
from abjure.server import founding
from abjure.server import serving as roles

READY = b"ready "


@contextmanager
def home() -> Iterator[Path]:
    """Give a founded home, and remove it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="abjure-bench-"))
    try:
        founding.found(folder, founding.Plan(founding.CHARTERS / "three-withdrawals", "bench.example/log", "http://127.0.0.1"))
        _set(folder, batch_minimum=1, hold_hours=0, timer_seconds=1)
        subprocess.run([sys.executable, "-m", "abjure.cli", "migrate"], env=_environment(folder, "all"), check=True)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def demonstration() -> Iterator[Path]:
    """Give the home of a filled demonstration, whose pages have something to show, and remove it afterwards."""
    with tempfile.TemporaryDirectory(prefix="abjure-bench-", ignore_cleanup_errors=True) as folder:
        filled.make(Path(folder, "home"), str(free_port()))
        yield Path(folder, "home")


@contextmanager
def serving(folder: Path, role: str, **environment: str) -> Iterator[int]:
    """Serve a role on a free port until the block ends; give the port."""
    port = free_port()
    variables = _environment(folder, role) | {"PORT": str(port)} | environment
    child = subprocess.Popen([sys.executable, "-m", "abjure.cli", "serve"], env=variables, stdout=subprocess.PIPE)
    try:
        assert child.stdout is not None
        while line := child.stdout.readline():
            if line.startswith(READY):
                break
        yield port
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait()


@contextmanager
def jobs(folder: Path, *modules: str) -> Iterator[int]:
    """Run these jobs of the door and no others until the block ends; give the port of the one that answers HTTP."""
    port = free_port()
    variables = _environment(folder, "door") | {"DJANGO_SETTINGS_MODULE": "abjure.server.settings"}
    (folder / "door" / "writer").unlink(missing_ok=True)
    children = [subprocess.Popen([sys.executable, "-m", *module.split(), str(port)], env=variables) for module in modules]
    try:
        roles.wait_until_ready(port, children)
        yield port
    finally:
        for child in children:
            child.terminate()
            child.wait()


def _environment(folder: Path, role: str) -> dict[str, str]:
    return os.environ | {"ABJURE_HOME": str(folder), "ABJURE_ROLE": role}


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _set(folder: Path, **values: int) -> None:
    path = folder / "register.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | values))
