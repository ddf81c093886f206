"""The receipt: to keep as a file or picture, to type with all forgiveness, and the one thing that opens the answers."""

import io

import pytest
from django.conf import settings

from abjure.core import answer, commitment
from abjure.core.receipt import Receipt
from tests.door.conftest import text

pytestmark = pytest.mark.django_db(databases=["door"])
OTHER = Receipt.new("example.org/three-withdrawals").code


@pytest.fixture
def code(visitor):
    """The code of a declaration that was handed in."""
    return visitor.declare()[1]


def hang_out(code, content, purpose="declaration", number=0):
    """Hang out an answer as the desk does."""
    from abjure.door.envelopes import actions
    from abjure.door.envelopes.models import Reply

    receipt = Receipt(code, settings.ABJURE.origin)
    key = answer.key_of(receipt.answer_key(purpose), number)
    sealed = answer.seal(content, key=key, number=number, origin=receipt.origin)
    Reply.objects.create(digest=actions.ticket_of(receipt, purpose).digest, number=number, sealed=sealed)


def collect():
    """Take every envelope, as the desk does."""
    from abjure.door.envelopes.models import Envelope

    Envelope.objects.all().delete()


def test_a_ticket_that_the_desk_left_is_opened_by_its_code(visitor):
    from abjure.core import receipt
    from abjure.door.envelopes.models import Ticket

    given = Receipt.new(settings.ABJURE.origin)
    tag = receipt.given_tag(given.locator("declaration"))
    Ticket.objects.create(tag=tag, digest=bytes(32), day=visitor.clock.now.date())
    assert "Decided by people" in text(visitor.ask(given.code))
    assert visitor.ask(given.code, "/receipt/request/", act="withdraw").status_code == 200


@pytest.mark.parametrize("typed", [
    str,
    lambda code: " ".join(code[at : at + 4] for at in range(0, 32, 4)),
    lambda code: "—".join([code[:16], code[16:]]) + "\r\n",
    lambda code: code.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"}),
    lambda code: "\u3000\u200b" + code + "\u202c",
], ids=["as it is", "in groups", "with a dash and a line end", "full width", "with what cannot be seen"])  # fmt: skip
def test_typing_is_forgiven(visitor, code, typed):
    page = visitor.ask(typed(code))
    assert page.status_code == 200
    assert "Waiting to be collected" in text(page)


@pytest.mark.parametrize(("typed", "said"), [
    (lambda code: "", "this one has 0"),
    (lambda code: code[:-1], "has 32 digits; this one has 31"),
    (lambda code: code + "0", "this one has 33"),
    (lambda code: code[:-1] + "O", "consists of digits only"),
    (lambda code: code[:9] + str((int(code[9]) + 1) % 10) + code[10:], "mistyped, or two are swapped"),
    (lambda code: OTHER, "Nothing was handed in under this code"),
], ids=["nothing", "one less", "one more", "a letter", "another digit", "another code"])  # fmt: skip
@pytest.mark.parametrize("address", ["/receipt/", "/receipt/certificate/"])
def test_mistyping_is_told_and_can_be_mended(visitor, code, typed, said, address):
    page = visitor.ask(typed(code), address)
    assert page.status_code == 422
    assert said in text(page)
    assert f'value="{typed(code)}"' in page.content.decode() or not typed(code)


def test_a_code_in_the_address_opens_nothing(visitor, code):
    page = visitor.client.get("/receipt/", {"code": code})
    assert code not in page.content.decode()
    assert "Receipt code: 32 digits or ten words" in text(page) or page.status_code == 200
    assert "Waiting to be collected" not in text(page)


def test_the_picture_holds_the_code_and_nothing_else(visitor, code):
    import zxingcpp
    from PIL import Image

    page = visitor.ask(code, "/receipt/qr")
    assert (page.headers["Content-Type"], page.headers["Content-Disposition"]) == ("image/png", 'attachment; filename="memo.png"')
    assert [one.text for one in zxingcpp.read_barcodes(Image.open(io.BytesIO(page.content)))] == [code]


def test_the_file_holds_the_code_and_nothing_else(visitor, code):
    page = visitor.ask(code, "/receipt/file")
    assert page.headers["Content-Disposition"] == 'attachment; filename="memo.txt"'
    assert page.content.decode().rstrip("\n") == " ".join(code[at : at + 4] for at in range(0, 32, 4))


@pytest.mark.parametrize("address", ["/receipt/file", "/receipt/qr"])
@pytest.mark.parametrize(("language", "said"), [("en", "Find my statement"), ("zh-hans", "查我的声明")])
def test_file_and_picture_are_made_by_post_alone_and_otherwise_ask_for_the_code(visitor, code, address, language, said):
    page = visitor.client.get(address, {"code": code}, headers={"accept-language": language})
    assert page.status_code == 200
    assert said in text(page)
    assert 'action="/receipt/" method="post"' in page.content.decode()
    assert code[:4] not in page.content.decode()
    assert visitor.ask("12", address).status_code == 422


@pytest.mark.parametrize("shift", [0, 0xFEE0], ids=["as it is", "in full width"])
@pytest.mark.parametrize("around", ["", " "], ids=["", "with blanks"])
def test_who_types_a_group_has_kept_it(visitor, code, shift, around):
    said = around + "".join(chr(ord(digit) + shift) for digit in code[8:12]) + around
    page = visitor.ask(code, step="kept", asked="3", typed=said)
    assert page.status_code == 200
    assert "Good, you have it" in text(page)
    assert code[:4] not in text(page)


@pytest.mark.parametrize(("asked", "typed"), [
    ("3", ""), ("3", "x"), ("3", "²"), ("0", ""), ("9", ""), ("", ""), ("-1", ""), ("９", ""), ("x", ""), ("9" * 5000, ""), ("4", "group 3"),
])  # fmt: skip
def test_who_types_another_group_sees_the_code_again(visitor, code, asked, typed):
    if typed == "group 3":
        code = next(code for _ in range(9) if (code := visitor.declare()[1])[8:12] != code[12:16])
        typed = code[8:12]
    page = visitor.ask(code, step="kept", asked=asked, typed=typed)
    assert page.status_code == 422
    assert "These are not the digits of that group" in text(page)
    assert code[:4] in text(page)


def test_what_was_collected_is_with_the_moderators(visitor, code):
    collect()
    assert "With the moderators" in text(visitor.ask(code))


def test_what_was_accepted_leads_to_the_public_page_by_two_characters_alone(visitor, code):
    collect()
    c = commitment.encode(bytes(range(32)))
    hang_out(code, {"state": "accepted", "commitment": c, "salt": c})
    page = visitor.ask(code)
    assert "Your statement has been accepted" in text(page)
    assert c[:8] in text(page)
    assert c[:9] not in page.content.decode()
    assert f'href="/commitments/{c[:2]}/"' in page.content.decode()


def test_what_was_accepted_says_by_which_day_it_is_public(visitor, code):
    collect()
    c = commitment.encode(bytes(range(32)))
    hang_out(code, {"state": "accepted", "commitment": c, "salt": c, "by": "2026-11-22"})
    assert "It is public on 22 November 2026 (UTC) at the latest." in text(visitor.ask(code))


HELD = [
    pytest.param(24, "2 days later (UTC)", "24 h at the most", id="a day"),
    pytest.param(25, "3 days later (UTC)", "25 h at the most", id="a day and an hour"),
    pytest.param(0, "1 day later (UTC)", None, id="not at all"),
]


@pytest.mark.parametrize(("hours", "days", "held"), HELD)
def test_a_receipt_says_after_how_many_days_it_is_public_at_the_latest(visitor, monkeypatch, hours, days, held):
    monkeypatch.setattr(type(settings.ABJURE), "hold", hours)
    page, code = visitor.declare()
    for shown in (page, visitor.ask(code)):
        assert f"No time is set for the decision; once accepted, it is public {days} at the latest." in text(shown)
        assert ("Own words wait for a random part" in text(shown)) == (held is not None)
        assert held is None or held in text(shown)


def test_what_was_refused_says_why(visitor, code):
    collect()
    hang_out(code, {"state": "refused", "reasons": ["copy"]})
    page = visitor.ask(code)
    assert "Your statement was not accepted" in text(page)
    assert settings.ABJURE.charter.reason("copy").name["en"] in text(page)


def test_the_newest_answer_counts(visitor, code):
    collect()
    c = commitment.encode(bytes(32))
    hang_out(code, {"state": "accepted", "commitment": c, "salt": c})
    hang_out(code, {"state": "refused", "reasons": ["form"]}, number=1)
    assert "It did not meet the rules of the form" in text(visitor.ask(code))


def test_another_code_opens_nothing_of_it(visitor, code):
    hang_out(code, {"state": "refused", "reasons": ["copy"]})
    _, other = visitor.declare()
    assert "Your statement was not accepted" not in text(visitor.ask(other))


def test_nobody_applies_for_a_certificate_before_they_are_accepted(visitor, code):
    page = visitor.ask(code, "/receipt/certificate/")
    assert page.status_code == 422


def test_a_statement_that_the_register_subtracted_is_said_to_be_so_and_can_still_ask(visitor, code):
    collect()
    c = commitment.encode(bytes(range(32)))
    hang_out(code, {"state": "accepted", "commitment": c})
    hang_out(code, {"state": "void", "commitment": c}, number=1)
    page = visitor.ask(code)
    assert page.status_code == 200
    assert "Your statement is no longer counted" in text(page)
    assert "Write to the moderators" in text(page)
    assert "Apply for a certificate" not in text(page)


def test_who_is_left_in_a_joint_statement_reads_that_somebody_was_taken_out(visitor, code):
    collect()
    c = commitment.encode(bytes(range(32)))
    hang_out(code, {"state": "accepted", "commitment": c})
    assert "took somebody out" not in text(visitor.ask(code))
    hang_out(code, {"state": "accepted", "commitment": c, "out": True}, number=1)
    assert "two people at the desk took somebody out of this joint statement" in text(visitor.ask(code))
