"""An objection on its way: from the form at the door through every stage to the pages that everybody reads, against the clock."""

import json
import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from abjure.core.tlog import proof
from tests.door.conftest import Clock, Visitor
from tests.gate.test_requests import desk, receipt  # noqa: F401  # the fixture, and a new receipt

NAMES = ("王明远", "陈知秋")
WORDS = "我在此声明退出，一切与我无关。"
ABOUT = ("/statements/{index}/", "/statements/{index}/proof", "/days/{day}/", "/openings/{day}.json")
PAGES = ("/", "/statements/", "/sources/", "/count.json", "/log/checkpoint")


@pytest.fixture
def clock(gate, monkeypatch):
    """The clock of all sides."""
    clock = Clock(gate.now)
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.now)
    return clock


@pytest.fixture
def walk(gate, clock):
    """Let some minutes pass, then walk through every stage of this role."""
    from abjure.server import pipeline

    def walk(role, **later):
        clock.later(**later)
        gate.now = clock.now
        assert pipeline.run_once(role, clock.now) == []

    return walk


@pytest.fixture(params=["alias", "real"])
def statement(request, gate, desk, clock, walk, client):  # noqa: F811  # the fixture
    """A statement of two, in public; its commitment and the pages that are about it."""
    shutil.copytree(Path(os.environ["ABJURE_HOME"]) / "door", gate.home / "door")
    for name in ("desk", "gate"):
        shutil.copytree(Path(os.environ["ABJURE_HOME"]) / name, gate.home / name, dirs_exist_ok=True)
    people = [{"name": name, "bodies": ["party"]} for name in NAMES]
    submission = desk(receipt(), people=people, signed=request.param, template="", text=WORDS)
    walk("all", hours=13)
    entry = gate.entry(bytes(submission.digest))
    about = [page.format(index=entry.index, day=entry.day) for page in ABOUT]
    return entry.commitment, (*PAGES, f"/commitments/{entry.prefix}/", *about)


def shows(client, pages):
    """Return the pages on which a name, or the words, can be read."""
    found = []
    for page in pages:
        answer = client.get(page, headers={"accept-language": "zh-hans"})
        assert answer.status_code == 200, page
        data = answer.getvalue() if answer.streaming else answer.content
        if page.endswith("/proof"):
            data = json.dumps(json.loads(proof.parse(data).extra), ensure_ascii=False).encode()
        if any(word.encode() in data for word in (*NAMES, WORDS)):
            found.append(page)
    return found


@pytest.mark.django_db(databases=["door", "desk", "gate", "public"])
def test_who_is_named_objects_at_the_door_and_within_the_hour_nobody_reads_it(statement, clock, walk, client):
    commitment, pages = statement
    assert len(shows(client, pages)) == len(ABOUT), "until then they are public"
    visitor = Visitor(client, clock, {})
    began = clock.now
    answers = [visitor.fill_in("/objection/", commitment=start, text="") for start in (commitment[:8], "A" * 8)]
    assert {answer.status_code for answer in answers} == {200}
    assert answers[0].content == answers[1].content, "no answer tells whether there is such an entry"
    walk("desk", minutes=29)
    walk("gate", minutes=29)
    assert clock.now - began < timedelta(hours=1)
    assert shows(client, pages) == []
    assert visitor.fill_in("/objection/", commitment=commitment[:8], text="").content == answers[0].content
