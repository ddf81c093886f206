"""Objecting and asking for a new receipt come by the same ways as a statement: not at once, slower where much arrives, faster for work."""

import json
import re

import pytest

from abjure.door.envelopes import admission, work
from abjure.door.envelopes.limits import Load
from tests.door.conftest import hidden, text
from tests.door.test_work import solved

pytestmark = pytest.mark.django_db(databases=["door"])
FIELDS = {"/objection/": {"commitment": "AAAAAAAA", "text": "我没有同意。"}, "/receipt/lost/": {}}
DONE = {"/objection/": "Your objection has been handed in", "/receipt/lost/": "Tell the centre the number"}
each = pytest.mark.parametrize("address", FIELDS)


def carried(page, address):
    """Return the hidden fields of a form."""
    return hidden(page, re.compile(f'<form action="{address}".*?</form>', re.DOTALL))


def blank(visitor, address):
    return visitor.client.get(address, headers={"accept-language": "en"})


def send(visitor, address, fields):
    return visitor.client.post(address, {**fields, **FIELDS[address]}, headers={"accept-language": "en"})


@pytest.fixture
def much(monkeypatch):
    """More arrives than is allowed."""
    monkeypatch.setattr(admission.counting, "load_near", lambda near: Load.OVER)
    monkeypatch.setitem(work.COSTS, Load.OVER, (1000, "0"))


@each
def test_the_form_is_shown_to_nobody_else(visitor, address):
    assert blank(visitor, address).headers["Cache-Control"] == "no-store"
    assert carried(blank(visitor, address), address)["code"] != carried(blank(visitor, address), address)["code"]


@each
def test_after_a_few_seconds_it_is_taken_and_sent_again_it_is_the_same(visitor, kept, letters, address):
    fields = carried(blank(visitor, address), address)
    visitor.clock.later(seconds=4)
    pages = [send(visitor, address, fields) for _ in range(2)]
    assert DONE[address] in text(pages[0])
    assert pages[0].content == pages[1].content
    assert kept() == (1, 1)
    assert [letter.slow for letter in letters()] == [False]


@each
def test_who_is_too_quick_sends_the_same_form_again(visitor, kept, address):
    fields = carried(blank(visitor, address), address)
    visitor.clock.later(seconds=1)
    page = send(visitor, address, fields)
    assert page.status_code == 422
    assert "very quick" in text(page)
    assert all(value in page.content.decode() for value in FIELDS[address].values())
    assert carried(page, address) == fields
    assert kept() == (0, 0)
    visitor.clock.later(seconds=3)
    assert DONE[address] in text(send(visitor, address, carried(page, address)))


@each
@pytest.mark.parametrize("change", [
    lambda fields: {},
    lambda fields: fields | {"mac": "0" * 64},
    lambda fields: fields | {"code": "27182818284590452353602874713593"},
    lambda fields: fields | {"second": "1"},
    lambda fields: fields | {"code": "27"},
    lambda fields: {"work": "nothing"},
], ids=["nothing", "another seal", "another code", "another second", "no code", "a bad token alone"])  # fmt: skip
def test_what_does_not_come_from_here_is_asked_for_once_more(visitor, kept, address, change):
    fields = carried(blank(visitor, address), address)
    visitor.clock.later(seconds=20)
    page = send(visitor, address, change(fields))
    assert page.status_code == 422
    assert "does not come from here" in text(page)
    assert all(value in page.content.decode() for value in FIELDS[address].values())
    assert kept() == (0, 0)
    visitor.clock.later(seconds=4)
    assert DONE[address] in text(send(visitor, address, carried(page, address)))


@each
def test_a_form_older_than_a_day_is_asked_for_once_more(visitor, kept, address):
    fields = carried(blank(visitor, address), address)
    visitor.clock.later(hours=25)
    assert "older than a day" in text(send(visitor, address, fields))
    assert kept() == (0, 0)


@each
def test_where_much_arrives_it_waits_half_a_minute_and_says_so_inside_the_seal(visitor, letters, much, address):
    page = blank(visitor, address)
    assert "wait for half a minute" in text(page)
    fields = carried(page, address)
    visitor.clock.later(seconds=20)
    again = send(visitor, address, fields)
    assert "in 11 seconds" in text(again)
    assert list(letters()) == []
    visitor.clock.later(seconds=10)
    assert DONE[address] in text(send(visitor, address, carried(again, address)))
    assert [letter.slow for letter in letters()] == [True]


@each
def test_a_browser_that_works_gets_by_faster_and_its_token_is_good_once(visitor, kept, letters, much, address):
    page = blank(visitor, address)
    assert '<script src="/static/work.js" defer></script>' in page.content.decode()
    challenge = json.loads(re.search(r'data-challenge="([^"]*)"', page.content.decode())[1].replace("&quot;", '"'))
    token = solved(challenge)
    assert DONE[address] in text(send(visitor, address, carried(page, address) | {"work": token}))
    assert [letter.slow for letter in letters()] == [False]
    other = carried(blank(visitor, address), address)
    assert "does not come from here" in text(send(visitor, address, other | {"mac": "", "work": token}))
    assert kept() == (1, 1)


@each
def test_where_little_arrives_there_is_no_script(visitor, address):
    assert "<script" not in blank(visitor, address).content.decode()
