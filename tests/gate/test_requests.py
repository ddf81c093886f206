"""What the desk does with requests, through the gate: a void and what replaces it share the closing batch, and every number still fits."""

import os
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from abjure.core import keyfile
from tests.desk.conftest import content
from tests.desk.test_requests import ask, heard


@pytest.fixture
def desk(gate):
    """A desk with keys of its own in the gate's home, and two moderators; what it accepts at the gate's time."""
    from abjure.desk.moderation import actions, stages
    from abjure.desk.staff import actions as staff
    from abjure.desk.staff.models import Staff

    (gate.home / "desk").mkdir()
    shutil.copy(Path(os.environ["ABJURE_HOME"]) / "desk" / keyfile.NAME, gate.home / "desk" / keyfile.NAME)
    staff.seed_staff()

    def accept(receipt, **changes):
        submission = hand_in(receipt, gate.now, content(**changes))
        stages.screen(now=gate.now)
        for handle in ("moderator-1", "moderator-2")[: submission.case.needed]:
            actions.decide(submission=submission, moderator=Staff.objects.get(handle=handle), verdict=rules().ACCEPT, now=gate.now)
        return submission

    return accept


def rules():
    from abjure.core.moderation import Verdict

    return Verdict


def hand_in(receipt, now, said):
    from django.conf import settings

    from abjure.core import envelope, letter
    from abjure.desk.reception import actions, vault

    raw = letter.write("declaration", said, receipt=receipt, purpose="declaration").format()
    keys = {"purpose": vault.declarations_key().public(), "reception": vault.reception_key().public()}
    return actions.receive(envelope=envelope.seal(raw, origin=settings.ABJURE.origin, **keys), day=now.date(), now=now)


def receipt():
    from django.conf import settings

    from abjure.core.receipt import Receipt

    return Receipt.new(settings.ABJURE.origin)


def close(gate, hours=24):
    """Carry out what is due, end the day and have it accounted for."""
    from abjure.desk.moderation import stages
    from abjure.desk.requests import stages as requests

    requests.carry_out(now=gate.now)
    gate.next_day(hours)
    stages.intake(now=gate.now)
    gate.run()


def totals(gate):
    tally = [one for one in gate.leaves() if one["t"] == "tally"][-1]
    return tally["n"], tally["st"]


def test_a_withdrawal_is_a_void_that_tells_nothing_else(gate, desk):
    mine = receipt()
    submission = desk(mine)
    gate.run()
    ask(mine, "withdraw", now=gate.now)
    close(gate)
    assert totals(gate) == (0, 0)
    void = next(one for one in gate.leaves() if one["t"] == "void")
    assert set(void) == {"d", "n", "o", "p", "r", "t"}
    entry = gate.entry(bytes(submission.digest))
    assert (entry.opening, entry.reason) == (None, "holder")


def test_one_who_leaves_alone_is_subtracted_in_one_closing_batch(gate, desk):
    first = receipt()
    people = [{"name": "明远", "bodies": ["league"]}, {"name": "知秋", "bodies": ["party"]}]
    desk(first, people=people, group="family")
    share = first.derived("share/1")
    ask(first, "share", derived=share, row=1, now=gate.now)
    gate.run()
    ask(share, "leave", now=gate.now)
    close(gate)
    assert gate.kinds()[4:] == ["decl", "void", "decl", "intake", "tally"]
    assert totals(gate) == (1, 1)
    assert gate.leaves()[6]["r"] == 4


def test_what_was_forced_looks_like_what_was_not_and_returns(gate, desk):
    free, held = receipt(), receipt()
    for one in (free, held):
        desk(one)
    spare = held.derived("spare")
    ask(held, "spare", derived=spare, wish="return", now=gate.now)
    gate.run()
    ask(free, "withdraw", now=gate.now)
    ask(spare, "withdraw", now=gate.now)
    close(gate)
    voids = [one for one in gate.leaves() if one["t"] == "void"]
    assert {name: value for name, value in voids[0].items() if name != "r"} == {
        name: value for name, value in voids[1].items() if name != "r"
    }
    from abjure.public.register.models import Entry

    assert {(entry.reason, entry.withheld, entry.opening) for entry in Entry.objects.filter(kind="decl")} == {
        ("holder", (gate.now - timedelta(days=1)).date(), None)
    }
    ask(held, "keep", now=gate.now)
    close(gate)
    assert totals(gate) == (1, 1)


def test_a_held_correction_waits_with_its_void_and_shares_a_closing_batch(gate, desk, monkeypatch):
    from django.conf import settings

    from abjure.desk.moderation import settling
    from abjure.desk.requests import deciding
    from abjure.desk.staff.models import Staff

    mine = receipt()
    submission = desk(mine)
    gate.run()
    monkeypatch.setattr(type(settings.ABJURE), "hold", 24)
    monkeypatch.setattr(settling, "chance", lambda most: most)
    wish = ask(mine, "correct", declaration=content(template="", text="我自己的话。"), now=gate.now)
    deciding.vote(wish=wish, staff=Staff.objects.get(handle="moderator-1"), verdict=rules().ACCEPT, now=gate.now)
    close(gate, hours=12)
    assert totals(gate) == (1, 1)
    assert "void" not in gate.kinds()
    close(gate)
    assert totals(gate) == (1, 1)
    assert gate.kinds()[-4:] == ["void", "decl", "intake", "tally"]
    assert gate.leaves()[-3]["r"] == gate.index(bytes(submission.digest))


@pytest.fixture
def longest(monkeypatch):
    """Own words are held for as long as they may be, a day."""
    from django.conf import settings

    from abjure.desk.moderation import settling

    monkeypatch.setattr(type(settings.ABJURE), "hold", 24)
    monkeypatch.setattr(settling, "chance", lambda most: most)


def soon_after_midnight(gate):
    """Let the day end and its closing batch be made, as the timers do."""
    gate.now = gate.now.replace(hour=23, minute=59)
    close(gate, hours=0.5)


def told(one, purpose):
    return date.fromisoformat(heard(one, purpose)[-1]["by"])


@pytest.mark.parametrize("hour", [0, 23], ids=["accepted as a day begins", "accepted as it ends"])
def test_a_statement_is_public_by_the_day_that_its_holder_is_told(gate, desk, longest, hour):
    mine = receipt()
    gate.now = gate.now.replace(hour=hour, minute=50)
    submission = desk(mine, template="", text="我自己的话。")
    by = told(mine, "declaration")
    assert by == gate.now.date() + timedelta(days=2)
    soon_after_midnight(gate)
    gate.now = gate.now.replace(hour=23)
    assert gate.now.date() == by - timedelta(days=1)
    assert "decl" not in gate.kinds()
    soon_after_midnight(gate)
    assert gate.now.date() == by
    assert gate.entry(bytes(submission.digest)).opening is not None


def test_a_withdrawal_is_done_by_the_day_that_its_holder_is_told(gate, desk, monkeypatch):
    from django.conf import settings

    monkeypatch.setattr(type(settings.ABJURE), "withdrawal", 72)
    mine = receipt()
    desk(mine)
    gate.run()
    ask(mine, "withdraw", now=gate.now)
    by = told(mine, "request-1")
    while gate.now.date() < by - timedelta(days=1):
        soon_after_midnight(gate)
    assert totals(gate) == (1, 1)
    gate.next_day(hours=12)
    soon_after_midnight(gate)
    assert gate.now.date() == by
    assert totals(gate) == (0, 0)
