"""Registers on both charters: founded once a session, and put in the place of the tests' own one for one test."""

import atexit
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from abjure.server import founding
from abjure.server.environment import Register

CHARTERS = ("three-withdrawals", "parish")


def with_exit(folder: Path, charter: str = "parish", exit_url: str = "https://www.wikipedia.org/") -> Path:
    """Copy a charter into a new folder, with an exit that a register which others can reach may have; return the folder."""
    shutil.copytree(founding.CHARTERS / charter, folder)
    rules = folder / "charter.toml"
    rules.write_text(rules.read_text().replace("https://www.example.com/", exit_url))
    return folder


@cache
def founded(charter: str) -> Register:
    """Return a register on this charter, in role all, without hold or batches."""
    folder = Path(mkdtemp(prefix=f"abjure-{charter}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    plan = founding.Plan(founding.CHARTERS / charter, f"example.org/{charter}", "http://127.0.0.1:8000", demonstration=True)
    founding.found(folder / "home", plan)
    return Register(folder / "home", "all", plan.origin, plan.public_url, demonstration=True, batch_minimum=1, hold_hours=0)


def put_in_place(settings, register: Register):
    """Let Django know this register and the languages of its charter until the test ends; return its charter."""
    settings.LANGUAGES, settings.ABJURE = [(tag.lower(), tag) for tag in register.charter.spoken()], register
    return register.charter


@pytest.fixture(params=CHARTERS)
def charter(request, settings):
    """Both charters, one after the other."""
    return put_in_place(settings, founded(request.param))


@pytest.fixture
def withdrawals(settings):
    """The charter with aliases, several kinds and long lists."""
    return put_in_place(settings, founded("three-withdrawals"))
