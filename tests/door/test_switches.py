"""Load switches: what is shut says so and until when, gives back what was typed, and opens again by itself within a second."""

from datetime import UTC, datetime

import pytest

from abjure.core.errors import Refused
from abjure.door.envelopes import switches
from abjure.server import switching
from tests.door.conftest import hidden, text

pytestmark = pytest.mark.django_db(databases=["door"])
UNTIL = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)


@pytest.fixture
def turn(withdrawals, settings, monkeypatch):
    """Turn the switch of this register; open again afterwards."""
    home = settings.ABJURE.home
    monkeypatch.setattr(switches, "LOOK_SECONDS", -1)
    monkeypatch.setattr(switches, "_seen", switches._Seen())
    yield lambda position, until=None: switches.turn(home, switches.Switch(position, until))
    (home / "door" / switches.FILE).unlink(missing_ok=True)


@pytest.mark.parametrize(("position", "declaring", "looking", "saving"), [
    ("open", 200, 422, 422), ("queue-only", 200, 503, 422), ("read-only", 503, 422, 422), ("static-only", 503, 503, 503),
])  # fmt: skip
def test_each_position_shuts_what_it_says_and_nothing_else(visitor, turn, position, declaring, looking, saving):
    turn(position)
    assert visitor.client.get("/declare/").status_code == declaring
    assert visitor.preview().status_code == declaring
    assert visitor.ask("1").status_code == looking
    assert visitor.ask("1", "/receipt/file").status_code == saving
    assert visitor.client.get("/leave").status_code == 303
    assert visitor.client.get("/healthz").status_code == 200


def test_what_is_shut_says_until_when_and_holds_what_was_typed(visitor, turn, kept):
    preview = visitor.preview()
    turn("read-only", UNTIL)
    page = visitor.send(preview)
    assert page.status_code == 503
    assert page.headers["Retry-After"] == str(int((UNTIL - visitor.clock.now).total_seconds()))
    assert page.headers["Cache-Control"] == "no-store"
    assert "18:30 UTC" in text(page)
    turn("open")
    assert visitor.client.post("/declare/", hidden(page)).status_code == 200
    assert kept() == (1, 1)


def test_whoever_is_told_no_time_comes_back_in_an_hour(visitor, turn):
    turn("static-only")
    page = visitor.client.get("/declare/", headers={"accept-language": "en"})
    assert page.headers["Retry-After"] == "3600"
    assert "come back in an hour" in text(page)


@pytest.mark.parametrize("line", ["", "shut", "read-only soon", "read-only 2026-11-20T18:30Z x", "\x00"])
def test_whoever_wrote_something_else_wanted_to_shut_something(line):
    assert switches.parse(line).shuts("/declare/")


@pytest.mark.parametrize("switch", [switches.Switch(), switches.Switch("read-only"), switches.Switch("queue-only", UNTIL)])
def test_a_switch_is_read_as_it_was_written(switch):
    assert switches.parse(switch.format()) == switch


@pytest.mark.parametrize("text_", ["soon", "2026-11-20", "2001-01-01T00:00Z"])
def test_a_time_that_is_none_or_has_passed_is_refused(text_):
    with pytest.raises(Refused, match="^switch.until$"):
        switching._until(text_)
