"""The same form sent again after its statement was withdrawn shows no receipt, and says what it says for any code whose preview has run out."""

import re

import pytest

from tests.door.conftest import hidden, text
from tests.door.test_receipt import collect, hang_out

pytestmark = pytest.mark.django_db(databases=["door"])
CHANGING = re.compile(r'name="(code|second|mac)" value="[^"]*"')


@pytest.fixture
def old_form(visitor):
    """The fields of a form by which a statement was handed in that has been withdrawn since."""
    fields = hidden(visitor.preview())
    visitor.clock.later(seconds=20)
    visitor.post("send", fields)
    collect()
    hang_out(fields["code"][0], {"state": "accepted", "commitment": "x" * 43})
    hang_out(fields["code"][0], {"state": "withdrawn"}, number=1)
    return fields


def even(page):
    """Return a page without what differs from one preview to the next."""
    return CHANGING.sub("", page.content.decode()).rstrip()


def test_no_receipt_is_shown_and_nothing_is_kept(visitor, old_form, kept):
    before = kept()
    page = visitor.post("send", old_form)
    assert page.status_code == 422
    assert "Your statement has been handed in" not in text(page)
    assert hidden(page)["code"] != old_form["code"]
    assert kept() == before


def test_it_is_answered_like_an_unknown_code_whose_preview_has_run_out(visitor, old_form):
    unknown = hidden(visitor.preview())
    answered = visitor.post("send", old_form)
    visitor.clock.later(hours=25)
    stale = visitor.post("send", unknown)
    assert "older than a day" in text(answered)
    assert (answered.status_code, even(answered), len(answered.content)) == (stale.status_code, even(stale), len(stale.content))


@pytest.mark.parametrize("change", [{"mac": "0" * 64}, {"body": []}], ids=["another seal", "a rule broken"])
def test_however_it_is_changed_no_receipt_is_shown(visitor, old_form, change):
    page = visitor.post("send", {**old_form, **change})
    assert page.status_code == 422
    assert old_form["code"][0] not in page.content.decode()
    assert "Your statement has been handed in" not in text(page)


def test_what_stands_is_still_shown_again(visitor):
    fields = hidden(visitor.preview())
    visitor.clock.later(seconds=20)
    first, second = (visitor.post("send", fields) for _ in range(2))
    assert "Your statement has been handed in" in text(second)
    assert len(first.content) == len(second.content)
