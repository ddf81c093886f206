"""The gate as a process that is killed again and again without warning: after each time nothing is lost, nothing doubled, all is proved."""

import collections
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from tests.gate.conftest import NOON

ONE_RUN = """
import sys, datetime
import django; django.setup()
from django.conf import settings
from abjure.gate import stages
now = datetime.datetime.fromisoformat(sys.argv[1])
print("ready", flush=True)
while True:
    for stage in (stages.sequence, stages.integrate, stages.publish):
        stage(now=now)
"""


# On PostgreSQL the databases are the run's, and another register may have been in them.
FRESH = """
import django; django.setup()
from django.db import connections
from abjure.server import databases
for connection in connections.all():
    if connection.vendor == "postgresql":
        connection.cursor().execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
databases.migrate()
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A whole register in a folder, its databases made."""
    return make(tmp_path_factory.mktemp("torture") / "home")


def make(folder):
    """Found a register; return it, and the environment of its processes."""
    from abjure.server import founding

    founding.found(folder, founding.demonstration("8000"))
    environment = os.environ | {"ABJURE_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "abjure.server.settings", "ABJURE_ROLE": "all"}
    subprocess.run([sys.executable, "-c", FRESH], env=environment, check=True)
    return folder, environment


@contextlib.contextmanager
def signing(environment):
    """Run the signer until the block ends; a socket says that it answers."""
    running = subprocess.Popen([sys.executable, "-m", "abjure.gate.signer.server"], env=environment)
    try:
        yield running
    finally:
        running.kill()
        running.wait()


def fill(environment, number):
    """Have the desk accept so many statements, in a process of its own."""
    code = (
        "import django; django.setup(); from tests.gate.conftest import Gate; from django.conf import settings;"
        f"Gate(settings.ABJURE.home).accept_many({number})"
    )
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)


def look(environment):
    """Audit the published log; return its kinds, in a process of its own."""
    code = (
        "import django; django.setup(); from tests.gate.conftest import Gate; from django.conf import settings;"
        "print(*Gate(settings.ABJURE.home).kinds())"
    )
    return subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True).stdout.split()


def kill_after(environment, seconds):
    """Run the gate's stages round and round, and kill them after so long."""
    command = [sys.executable, "-c", ONE_RUN, NOON.isoformat()]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout.readline() == b"ready\n"
        time.sleep(seconds)
        running.send_signal(signal.SIGKILL)
        error = running.stderr.read().decode()
    assert error == ""


# What a signer says whose gate was killed as it answered.
GATE_IS_GONE = "abjure: error: signer: BrokenPipeError"
KILLS, EACH = int(os.environ.get("TORTURE_KILLS", "1000")), 50


def killed(folder, times, seed):
    """Kill a register's gate so often; return what that program says."""
    _, environment = make(folder)
    command = [sys.executable, "-m", "tests.gate.killing", str(times), str(seed)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    said = json.loads(done.stdout)
    assert set(said.pop("errors").splitlines()) <= {GATE_IS_GONE}
    return said


@pytest.mark.parametrize("times", [pytest.param(8, id="a few times"), pytest.param(KILLS, id="many times", marks=pytest.mark.slow)])
@pytest.mark.timeout(100_000)
def test_a_gate_that_is_killed_loses_and_doubles_nothing(tmp_path, times, capsys):
    at, kills, leaves = collections.Counter(), 0, 0
    for start in range(0, times, EACH):
        # A log that stays small is read as a whole in no time.
        said = killed(tmp_path / str(start), min(EACH, times - start), 20_041_118 + start)
        at.update(said["at"])
        kills, leaves = kills + said["kills"], leaves + said["leaves"]
        shutil.rmtree(tmp_path / str(start))
        with capsys.disabled():
            print(f"\n{kills} kills, {leaves} leaves, {time.process_time():.0f} s; stopped while: {dict(at.most_common())}", flush=True)
    assert kills == times
