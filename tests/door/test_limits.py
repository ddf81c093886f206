"""Limits without addresses: counted in memory in buckets that nobody can go back from; who is over goes the slow way and is never refused."""

from dataclasses import asdict

import pytest

from abjure.core.choice import Rates
from abjure.door.envelopes import admission, counting, preview
from abjure.door.envelopes.limits import HEADER, Limits, Load
from tests.door.conftest import hidden, text

NEAR = "192.0.2"
KEY = bytes(32)


class Second:
    """A clock that stands until it is moved."""

    now = 7200.0

    def __call__(self):
        return self.now


@pytest.fixture
def second():
    return Second()


@pytest.fixture
def limits(second):
    return Limits(Rates(burst=3, sustained=7, everywhere=20), second)


def loads(limits, near, count):
    return [limits.ask(near) for _ in range(count)]


def test_a_burst_from_one_place_goes_the_slow_way_until_the_minute_is_over(limits, second):
    assert loads(limits, NEAR, 5) == [Load.CALM] * 3 + [Load.OVER] * 2
    assert limits.ask("192.0.3") == Load.CALM
    second.now += 60
    assert limits.ask(NEAR) == Load.CALM


def test_what_goes_on_for_long_goes_the_slow_way_until_the_hour_is_over(limits, second):
    for _ in range(4):
        loads(limits, NEAR, 2)
        second.now += 60
    assert limits.ask(NEAR) == Load.OVER
    second.now += 3600
    assert limits.ask(NEAR) == Load.CALM


def test_a_flood_from_everywhere_is_seen_though_no_place_is_over(limits):
    found = [limits.ask(f"192.0.{number}") for number in range(25)]
    assert found == [Load.CALM] * 10 + [Load.BUSY] * 10 + [Load.OVER] * 5


def test_where_no_web_server_tells_the_place_only_the_flood_is_counted(limits):
    assert loads(limits, "", 10) == [Load.CALM] * 10


def test_a_dry_run_counts_and_slows_nobody(second):
    limits = Limits(Rates(burst=3, sustained=7, everywhere=20, dry_run=True), second)
    assert set(loads(limits, NEAR, 30)) == {Load.CALM}
    assert (limits.asked, limits.over) == (30, 27)


def test_nothing_of_a_place_is_in_memory_and_every_hour_has_its_own_key(limits, second):
    loads(limits, NEAR, 2)
    assert NEAR not in repr(asdict(limits))
    assert all(bucket < 65536 for bucket in limits.of_hour)
    before = limits.key
    second.now += 3600
    limits.ask(NEAR)
    assert limits.key != before
    assert len(limits.key) == 32
    assert sum(limits.of_hour.values()) == 1


def test_the_counters_answer_all_workers_from_one_place(tmp_path):
    (tmp_path / "door").mkdir()
    counting.serve_beside(tmp_path / "door", Rates(burst=3, sustained=7, everywhere=20))
    assert [counting.ask(tmp_path, NEAR) for _ in range(5)] == ["0", "0", "0", "2", "2"]
    assert counting.ask(tmp_path, counting.TOTALS) == "5 2"
    counting._this_thread.connection.close()
    counting._this_thread.connection = None


@pytest.mark.parametrize("near", ["?", "\n?\n", "a\r\nb", "x" * 5000, "\u202e", "é", ""])
def test_no_place_is_read_as_a_question(near):
    assert "\n" not in counting._line(near)
    assert counting._line(near) != counting.TOTALS
    assert len(counting._line(near)) <= 64


@pytest.fixture
def crowded(monkeypatch):
    """A place from which more arrives than is allowed."""
    monkeypatch.setattr(admission.counting, "load_near", lambda near: Load.OVER if near == NEAR else Load.CALM)


@pytest.mark.django_db(databases=["door"])
def test_who_is_over_waits_longer_goes_to_the_slow_lane_and_is_not_refused(visitor, clock, crowded, letters):
    page = visitor.post("preview", visitor.usual, **{HEADER: NEAR})
    assert "Very much arrives just now" in text(page)
    sent = hidden(page)
    clock.later(seconds=10)
    early = visitor.post("send", sent)
    assert early.status_code == 422
    assert "again in 21 seconds" in text(early)
    assert hidden(early)["code"] == sent["code"]
    clock.later(seconds=21)
    assert "Your statement has been handed in" in text(visitor.post("send", hidden(early)))
    assert [letter.slow for letter in letters()] == [True]


@pytest.mark.django_db(databases=["door"])
def test_all_others_are_not_slowed(visitor, crowded, letters):
    page = visitor.post("preview", visitor.usual, **{HEADER: "198.51.100"})
    assert "Very much arrives" not in text(page)
    visitor.send(page)
    assert [letter.slow for letter in letters()] == [False]


@pytest.mark.django_db(databases=["door"])
def test_a_slow_preview_cannot_be_made_a_fast_one(visitor, clock, crowded):
    sent = hidden(visitor.post("preview", visitor.usual, **{HEADER: NEAR}))
    clock.later(seconds=20)
    assert "slow way" in text(visitor.post("send", sent))
    fast = hidden(visitor.post("preview", visitor.usual))
    assert "does not come from here" in text(visitor.post("send", {**sent, "mac": fast["mac"]}))


def test_a_preview_says_by_which_way_to_its_maker_alone(clock):
    code = "1" * 32
    for slow in (False, True):
        second, mac = preview.sign(code, clock.now, KEY, slow=slow)
        assert preview.is_slow(code, second, mac, KEY) is slow
        assert len(mac) == 64
