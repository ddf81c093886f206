"""Asking with the receipt: what is handed in, that no answer tells one act from another, and that the door cannot know (spec/request.md)."""

import re

import pytest
from django.conf import settings

from abjure.core import commitment
from abjure.core.receipt import Receipt
from tests.door.conftest import HIDDEN, hidden, text
from tests.door.test_receipt import collect, hang_out

pytestmark = pytest.mark.django_db(databases=["door"])
ACTS = {
    "withdraw": {},
    "keep": {},
    "hide": {},
    "confirm": {},
    "leave": {},
    "name": {"name": "王明远"},
    "message": {"text": "你好"},
    "appeal": {"text": "?"},
}
CORRECTING = re.compile(r'<form action="/receipt/correct/".*?</form>', re.DOTALL)
CORRECT = {"kind": "leaving", "body": ["party"], "who": "joint", "sign": "alias", "own": "青石", "text": "plain"}


@pytest.fixture
def code(visitor):
    """The code of a declaration that the desk has collected and accepted."""
    code = visitor.declare()[1]
    collect()
    c = commitment.encode(bytes(range(32)))
    hang_out(code, {"state": "accepted", "commitment": c, "salt": c})
    return code


@pytest.fixture
def handed_in(letters):
    """What requests lie in the in-tray."""
    return lambda: [letter for letter in letters() if letter.kind == "request"]


def carried(page):
    return dict(HIDDEN.findall(page.content.decode()))


@pytest.mark.parametrize("act", ACTS)
def test_what_is_sent_is_signed_and_sealed(visitor, code, handed_in, act):
    shown = visitor.ask(code, "/receipt/request/", act=act)
    assert shown.status_code == 200
    page = visitor.ask(code, "/receipt/request/", act=act, step="send", purpose=carried(shown)["purpose"], **ACTS[act])
    assert "It has been handed in" in text(page)
    receipt = Receipt(code, settings.ABJURE.origin)
    (letter,) = handed_in()
    assert letter.content == {"act": act, **ACTS[act]}
    assert (letter.verify_key, letter.answer_key) == (receipt.verify_key(), receipt.answer_key("request-1"))


def test_all_acts_are_answered_with_the_same_bytes(visitor, code):
    pages = {visitor.ask(code, "/receipt/request/", act=act, step="send", **ACTS[act]).content for act in ACTS}
    assert len(pages) == 1


def nameless(page, code):
    """Return a page without its code in either spelling, and without what fills it up."""
    from abjure.door.envelopes import codes

    words = codes.spelled(Receipt(code, settings.ABJURE.origin))["words"]
    return page.replace(code.encode(), b"").replace(words.encode(), b"").rstrip()


def test_the_real_number_and_the_spare_one_are_answered_alike(visitor, code, kept, handed_in):
    spare = visitor.ask(code, "/receipt/spare/", step="send", wish="stay")
    number = "".join(re.findall(r"\d{4}", re.search(r'id="code"[^>]*>([^<]*)<', spare.content.decode())[1]))
    assert number == Receipt(code, settings.ABJURE.origin).derived("spare").code
    (letter,) = handed_in()
    assert letter.content["wish"] == "stay"
    collect()
    c = commitment.encode(bytes(range(32)))
    hang_out(number, {"state": "accepted", "commitment": c})
    for address, fields in [
        ("/receipt/", {}),
        ("/receipt/request/", {"act": "withdraw"}),
        ("/receipt/request/", {"act": "withdraw", "step": "send"}),
    ]:
        pages = [visitor.ask(one, address, **fields).content for one in (code, number)]
        assert len(pages[0]) == len(pages[1])
        assert nameless(pages[0], code) == nameless(pages[1], number)


def test_sending_twice_is_one_request_and_asking_again_another(visitor, code, kept):
    before = kept()[1]
    for _ in range(2):
        visitor.ask(code, "/receipt/request/", act="hide", step="send", purpose="request-1")
    assert kept()[1] == before + 1
    assert carried(visitor.ask(code, "/receipt/request/", act="withdraw"))["purpose"] == "request-2"


def test_after_the_last_request_a_centre_is_named(visitor, code):
    for number in range(1, 33):
        visitor.ask(code, "/receipt/request/", act="hide", step="send", purpose=f"request-{number}")
    page = visitor.ask(code, "/receipt/request/", act="hide")
    assert page.status_code == 422
    assert "asked as often as it can" in text(page)


@pytest.mark.parametrize("act", ["withdraw", "keep", "hide"])
def test_what_protects_can_still_be_asked_for_when_all_else_has_been_used_up(visitor, code, handed_in, act):
    """Somebody who has copied the code may fill all that is left, and sends forms with purposes of their own choice."""
    for number in [*range(1, 25), *range(25, 33)]:
        visitor.ask(code, "/receipt/request/", act="message", step="send", text="?", purpose=f"request-{number}")
    assert {letter.answer_key for letter in handed_in()} == {_answer_key(code, number) for number in range(1, 25)}
    page = visitor.ask(code, "/receipt/request/", act="message")
    assert page.status_code == 422
    assert "can still withdraw" in text(page)
    assert "can still withdraw" in text(visitor.ask(code, "/receipt/correct/"))
    for number in range(25, 33):
        assert carried(visitor.ask(code, "/receipt/request/", act=act))["purpose"] == f"request-{number}"
        assert "It has been handed in" in text(visitor.ask(code, "/receipt/request/", act=act, step="send"))
    assert {letter.content["act"] for letter in handed_in() if letter.answer_key == _answer_key(code, 32)} == {act}


def _answer_key(code, number):
    return Receipt(code, settings.ABJURE.origin).answer_key(f"request-{number}")


@pytest.mark.parametrize(("act", "fields", "said"), [
    ("message", {"text": ""}, "Please write a few words"),
    ("message", {"text": "x" * 901}, "has 901 characters"),
    ("appeal", {"text": "a\u202eb"}, "U+202E"),
    ("name", {"name": "Mr 5"}, "U+0035"),
])  # fmt: skip
def test_what_breaks_a_rule_is_told_and_nothing_is_lost(visitor, code, kept, act, fields, said):
    before = kept()
    page = visitor.ask(code, "/receipt/request/", act=act, step="send", **fields)
    assert page.status_code == 422
    assert said in text(page)
    assert next(iter(fields.values())) in page.content.decode()
    assert kept() == before


def test_words_are_read_once_more_before_they_are_sent(visitor, code, kept):
    before = kept()
    page = visitor.ask(code, "/receipt/request/", act="message", step="check", text="<b>你好</b>")
    assert "<b>你好</b>" in text(page)
    assert "<b>" not in page.content.decode()
    assert kept() == before


@pytest.mark.parametrize("act", ["", "burn", "spare", "object"])
def test_nothing_else_can_be_asked_here(visitor, code, act):
    assert visitor.ask(code, "/receipt/request/", act=act).status_code == 400


@pytest.mark.parametrize("address", ["/receipt/request/", "/receipt/correct/", "/receipt/spare/"])
def test_without_a_code_it_is_asked_for(visitor, address):
    assert "Receipt code: 32 digits or ten words" in text(visitor.client.get(address, headers={"accept-language": "en"}))
    assert visitor.ask(Receipt.new(settings.ABJURE.origin).code, address, act="hide").status_code == 422


def test_a_correction_is_a_whole_statement(visitor, code, handed_in):
    shown = visitor.ask(code, "/receipt/correct/")
    assert "write the whole statement" in text(shown)
    check = visitor.ask(code, "/receipt/correct/", step="check", **CORRECT)
    assert "青石" in text(check)
    assert "the Chinese Communist Party" in text(check), "what is left is read once more too"
    page = visitor.client.post("/receipt/correct/", hidden(check, CORRECTING) | {"step": "send"}, headers={"accept-language": "en"})
    assert "It has been handed in" in text(page)
    (letter,) = handed_in()
    assert letter.content["declaration"]["people"] == [{"name": "青石", "bodies": ["party"]}]


def test_a_correction_has_all_that_a_statement_has(visitor, code, handed_in):
    shown = visitor.ask(code, "/receipt/correct/").content.decode()
    assert all(f'name="{name}"' in shown for name in ("unasked", "place", "show-place", "walk", "show-walk"))
    more = {"unasked": "yes", "place": "north", "show-place": "yes", "walk": "citizen"}
    check = visitor.ask(code, "/receipt/correct/", step="check", **CORRECT, **more)
    assert settings.ABJURE.charter.unasked["en"] in text(check)
    assert "did not tick to show it" in text(check)
    again = visitor.ask(code, "/receipt/correct/", step="edit", **CORRECT, **more).content.decode()
    assert all(
        kept in again for kept in ('id="unasked" name="unasked" value="yes" checked', 'value="north" selected', 'value="citizen" selected')
    )
    visitor.client.post("/receipt/correct/", hidden(check, CORRECTING) | {"step": "send"}, headers={"accept-language": "en"})
    (letter,) = handed_in()
    declaration = letter.content["declaration"]
    assert {name: declaration[name] for name in ("unasked", "place", "show_place", "walk", "show_walk")} == {
        "unasked": True, "place": "north", "show_place": True, "walk": "citizen", "show_walk": False,
    }  # fmt: skip


def test_a_correction_is_read_for_risks_too(visitor, code):
    check = visitor.ask(code, "/receipt/correct/", step="check", **CORRECT | {"text": "own", "own-text": "Call me: 13800138000"})
    assert "note warn" in check.content.decode()


ROWS = {
    "name-2": "白石",
    "body-2": ["league", "pioneers"],
    "name-3": "赤石",
    "body-3": ["party"],
    "list": "黄石",
    "list-body": ["pioneers"],
}


def test_in_a_correction_each_of_several_people_may_leave_something_else(visitor, code, handed_in):
    check = visitor.ask(code, "/receipt/correct/", step="check", **CORRECT, **ROWS)
    rows = re.findall(r'<tr><th scope="row">([^<]*)</th><td>([^<]*)</td></tr>', check.content.decode())
    assert [name for name, _ in rows] == ["青石", "白石", "赤石", "黄石"]
    assert len({left for _, left in rows}) == 3, "each with what they leave"
    visitor.client.post("/receipt/correct/", hidden(check, CORRECTING) | {"step": "send"}, headers={"accept-language": "en"})
    (letter,) = handed_in()
    assert letter.content["declaration"]["people"] == [
        {"name": "青石", "bodies": ["party"]},
        {"name": "白石", "bodies": ["league", "pioneers"]},
        {"name": "赤石", "bodies": ["party"]},
        {"name": "黄石", "bodies": ["pioneers"]},
    ]


def test_a_correction_has_as_many_rows_as_are_asked_for_and_loses_nothing(visitor, code, kept):
    before = kept()
    page = visitor.ask(code, "/receipt/correct/", step="row", **CORRECT, **ROWS)
    assert [f'name="name-{number}"' in page.content.decode() for number in range(2, 6)] == [True, True, True, False]
    for typed in ('value="白石"', 'name="body-2" value="pioneers" checked', 'value="青石"', ">黄石</textarea>"):
        assert typed in page.content.decode()
    assert "share-2" not in page.content.decode(), "receipts of their own are made with the statement alone"
    assert kept() == before


def test_what_is_wrong_with_one_row_of_a_correction_is_said_at_that_row(visitor, code, kept):
    before = kept()
    page = visitor.ask(code, "/receipt/correct/", step="check", **CORRECT, **ROWS | {"body-3": []})
    assert page.status_code == 422
    assert 'href="#f-body-3"' in page.content.decode()
    assert 'id="f-body-3"' in page.content.decode()
    assert 'value="赤石"' in page.content.decode()
    assert kept() == before


def test_a_correction_keeps_the_rules_of_a_statement(visitor, code):
    page = visitor.ask(code, "/receipt/correct/", step="send", **CORRECT | {"own": ""})
    assert page.status_code == 422
    assert "A name or alias is missing here" in text(page)


def test_answers_stand_on_the_page_that_the_code_opens(visitor, code):
    visitor.ask(code, "/receipt/request/", act="message", step="send", text="你好")
    assert "This waits at the door" in text(visitor.ask(code))
    hang_out(code, {"state": "noted"}, "request-1")
    hang_out(code, {"state": "message", "text": "明天。", "day": "2026-11-21"}, "request-1", 1)
    page = text(visitor.ask(code))
    assert "Moderators write:" in page
    assert "明天。" in page


def test_a_withdrawn_code_is_answered_like_one_that_never_was(visitor, code):
    hang_out(code, {"state": "withdrawn"}, number=1)
    unknown = Receipt.new(settings.ABJURE.origin).code
    for address in ("/receipt/", "/receipt/request/", "/receipt/certificate/"):
        gone, never = (visitor.ask(one, address, act="hide") for one in (code, unknown))
        assert gone.status_code == never.status_code == 422
        assert gone.content.replace(code.encode(), b"") == never.content.replace(unknown.encode(), b"")


def test_a_withdrawn_code_cannot_be_tried_out_on_the_form(visitor, code):
    hang_out(code, {"state": "withdrawn"}, number=1)
    page = visitor.post("send", {**visitor.usual, "code": code, "second": "1", "mac": "00"})
    assert page.status_code == 422
    assert "Your statement has been handed in" not in text(page)


def test_whoever_was_forced_reads_so_with_the_real_number(visitor, code):
    c = commitment.encode(bytes(range(32)))
    hang_out(code, {"state": "accepted", "commitment": c, "forced": "2026-11-20"}, number=1)
    assert "withdrawn with your spare number" in text(visitor.ask(code))


def test_a_co_declarer_who_was_ticked_has_a_receipt(visitor, letters):
    joint = {
        "who": "joint",
        "group": "family",
        "name-2": "知秋",
        "body-2": ["party"],
        "share-2": "yes",
        "name-3": "如松",
        "body-3": ["league"],
    }
    page, code = visitor.declare(**joint)
    first = Receipt(code, settings.ABJURE.origin)
    share = first.derived("share/1")
    assert "知秋" in text(page)
    assert " ".join(share.groups()) in text(page)
    assert " ".join(first.derived("share/2").groups()) not in text(page)
    (link,) = [letter for letter in letters() if letter.kind == "request"]
    assert link.content == {"act": "share", "row": 1, "verify": commitment.encode(share.verify_key())}
    assert (link.verify_key, link.answer_key) == (first.verify_key(), share.answer_key("declaration"))
    assert "Waiting to be collected" in text(visitor.ask(share.code))


def test_nothing_at_the_door_tells_a_request_from_a_statement(visitor, code):
    from abjure.door.envelopes.models import Envelope, Ticket

    visitor.declare()
    visitor.ask(code, "/receipt/request/", act="withdraw", step="send")
    visitor.ask(code, "/receipt/spare/", step="send", wish="return")
    assert {len(row.sealed) for row in Envelope.objects.all()} == {4096}
    assert {(len(ticket.tag), len(ticket.digest), ticket.day) for ticket in Ticket.objects.all()} == {(32, 32, visitor.clock.now.date())}


@pytest.mark.parametrize("typed", ["AAAAAAAA", "AAAA AAAA", "zzzzzzzzzz"])
def test_an_objection_is_taken_and_never_answered(visitor, handed_in, typed):
    page = visitor.fill_in("/objection/", commitment=typed, text="我没有同意。")
    assert "Your objection has been handed in" in text(page)
    (letter,) = handed_in()
    assert letter.content == {"act": "object", "commitment": typed.replace(" ", ""), "text": "我没有同意。"}
    other = visitor.fill_in("/objection/", commitment="BBBBBBBB")
    assert other.content == page.content


@pytest.mark.parametrize("typed", ["", "AAAA", "A" * 44, "A<>AAAAAA"])
def test_an_objection_names_an_entry(visitor, kept, typed):
    page = visitor.fill_in("/objection/", commitment=typed)
    assert page.status_code == 422
    assert "at least the first eight characters" in text(page)
    assert kept() == (0, 0)


def test_for_a_lost_receipt_there_is_a_new_one_that_opens_no_statement_yet(visitor, handed_in):
    assert "only at a centre" in text(visitor.client.get("/receipt/lost/", headers={"accept-language": "en"}))
    page = visitor.fill_in("/receipt/lost/")
    (letter,) = handed_in()
    assert letter.content["number"] in text(page)
    code = "".join(re.findall(r"\d{4}", re.search(r'id="code"[^>]*>([^<]*)<', page.content.decode())[1]))
    collect()
    hang_out(code, {"state": "noted", "act": "replace"})
    page = text(visitor.ask(code))
    assert "Two people have still to decide" in page
    assert "moderators" not in page
    hang_out(code, {"state": "refused", "reasons": ["nothing"], "act": "replace"}, number=1)
    assert "The new receipt was not given" in text(visitor.ask(code))


@pytest.mark.parametrize(("said", "shown"), [
    ({"state": "noted", "by": "2026-11-23"}, "at the latest"),
    ({"state": "done"}, "This has been carried out"),
    ({"state": "refused", "reasons": ["taken-back"]}, "It was taken back in time"),
    ({"state": "refused", "reasons": ["copy"]}, "copy"),
])  # fmt: skip
def test_it_is_said_how_far_a_request_is(visitor, code, said, shown):
    visitor.ask(code, "/receipt/request/", act="withdraw", step="send")
    hang_out(code, said | {"act": "withdraw"}, "request-1")
    page = text(visitor.ask(code))
    assert "Withdraw the statement" in page
    if shown == "copy":
        shown = settings.ABJURE.charter.reason("copy").name["en"]
    assert shown in page


def test_the_form_of_an_objection_says_when_hiding_takes_longer(client):
    shown = text(client.get("/objection/", headers={"accept-language": "en"}))
    assert "one signed with an alias may stay visible longer; one signed with a real name never does" in shown
