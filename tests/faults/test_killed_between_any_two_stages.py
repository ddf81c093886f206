"""The pipelines of desk and gate are killed without warning, again and again: nothing is lost, nothing is there twice."""

import random
import signal
import subprocess
import sys
import time

import pytest

from tests import posting
from tests.household import ACCEPT_ALL

SIGNER = [sys.executable, "-m", "abjure.server.job", "signer", "0"]


def seconds(register, role):
    """Return how long a role's stages take when there is nothing to do."""
    started = time.monotonic()
    assert register.run(role, "pipeline").returncode in {0, 1}
    return time.monotonic() - started


def kill_at_random(command, environment, times, idle):
    """Start a command and kill it, so often, each time at another moment; return how often it was still at work."""
    struck = 0
    for _ in range(times):
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(random.uniform(0.3, 1.1) * idle)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            struck += 1
    return struck


@pytest.mark.parametrize(("people", "kills"), [(20, 8), pytest.param(200, 100, marks=[pytest.mark.slow, pytest.mark.timeout(1800)])])
def test_a_kill_at_any_moment_loses_and_doubles_nothing(register, people, kills):
    idle = min(seconds(register, "desk") for _ in range(2))
    register.start("door")
    before = register.rows("public", "SELECT count(*) FROM register_entry WHERE kind = 'decl'")[0][0]
    codes = posting.hand_in(register.port("door"), [posting.statement("山间清风", f"第{number}份声明") for number in range(people)])
    assert len(codes) == people
    struck = kill_at_random(register.command("pipeline"), register.of("desk"), kills, idle)
    assert register.run("desk", "pipeline").returncode == 0
    struck += kill_at_random([*register.python, "-c", ACCEPT_ALL], register.of("desk"), kills, idle)
    register.accept_all()
    struck += kill_at_random(register.command("pipeline"), register.of("desk"), kills, idle)
    signer = register.launch("signer", SIGNER)
    struck += kill_at_random(register.command("pipeline"), register.of("gate"), kills, idle)
    signer.kill()
    signer.wait()
    register.launch("signer", SIGNER)
    assert struck > kills

    for role in ("desk", "gate", "desk"):
        answer = register.run(role, "pipeline")
        assert answer.returncode == 0, answer.stderr
    assert register.rows("door", "SELECT count(*) FROM door_envelope") == [(0,)]
    assert register.rows("door", "SELECT DISTINCT n FROM (SELECT count(*) AS n FROM door_reply GROUP BY digest)") == [(1,)]
    entries = register.rows("public", "SELECT count(*), count(DISTINCT commitment), sum(n) FROM register_entry WHERE kind = 'decl'")
    assert entries == [(before + people,) * 3]
    assert {posting.standing(register.port("door"), code) for code in codes} == {"accepted"}
    answer = register.run("gate", "audit", str(register.home / "log"))
    assert answer.returncode == 0, answer.stderr
    register.stop_all()
