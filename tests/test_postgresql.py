"""The rooms again, on PostgreSQL instead of SQLite: the same tests in further runs of pytest, two at a time."""

import os
import secrets
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# The longest first.
ROOMS = ("tests/gate", "tests/desk", "tests/door", "tests/public")
EVERY = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not (slow or journey or postgres or root)"]


@pytest.mark.postgres
@pytest.mark.timeout(900)
def test_every_room_passes_its_tests_on_postgresql(cluster):
    def run(room):
        name = f"t{secrets.token_hex(4)}"
        databases = cluster.make_register(name)
        answer = subprocess.run([*EVERY, room], cwd=ROOT, env=os.environ | databases, capture_output=True, text=True, check=False)
        cluster.drop_register(name)
        return answer

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(run, ROOMS))
    assert not any(answer.returncode for answer in answers), "\n".join(answer.stdout[-8000:] + answer.stderr[-2000:] for answer in answers)
