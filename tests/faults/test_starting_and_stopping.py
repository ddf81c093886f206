"""Each role starts once on a home, stops when it is told to, and leaves no process behind, however it ends."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.household import ROLES, ROOT, wait_until


def is_gone(group):
    """Say whether no process of a group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize("role", ROLES)
def test_a_second_start_is_refused_and_the_first_goes_on(register, role):
    first = register.start(role)
    answer = register.run(role, "serve", timeout=60)
    assert answer.returncode == 1
    assert answer.stderr.count("abjure: error:") == 1
    assert "Traceback" not in answer.stderr
    assert str(register.home) in answer.stderr
    assert first.poll() is None
    assert register.stop(role) == 0
    wait_until(lambda: is_gone(first.pid), "every process of the role to end", 20)
    assert "Traceback" not in register.said(role)


@pytest.mark.parametrize("role", ROLES)
def test_whoever_is_killed_takes_its_processes_along_and_may_start_again(register, role):
    first = register.start(role)
    assert register.stop(role, signal.SIGKILL) == -signal.SIGKILL
    wait_until(lambda: is_gone(first.pid), "every process of the role to end", 20)
    register.start(role)
    assert register.stop(role) == 0


@pytest.mark.parametrize("role", ROLES)
def test_a_home_that_is_none_is_named(tmp_path, register, role):
    nowhere = register.of(role) | {"ABJURE_HOME": str(tmp_path / "nowhere")}
    answer = register.run(role, "serve", environment=nowhere)
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
    assert not (tmp_path / "nowhere").exists()


def fillers(home):
    """Yield the processes that fill this home."""
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            told = (process / "environ").read_bytes().split(b"\0")
            if f"ABJURE_HOME={home}".encode() in told:
                yield process


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL], ids=lambda number: number.name)
def test_whoever_is_stopped_while_founding_leaves_nobody_filling(tmp_path, number):
    home = tmp_path / "home"
    told = {name: os.environ[name] for name in ("PATH", "LANG", "TZ") if name in os.environ} | {"PYTHONPATH": str(ROOT)}
    with (tmp_path / "said").open("w") as said:
        command = [sys.executable, "-m", "abjure", "serve"]
        founding = subprocess.Popen(command, env=told | {"ABJURE_HOME": str(home)}, stdout=said, stderr=said)
    wait_until((home.with_name("home.new") / "signer" / "socket").exists, "the filling to begin", 60)
    founding.send_signal(number)
    assert founding.wait(20) == (-number if number == signal.SIGKILL else 0)
    wait_until(lambda: not list(fillers(home.with_name("home.new"))), "every process of the filling to end", 20)
    assert "Traceback" not in (tmp_path / "said").read_text()
    assert not (home / "register.json").exists()
