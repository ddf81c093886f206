"""An answer whose bytes were damaged at the door is said to be so, in the reader's language; everything else still opens."""

import pytest
from django.conf import settings

from abjure.core import commitment
from abjure.core.receipt import Receipt
from tests.door.conftest import text
from tests.door.test_receipt import collect, hang_out

pytestmark = pytest.mark.django_db(databases=["door"])
C = commitment.encode(bytes(range(32)))
DAMAGE = {
    "a byte changed": lambda sealed: sealed[:-1] + bytes([sealed[-1] ^ 1]),
    "a byte less": lambda sealed: sealed[:-1],
    "nothing": lambda sealed: b"",
    "zeros": lambda sealed: bytes(len(sealed)),
}


def damage(code, how, purpose="declaration"):
    """Damage the answers to one thing that a receipt handed in."""
    from abjure.door.envelopes import actions
    from abjure.door.envelopes.models import Reply

    ticket = actions.ticket_of(Receipt(code, settings.ABJURE.origin), purpose)
    for reply in Reply.objects.filter(digest=ticket.digest):
        Reply.objects.filter(digest=reply.digest, number=reply.number).update(sealed=DAMAGE[how](bytes(reply.sealed)))


@pytest.fixture
def code(visitor):
    """An accepted statement from which something was asked."""
    code = visitor.declare()[1]
    visitor.ask(code, "/receipt/request/", act="message", text="Hello", step="send", purpose="request-1")
    collect()
    hang_out(code, {"state": "accepted", "commitment": C})
    hang_out(code, {"state": "message", "act": "message", "text": "From the desk"}, purpose="request-1")
    return code


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_answer_to_the_statement_is_told_and_the_rest_opens(visitor, code, how):
    damage(code, how)
    page = visitor.ask(code)
    assert page.status_code == 200
    assert "The answer is damaged" in text(page)
    assert "From the desk" in text(page)
    assert "Write to the moderators" in text(page)


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_answer_to_a_request_is_told_and_the_rest_opens(visitor, code, how):
    damage(code, how, "request-1")
    page = visitor.ask(code)
    assert page.status_code == 200
    assert "Your statement has been accepted" in text(page)
    assert "The answer is damaged" in text(page)
    assert "From the desk" not in text(page)


def test_a_later_answer_that_opens_stands(visitor, code):
    damage(code, "zeros")
    hang_out(code, {"state": "accepted", "commitment": C}, number=1)
    assert "Your statement has been accepted" in text(visitor.ask(code))


@pytest.mark.parametrize(("address", "fields"), [
    ("/receipt/request/", {"act": "withdraw", "step": "send"}),
    ("/receipt/correct/", {}),
    ("/receipt/spare/", {}),
    ("/receipt/certificate/", {}),
    ("/receipt/certificate/file", {"purpose": "application-1"}),
])  # fmt: skip
def test_no_page_of_the_receipt_breaks(visitor, code, address, fields):
    damage(code, "a byte changed")
    damage(code, "a byte changed", "request-1")
    assert visitor.ask(code, address, **fields).status_code in {200, 422}


def test_it_is_told_in_the_readers_language(visitor, code):
    damage(code, "zeros")
    page = visitor.client.post("/receipt/", {"code": code}, headers={"accept-language": "zh-hans"})
    assert "答复已损坏" in text(page)
