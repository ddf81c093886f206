"""On which days a code was opened: told to its holder, findable by nobody else, and never by an unknown code."""

import re
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import OperationalError, connections

from abjure.core import commitment
from abjure.core.receipt import Receipt
from abjure.server import padding
from tests.door.conftest import NOON, text
from tests.door.test_receipt import OTHER, collect, hang_out

pytestmark = pytest.mark.django_db(databases=["door"])
LISTED = re.compile(r'<p id="opened">([^<]*)</p>')
TODAY = NOON.date()


def told(page):
    """Return the days that a page lists."""
    return LISTED.search(page.content.decode())[1].split(", ")


@pytest.fixture
def rows():
    """What the door remembers of openings."""
    from abjure.door.envelopes.models import Opened

    return lambda: [(bytes(tag), day) for tag, day in Opened.objects.values_list("tag", "day")]


@pytest.fixture
def code(visitor):
    """A code that nobody has opened yet."""
    return visitor.declare()[1]


def test_each_day_is_listed_once_and_no_time(visitor, code, rows):
    for hours in (0, 1, 24, 71):
        visitor.clock.later(hours=hours)
        page = visitor.ask(code)
    assert told(page) == ["24 November 2026", "21 November 2026", "20 November 2026"]
    assert len(rows()) == 3


@pytest.mark.parametrize("address", ["/receipt/", "/receipt/request/", "/receipt/spare/", "/receipt/correct/"])
def test_every_page_that_a_code_opens_counts(visitor, code, rows, address):
    visitor.ask(code, address, act="hide")
    assert [day for _, day in rows()] == [TODAY]


def test_a_day_is_forgotten_after_sixty(visitor, code, rows):
    visitor.ask(code)
    visitor.clock.later(days=59)
    assert told(visitor.ask(code)) == ["18 January 2027", "20 November 2026"]
    visitor.clock.later(days=1)
    assert told(visitor.ask(code)) == ["19 January 2027", "18 January 2027"]
    assert min(day for _, day in rows()) == date(2027, 1, 18)


def test_sixty_days_fit_into_the_shorter_answer(visitor, code):
    from abjure.door.envelopes import openings

    receipt = Receipt(code, settings.ABJURE.origin)
    for ago in range(60):
        openings.note(receipt, TODAY - timedelta(days=ago))
    page = visitor.ask(code)
    assert len(told(page)) == 60
    assert len(page.content) < padding.SIZES[0]


def test_codes_do_not_see_each_others_days(visitor, code):
    other = visitor.declare()[1]
    visitor.ask(code)
    visitor.clock.later(days=1)
    assert told(visitor.ask(other)) == ["21 November 2026"]


@pytest.mark.parametrize(
    "typed", [lambda code: OTHER, lambda code: code[:-1], lambda code: "abandon"], ids=["unknown", "mistyped", "a word"]
)
def test_what_opens_nothing_leaves_no_row(visitor, code, rows, typed):
    visitor.ask(typed(code))
    assert rows() == []


def test_a_withdrawn_code_leaves_no_row_either(visitor, code, rows):
    collect()
    hang_out(code, {"state": "withdrawn"})
    page = visitor.ask(code)
    assert "Nothing was handed in under this code" in text(page)
    assert rows() == []


def test_what_the_door_keeps_leads_back_to_no_statement(visitor, code, rows):
    """Whoever has all tables and even the door's keys, but no code, can neither link two days nor a day with a statement."""
    from abjure.door.envelopes import keys
    from abjure.door.envelopes.models import Ticket

    visitor.ask(code)
    visitor.clock.later(days=1)
    visitor.ask(code)
    ticket = Ticket.objects.get()
    tags = [tag for tag, _ in rows()]
    known = [bytes(ticket.tag), bytes(ticket.digest), *tags]
    assert len({tag[:4] for tag in known}) == len(known) == 4
    from abjure.core import receipt

    for one in known:
        for day in (TODAY, TODAY + timedelta(days=1)):
            for guess in (one, one + day.isoformat().encode(), day.isoformat().encode()):
                assert receipt.tag(guess, keys.held().tag) not in tags


def test_the_table_itself_holds_a_tag_and_a_day_and_nothing_more(visitor, code):
    visitor.ask(code)
    with connections["door"].cursor() as cursor:
        cursor.execute("SELECT * FROM door_opened")
        assert [column[0] for column in cursor.description] == ["tag", "day"]
        ((tag, day),) = cursor.fetchall()
    assert (len(bytes(tag)), str(day)) == (32, "2026-11-20")


def test_who_only_reads_is_let_in_while_the_door_can_keep_nothing(visitor, code, monkeypatch):
    def full(_):
        raise OperationalError

    monkeypatch.setattr("abjure.door.envelopes.openings.keep", full)
    assert "Waiting to be collected" in text(visitor.ask(code))


def test_a_hundred_openings_of_a_day_are_one_row(visitor, code, rows):
    from abjure.door.envelopes.group import keep
    from abjure.door.envelopes.handed_in import HandedIn

    tag = commitment.decode(commitment.encode(bytes(range(32))))
    keep([HandedIn(tag, tag, TODAY, b"")] * 100)
    keep([HandedIn(tag, tag, TODAY, b"")])
    assert len(rows()) == 1
