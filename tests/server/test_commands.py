"""The commands of the server half, as an operator types them: 0 where it holds, 1 with one line that says why not, 2 for wrong usage."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from abjure.server import serving
from tests.registers import with_exit

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """The home of a register that others can reach."""
    folder = tmp_path_factory.mktemp("commands")
    home = folder / "home"
    answer = abjure(home, "init", "--charter", str(with_exit(folder / "charter")), "--public-url", "https://register.example.org")
    assert answer.returncode == 0, answer.stderr
    return home


def abjure(home, *words, role="all", **environment):
    """Run a command and return what came of it."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DJANGO_SETTINGS_MODULE", "PORT"}}
    told = kept | {"ABJURE_HOME": str(home), "ABJURE_ROLE": role} | environment
    return subprocess.run(
        [sys.executable, "-m", "abjure", *words], cwd=ROOT, env=told, capture_output=True, text=True, check=False, timeout=60
    )


def test_a_register_of_ones_own_is_founded_and_says_what_is_never_said_again(tmp_path):
    charter = str(with_exit(tmp_path / "charter"))
    answer = abjure(tmp_path / "home", "init", "--charter", charter, "--public-url", "https://register.example.org")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "log register.example.org/log" in answer.stdout
    assert re.search(r"passphrase of the certificates' key, shown this once: (\w{5}-){4}\w{5}\n", answer.stdout)
    links = re.findall(r"one-time link for (\S+) \((\w+)\): https://register\.example\.org/desk/enrol/\S+/\n", answer.stdout)
    assert links == [("moderator-1", "moderator"), ("moderator-2", "moderator"), ("examiner-1", "examiner"), ("examiner-2", "examiner")]
    assert all((tmp_path / "home" / side / f"{side}.sqlite3").exists() for side in ("door", "desk", "gate", "public"))


@pytest.mark.parametrize(("words", "said"), [
    pytest.param(["init", "--charter", "parish"], "is not empty", id="founding again"),
    pytest.param(["init", "--charter", "nowhere"], "is not empty", id="a charter that there is not"),
    pytest.param(["serve"], "refuses to start with: role all", id="everything in one process"),
    pytest.param(["pipeline"], "refuses to start with: role all", id="all stages in one process"),
    pytest.param(["migrate"], "refuses to start with: role all", id="all tables in one process"),
])  # fmt: skip
def test_a_register_that_others_can_reach_refuses(home, words, said):
    before = sorted(home.rglob("*"))
    answer = abjure(home, *words)
    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1
    assert answer.stderr.startswith("abjure: error: ")
    assert said in answer.stderr
    assert sorted(home.rglob("*")) == before


@pytest.mark.parametrize(("words", "environment", "status", "said"), [
    pytest.param(["pipeline"], {"role": "desk"}, 1, "there is no register in", id="stages without a register"),
    pytest.param(["serve"], {"role": "door"}, 1, "there is no register in", id="a role without a register"),
    pytest.param(["serve"], {"role": "x"}, 1, "there is no role named x", id="a role that there is not"),
    pytest.param(["serve"], {"role": "door", "PORT": "x"}, 1, "x is no port", id="a port that is none"),
    pytest.param(
        ["init", "--charter", "parish", "--public-url", "https://register.example.org"], {}, 1,
        "refuses https://www.example.com/ as its quick exit", id="a stand-in for the exit",
    ),
    pytest.param(["init", "--charter", "nowhere"], {}, 1, "charter.toml", id="a charter that there is not"),
    pytest.param([], {}, 2, "required", id="no command"),
    pytest.param(["x"], {}, 2, "invalid choice", id="a command that there is not"),
    pytest.param(["serve", "x"], {}, 2, "unrecognized", id="a word too many"),
    pytest.param(["init"], {}, 2, "--charter", id="no charter"),
])  # fmt: skip
def test_what_cannot_be_done_is_said_and_leaves_nothing(tmp_path, words, environment, status, said):
    answer = abjure(tmp_path / "home", *words, **environment)
    assert answer.returncode == status
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not (tmp_path / "home" / "register.json").exists()


def test_the_stages_of_a_role_run_once(home):
    answer = abjure(home, "pipeline", role="desk")
    assert (answer.returncode, answer.stderr) == (0, "")


def test_a_second_start_on_the_same_home_is_refused(home):
    with serving.only_one(home, "door"):
        answer = abjure(home, "serve", role="door")
    assert answer.returncode == 1
    assert "is in use by another process" in answer.stderr


def test_a_second_start_while_the_demonstration_is_being_founded_is_refused(tmp_path):
    home = tmp_path / "home"
    (tmp_path / "home.new").mkdir()
    with serving.only_one(home, "founding"):
        answer = abjure(home, "serve")
    assert answer.returncode == 1
    assert "is in use by another process" in answer.stderr
    assert (tmp_path / "home.new").exists()


def test_a_lost_link_is_renewed_at_the_desk(home):
    links = []
    for words in (["moderator-2"], ["moderator-2", "--forget"]):
        answer = abjure(home, "staff", *words, role="desk")
        assert (answer.returncode, answer.stderr) == (0, "")
        links += re.findall(
            r"^one-time link for moderator-2 \(moderator\): (https://register\.example\.org/desk/enrol/[\w-]{43}/)$",
            answer.stdout,
            re.MULTILINE,
        )
    assert len(set(links)) == 2
    told = abjure(home, "staff", role="desk").stdout.splitlines()
    assert told == [
        f"{handle} ({handle[:-2]}): passkeys 0, unused links 1" for handle in ("examiner-1", "examiner-2", "moderator-1", "moderator-2")
    ]


@pytest.mark.parametrize(("role", "words", "said"), [
    pytest.param("desk", ["nobody"], "nobody at the desk is called nobody", id="somebody who is not there"),
    pytest.param("door", ["moderator-1"], "this process has the role door", id="at the door"),
])  # fmt: skip
def test_no_link_is_given_elsewhere_or_to_nobody(home, role, words, said):
    answer = abjure(home, "staff", *words, role=role)
    assert answer.returncode == 1
    assert answer.stderr.startswith("abjure: error: ")
    assert said in answer.stderr
