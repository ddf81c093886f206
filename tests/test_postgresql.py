"""The rooms again, on PostgreSQL instead of SQLite: the same tests in further runs of pytest."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("tests/gate", "tests/desk", "tests/door", "tests/public")
EVERY = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not (slow or journey or postgres or root)"]


@pytest.mark.postgres
@pytest.mark.timeout(900)
@pytest.mark.parametrize("room", ROOMS)
def test_every_room_passes_its_tests_on_postgresql(cluster, room):
    name = f"t{secrets.token_hex(4)}"
    databases = cluster.make_register(name)
    answer = subprocess.run([*EVERY, room], cwd=ROOT, env=os.environ | databases, capture_output=True, text=True, check=False)
    cluster.drop_register(name)
    assert answer.returncode == 0, answer.stdout[-8000:] + answer.stderr[-2000:]
