"""Sending: a preview of this door from 3 s to 24 h ago, and however often it is sent, one declaration."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from abjure.core import envelope as envelopes
from tests.door.conftest import hidden, text

only_the_door = pytest.mark.django_db(databases=["door"])
for_threads = pytest.mark.django_db(databases=["door"], transaction=True)


@pytest.fixture
def previewed(visitor):
    """The hidden fields of a preview."""
    return hidden(visitor.preview())


def is_receipt(page):
    return page.status_code == 200 and "Your statement has been handed in" in text(page)


@only_the_door
@pytest.mark.parametrize(("seconds", "said"), [
    (0, "That was very quick"), (2.999, "That was very quick"), (3, None), (24 * 3600, None), (24 * 3600 + 1, "older than a day"),
    (-1, "That was very quick"),
])  # fmt: skip
def test_a_preview_is_good_from_three_seconds_to_a_day(visitor, clock, kept, previewed, seconds, said):
    clock.later(seconds=seconds)
    page = visitor.post("send", previewed)
    if said is None:
        assert is_receipt(page)
    else:
        assert page.status_code == 422
        assert said in text(page)
    assert kept() == ((1, 1) if said is None else (0, 0))


@only_the_door
def test_who_was_too_quick_sends_the_same_code_again(visitor, clock, previewed):
    page = visitor.post("send", previewed)
    assert hidden(page) == previewed
    clock.later(seconds=5)
    assert is_receipt(visitor.post("send", hidden(page)))


@only_the_door
def test_who_was_too_slow_gets_a_new_code(visitor, clock, previewed):
    clock.later(days=2)
    page = visitor.post("send", previewed)
    assert hidden(page)["code"] != previewed["code"]
    clock.later(seconds=5)
    assert is_receipt(visitor.post("send", hidden(page)))


@only_the_door
@pytest.mark.parametrize("change", [
    pytest.param({"mac": "0" * 64}, id="another MAC"),
    pytest.param({"mac": ""}, id="no MAC"),
    pytest.param({"mac": "ｆ" * 64}, id="a MAC in full width"),
    pytest.param({"second": "1"}, id="another second"),
    pytest.param({"second": ""}, id="no second"),
    pytest.param({"second": "１"}, id="a second in full width"),
    pytest.param({"second": "9" * 5000}, id="a second of 5,000 digits"),
    pytest.param({"second": "-5"}, id="a second before all others"),
    pytest.param({"code": "1" * 32}, id="another code"),
    pytest.param({"code": ""}, id="no code"),
    pytest.param({"code": "\u202e"}, id="a code that turns the text around"),
])  # fmt: skip
def test_a_preview_that_is_not_ours_is_shown_anew(visitor, clock, kept, previewed, change):
    clock.later(seconds=20)
    page = visitor.post("send", {**previewed, **change})
    assert page.status_code == 422
    assert "This preview does not come from here" in text(page)
    assert hidden(page)["code"] != previewed["code"]
    assert kept() == (0, 0)


@only_the_door
def test_the_seal_of_another_code_does_not_pass(visitor, clock, kept, previewed):
    from abjure.core.receipt import Receipt

    clock.later(seconds=20)
    own = Receipt.new("example.org/three-withdrawals").code
    assert visitor.post("send", {**previewed, "code": own}).status_code == 422
    assert kept() == (0, 0)


@only_the_door
def test_what_was_sent_twice_is_one_declaration(visitor, clock, kept, letters, previewed):
    clock.later(seconds=20)
    assert is_receipt(visitor.post("send", previewed))
    assert is_receipt(visitor.post("send", previewed))
    assert is_receipt(visitor.post("send", {**previewed, "own": "另一个"}))
    assert kept() == (1, 1)
    assert [letter.content["people"][0]["name"] for letter in letters()] == ["远山"]


@only_the_door
@pytest.mark.parametrize("change", [
    pytest.param({}, id="as it was"),
    pytest.param({"mac": "0"}, id="with another MAC"),
    pytest.param({"second": "x"}, id="with no second"),
    pytest.param({"own": ""}, id="without a name"),
    pytest.param({"code": None}, id="with the code typed in groups"),
])  # fmt: skip
def test_a_known_code_shows_its_receipt_whatever_else_is_sent(visitor, clock, kept, previewed, change):
    clock.later(seconds=20)
    visitor.post("send", previewed)
    clock.later(days=400)
    code = previewed["code"][0]
    changed = {"code": f"{code[:4]}-{code[4:9]} {code[9:]}"} if "code" in change else change
    page = visitor.post("send", {**previewed, **changed})
    assert is_receipt(page)
    assert code[:4] in text(page)
    assert kept() == (1, 1)


@only_the_door
def test_two_previews_are_two_declarations(visitor, kept):
    assert visitor.declare()[1] != visitor.declare()[1]
    assert kept() == (2, 2)


@for_threads
def test_the_same_form_a_hundred_times_at_once_is_one_declaration(visitor, clock, kept, previewed):
    clock.later(seconds=20)

    def send(_):
        try:
            return is_receipt(Client().post("/declare/", {**previewed, "step": "send"}, headers={"accept-language": "en"}))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(12) as pool:
        assert all(pool.map(send, range(100)))
    assert kept() == (1, 1)


@for_threads
def test_different_forms_at_once_are_all_kept(visitor, clock, kept):
    forms = [hidden(visitor.preview(own=f"山{number}")) for number in range(24)]
    clock.later(seconds=20)

    def send(fields):
        try:
            return is_receipt(Client().post("/declare/", {**fields, "step": "send"}, headers={"accept-language": "en"}))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(send, forms))
    assert kept() == (24, 24)


@only_the_door
def test_a_row_of_the_door_tells_nothing(visitor):
    from abjure.door.envelopes.models import Envelope, Ticket

    _page, code = visitor.declare()
    ticket, envelope = Ticket.objects.get(), Envelope.objects.get()
    assert {field.name for field in Ticket._meta.fields} == {"tag", "digest", "day"}
    assert {field.name for field in Envelope._meta.fields} == {"number", "sealed"}
    assert str(ticket.day) == "2026-11-20"
    assert bytes(ticket.digest) == envelopes.digest(bytes(envelope.sealed))
    assert envelope.number == int.from_bytes(bytes(ticket.digest)[:8], "big", signed=True)
    for secret in (code.encode(), "远山".encode(), b"league"):
        assert secret not in bytes(envelope.sealed) + bytes(ticket.tag)


@only_the_door
@pytest.mark.parametrize("words", ["a", "字" * 20_000], ids=["one letter", "20,000 characters"])
def test_the_length_of_what_is_kept_is_one_of_two(visitor, words):
    from abjure.door.envelopes.models import Envelope

    visitor.declare(text="own", **{"own-text": words})
    assert len(Envelope.objects.get().sealed) == (4096 if words == "a" else 65536)
