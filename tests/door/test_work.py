"""Proof of work: a token is looked at in the order of what it costs, and is good for one statement."""

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import altcha
import pytest
from django.db import connections
from django.test import Client

from abjure.core.errors import Refused
from abjure.core.receipt import Receipt
from abjure.door.envelopes import admission, keys, work
from abjure.door.envelopes.limits import HEADER, Load
from tests.door.conftest import NOON, hidden, text

KEY = bytes(32)
only_the_door = pytest.mark.django_db(databases=["door"])


def solved(challenge):
    made = altcha.Challenge.from_dict(challenge)
    return altcha.Payload(made, altcha.solve_challenge(made)).to_base64()


def changed(token, *path, value):
    told = json.loads(base64.b64decode(token))
    at = told
    for name in path[:-1]:
        at = at[name]
    at[path[-1]] = value
    return base64.b64encode(json.dumps(told).encode()).decode()


def check(token, now=NOON, spent=()):
    return work.check(token, now=now, key=KEY, is_spent=lambda nonce: nonce in spent)


@pytest.fixture(scope="module")
def token():
    return solved(work.challenge(Load.CALM, NOON, KEY))


@pytest.fixture
def dear(monkeypatch):
    """How often the costly step was gone."""
    gone = []
    derive = altcha.derive_key_pbkdf2
    monkeypatch.setattr(altcha, "derive_key_pbkdf2", lambda *given: gone.append(1) or derive(*given))
    return gone


def test_a_token_that_was_worked_for_is_good_for_an_hour(token, dear):
    nonce = check(token)
    assert len(nonce) == 16
    assert check(token, NOON + timedelta(hours=1)) == nonce
    assert len(dear) == 2


@pytest.mark.parametrize(("break_", "code", "costs"), [
    pytest.param(lambda token: "", "work.forged", 0, id="nothing"),
    pytest.param(lambda token: token[:-20], "work.forged", 0, id="half of it"),
    pytest.param(lambda token: "A" * 100_000, "work.forged", 0, id="very long"),
    pytest.param(lambda token: base64.b64encode(b"[" * 1400).decode(), "work.forged", 0, id="nested"),
    pytest.param(lambda token: "字", "work.forged", 0, id="another script"),
    pytest.param(lambda token: changed(token, "challenge", "signature", value="0" * 64), "work.forged", 0, id="another signature"),
    pytest.param(lambda token: changed(token, "challenge", "parameters", "cost", value=1), "work.forged", 0, id="a cheaper task"),
    pytest.param(lambda token: changed(token, "challenge", "parameters", "keyPrefix", value=""), "work.forged", 0, id="no task"),
    pytest.param(lambda token: changed(token, "challenge", "parameters", "data", value={"until": 9e9}), "work.forged", 0, id="a longer life"),
    pytest.param(lambda token: changed(token, "solution", "counter", value=10**6), "work.wrong", 1, id="another number"),
    pytest.param(lambda token: changed(token, "solution", "counter", value=-1), "work.forged", 0, id="a number below zero"),
    pytest.param(lambda token: changed(token, "solution", "derivedKey", value="00" * 32), "work.wrong", 1, id="another key"),
])  # fmt: skip
def test_a_token_is_refused_before_it_costs_anything_where_that_can_be(token, dear, break_, code, costs):
    with pytest.raises(Refused, match=f"^{code}$"):
        check(break_(token))
    assert len(dear) == costs


def test_an_old_or_a_spent_token_costs_nothing(token, dear):
    with pytest.raises(Refused, match="^work.too-old$"):
        check(token, NOON + timedelta(hours=1, seconds=1))
    nonce = check(token)
    with pytest.raises(Refused, match="^work.spent$"):
        check(token, spent={nonce})
    assert len(dear) == 1


def test_the_more_arrives_the_dearer_it_is():
    cost = [rounds * 16 ** len(prefix) for rounds, prefix in (work.COSTS[load] for load in Load)]
    assert cost == sorted(set(cost))


def sends(visitor, token, **changes):
    code = Receipt.new("example.org/three-withdrawals").code
    return visitor.post("send", {**visitor.usual, "code": code, "work": token, **changes})


@pytest.fixture
def asked(visitor):
    """A token that was asked for and worked for, as a browser does it."""
    answer = visitor.client.get("/declare/work")
    assert answer.headers["Cache-Control"] == "no-store"
    return solved(answer.json())


@only_the_door
def test_a_code_made_by_a_browser_comes_with_a_token_instead_of_a_preview(visitor, kept, letters, asked):
    assert "Your statement has been handed in" in text(sends(visitor, asked))
    assert kept() == (1, 1)
    assert [letter.slow for letter in letters()] == [False]


@only_the_door
def test_a_token_is_good_for_one_code(visitor, kept, asked):
    first = Receipt.new("example.org/three-withdrawals").code
    for _ in range(2):
        assert "Your statement has been handed in" in text(sends(visitor, asked, code=first))
    again = sends(visitor, asked)
    assert again.status_code == 422
    assert "used for another statement" in text(again)
    assert kept() == (1, 1)


@only_the_door
def test_on_the_slow_way_a_token_leads_to_the_fast_one_at_once(visitor, clock, letters, monkeypatch):
    monkeypatch.setattr(admission.counting, "load_near", lambda near: Load.OVER)
    monkeypatch.setitem(work.COSTS, Load.OVER, (1000, "0"))
    sent = hidden(visitor.post("preview", visitor.usual, **{HEADER: "192.0.2"}))
    token = solved(work.challenge(Load.OVER, clock.now, keys.held().mac))
    clock.later(seconds=4)
    assert "Your statement has been handed in" in text(visitor.post("send", {**sent, "work": token}))
    assert [letter.slow for letter in letters()] == [False]


@only_the_door
def test_whoever_has_a_bad_token_and_a_good_preview_is_not_kept_out(visitor, clock, kept):
    sent = hidden(visitor.preview())
    clock.later(seconds=4)
    assert "Your statement has been handed in" in text(visitor.post("send", {**sent, "work": "nothing"}))
    assert kept() == (1, 1)


@only_the_door
def test_a_spent_token_is_forgotten_when_it_has_long_run_out(visitor, clock, asked):
    from abjure.door.envelopes.models import Spent

    sends(visitor, asked)
    assert [str(day) for day in Spent.objects.values_list("day", flat=True)] == ["2026-11-20"]
    clock.later(days=2)
    sends(visitor, solved(visitor.client.get("/declare/work").json()))
    assert [str(day) for day in Spent.objects.values_list("day", flat=True)] == ["2026-11-22"]


@pytest.mark.django_db(databases=["door"], transaction=True)
def test_one_token_sent_a_hundred_times_at_once_with_different_codes_is_one_statement(visitor, kept, asked):
    def send(_):
        code = Receipt.new("example.org/three-withdrawals").code
        try:
            return Client().post("/declare/", {**visitor.usual, "step": "send", "code": code, "work": asked}).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(12) as pool:
        statuses = list(pool.map(send, range(100)))
    assert statuses.count(200) == 1
    assert kept() == (1, 1)
