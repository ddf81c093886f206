"""The rooms again, on PostgreSQL instead of SQLite: the same tests in a second run of pytest."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("tests/door", "tests/desk", "tests/gate", "tests/public")


@pytest.mark.postgres
@pytest.mark.timeout(900)
def test_every_room_passes_its_tests_on_postgresql(postgresql):
    rooms = [room for room in ROOMS if (ROOT / room).exists()]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not (slow or journey or postgres or root)", *rooms]
    answer = subprocess.run(command, cwd=ROOT, env=os.environ | postgresql, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout[-8000:] + answer.stderr[-2000:]
