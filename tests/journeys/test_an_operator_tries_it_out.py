"""An operator tries it out: one command in an empty folder, role all, the demonstration; and once more, which repeats nothing."""

import json
import re
import time
import urllib.request

import pytest

from tests import household
from tests.household import Household

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def tried():
    """The demonstration as `make run` starts it, after its founding."""
    with household.new() as register:
        register.seconds = 700
        register.start("all")
        yield register


def fetch(register: Household, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{register.port('all')}{path}", timeout=20) as answer:
        return answer.read().decode()


def test_it_says_all_that_is_needed_to_begin(tried):
    said = tried.said("all")
    assert f"ready http://127.0.0.1:{tried.port('all')}/\n" in said
    assert len(tried.links()) == 4
    assert re.search(r"passphrase of the demonstration's certificates' key: (\w{5}-){4}\w{5}\n", said)
    assert "role all" in said


def test_every_page_says_that_it_is_a_demonstration(tried):
    for path in ("/en/", "/en/statements/", "/en/declare/", "/en/check/", "/en/sources/"):
        assert "demo" in re.sub(r"<[^>]*>", "", fetch(tried, path)).lower(), path


def test_the_number_is_that_of_its_log(tried):
    count = json.loads(fetch(tried, "/count.json"))
    assert count["carried_over"] > 400_000_000
    assert count["statements"] > 1400
    assert count["total"] == count["people"] + count["carried_over"]
    answer = tried.run("all", "audit", str(tried.home / "log"))
    assert answer.returncode == 0, answer.stderr
    words = f"{count['people']:,} people in {count['statements']:,} statements, {count['carried_over']:,} carried over"
    assert words in answer.stdout


def test_the_second_start_takes_seconds_and_repeats_nothing(tried):
    before, links = json.loads(fetch(tried, "/count.json")), tried.links()
    assert tried.stop("all") == 0
    started = time.monotonic()
    tried.start("all")
    assert time.monotonic() - started < 30
    after = json.loads(fetch(tried, "/count.json"))
    assert {name: after[name] for name in ("total", "people", "statements", "carried_over")} == {
        name: before[name] for name in ("total", "people", "statements", "carried_over")
    }
    assert tried.links().keys() == links.keys()
    assert "founding" not in tried.said("all")
