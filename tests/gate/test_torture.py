"""The gate as a process that is killed again and again without warning: after each time nothing is lost, nothing doubled, all is proved."""

import contextlib
import os
import random
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
    from abjure.server import founding

    home = tmp_path_factory.mktemp("torture") / "home"
    founding.found(home, founding.demonstration("8000"))
    environment = os.environ | {"ABJURE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "abjure.server.settings", "ABJURE_ROLE": "all"}
    subprocess.run([sys.executable, "-c", FRESH], env=environment, check=True)
    return home, environment


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


KILLS = int(os.environ.get("TORTURE_KILLS", "1000"))


@pytest.mark.parametrize("times", [pytest.param(3, id="a few times"), pytest.param(KILLS, id="many times", marks=pytest.mark.slow)])
@pytest.mark.timeout(100_000)
def test_a_gate_that_is_killed_loses_and_doubles_nothing(home, times):
    _, environment = home
    chance, before = random.Random(20_041_118), look(environment).count("decl")
    with signing(environment):
        time.sleep(1)
        for _ in range(times):
            fill(environment, 40)
            kill_after(environment, chance.uniform(0.0, 0.15))
            look(environment)
        kill_after(environment, 3)
    assert look(environment).count("decl") == before + 40 * times
