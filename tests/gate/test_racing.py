"""Two gates on one home, each a process without the lock: whatever they do to each other, one log with everybody in it comes out."""

import subprocess
import sys

from tests.gate.conftest import NOON
from tests.gate.test_torture import fill, home, kill_after, look, signing  # noqa: F401  # the fixture

ROUNDS, TOGETHER = 12, 30
RACE = """
import contextlib, sys, datetime
import django; django.setup()
from django.db import DatabaseError
from abjure.core.errors import Fault
from abjure.gate import durable, sequencing, stages
durable.held = lambda path: contextlib.nullcontext()
sequencing.BATCH_MAX = 8
now = datetime.datetime.fromisoformat(sys.argv[1])
refused = set()
print("ready", flush=True)
for _ in range(int(sys.argv[2])):
    for stage in (stages.sequence, stages.integrate, stages.publish):
        try:
            stage(now=now)
        except (Fault, DatabaseError, FileNotFoundError, FileExistsError) as error:
            refused.add(getattr(error, "code", type(error).__name__))
print(*sorted(refused))
"""


def race(environment):
    """Let two gates run at once; return what each refused."""
    command = [sys.executable, "-c", RACE, NOON.isoformat(), str(ROUNDS)]
    running = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for one in running:
        assert one.stdout.readline() == "ready\n"
    said = [one.communicate()[0].split() for one in running]
    assert [one.returncode for one in running] == [0, 0]
    return said


def test_two_sequencers_that_race_without_the_lock_make_one_log(home):  # noqa: F811  # the fixture
    _, environment = home
    before = look(environment).count("decl")
    with signing(environment):
        fill(environment, TOGETHER)
        race(environment)
        fill(environment, TOGETHER)
        race(environment)
        kill_after(environment, 3)
    assert look(environment).count("decl") == before + 2 * TOGETHER
