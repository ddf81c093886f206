"""The import contracts: they hold, they refuse a folder that nobody placed, and the checking half needs core alone."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture import house

FORBIDDEN_TO_CHECKERS = (
    "django",
    "granian",
    "psycopg",
    "webauthn",
    "typst",
    "abjure.desk",
    "abjure.door",
    "abjure.gate",
    "abjure.public",
    "abjure.server",
)


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-logo", "--no-cache", "--config", "pyproject.toml"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path):
    """A copy of the house in which a wall may be broken."""
    shutil.copytree(house.PACKAGE, tmp_path / "abjure", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(house.ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_contracts_hold():
    answer = lint(house.ROOT)
    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize("folder", ["lobby", "desk/lobby", "public/lobby"])
def test_a_folder_that_nobody_placed_is_refused(copy, folder):
    (copy / "abjure" / folder).mkdir()
    (copy / "abjure" / folder / "__init__.py").touch()
    answer = lint(copy)
    assert answer.returncode == 1
    assert f"abjure.{folder.replace('/', '.')}" in answer.stdout


@pytest.mark.parametrize(
    ("file", "imported"),
    [
        pytest.param("core/leaf.py", "django.db", id="core meets Django"),
        pytest.param("door/envelopes/models.py", "abjure.desk.declarations.models", id="the door climbs to the desk"),
        pytest.param("desk/declarations/models.py", "abjure.public.register.models", id="the desk meets the open side"),
        pytest.param("desk/declarations/models.py", "abjure.desk.moderation.models", id="a lower room of the desk climbs"),
        pytest.param("desk/certificates/models.py", "abjure.desk.moderation.models", id="two rooms of the desk meet"),
        pytest.param("public/register/models.py", "abjure.public.statistics", id="the register climbs to a reading of it"),
        pytest.param("desk/declarations/models.py", "abjure.desk.reception.models", id="the gate meets reception by way of declarations"),
    ],
)
def test_a_broken_wall_is_seen(copy, file, imported):
    with (copy / "abjure" / file).open("a", encoding="utf-8") as broken:
        broken.write(f"\nimport {imported}\n")
    answer = lint(copy)
    assert answer.returncode == 1
    assert "BROKEN" in answer.stdout
    assert f"abjure.{file.removesuffix('.py').replace('/', '.')}" in answer.stdout


def test_the_contracts_place_exactly_the_folders_of_the_house():
    contracts = tomllib.loads((house.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    placed = {
        f"{container}.{room.strip(' ()')}".removeprefix("abjure.")
        for contract in contracts
        if contract.get("exhaustive")
        for container in contract["containers"]
        for layer in contract["layers"]
        for room in layer.split("|")
    }
    assert {place for place in placed if (house.PACKAGE / place.replace(".", "/")).is_dir()} <= house.PLACES


@pytest.mark.parametrize("module", ["abjure.cli", "abjure.audit", "abjure.witness", "abjure.core"])
def test_the_checking_half_needs_core_alone(module):
    program = f"import sys, {module}\nprint(*(name for name in {FORBIDDEN_TO_CHECKERS!r} if name in sys.modules))"
    answer = subprocess.run([sys.executable, "-I", "-c", program], cwd=house.ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.split() == []


def test_core_and_audit_pass_their_tests_where_there_is_no_django():
    program = "import sys; sys.modules['django'] = sys.modules['psycopg'] = None; import pytest; sys.exit(pytest.main(sys.argv[1:]))"
    folders = [folder for folder in ("tests/core", "tests/audit", "tests/witness") if (house.ROOT / folder).exists()]
    command = [sys.executable, "-c", program, "-p", "no:django", "-p", "no:cacheprovider", "-q", *folders]
    answer = subprocess.run(command, cwd=house.ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout[-4000:]
