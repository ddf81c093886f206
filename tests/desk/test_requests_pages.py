"""The desk's pages for requests: who sees what, a verdict, a line to a holder."""

import pytest
from django.conf import settings

from abjure.core.receipt import Receipt
from tests.desk.conftest import content
from tests.desk.test_requests import accepted, ask, heard, joint, object_to, openings, settle, states, walk  # noqa: F401  # fixtures among them

LIST = "/desk/requests/"


def address(wish):
    return f"{LIST}{bytes(wish.pk).hex()}/"


def text(page):
    return page.content.decode()


@pytest.fixture
def correction(accepted):  # noqa: F811  # the fixture
    _, receipt = accepted()
    return ask(receipt, "correct", declaration=content(people=[{"name": "远山", "bodies": ["party"]}])), receipt


def test_a_moderator_reads_a_correction_beside_what_stands_and_accepts_it(correction, seated):
    wish, receipt = correction
    desk = seated("moderator-1")
    assert "Correct a statement" in text(desk.get(LIST))
    page = text(desk.get(address(wish)))
    assert "远山" in page
    assert "明远" in page
    assert desk.post(address(wish), {"verdict": "accept"}).headers["Location"] == LIST
    assert states(receipt) == ["noted", "done"]
    assert "Nothing waits for you" in text(desk.get(LIST))


@pytest.mark.parametrize(("sent", "said"), [
    ({}, "Please choose a decision"),
    ({"verdict": "burn"}, "Please choose a decision"),
    ({"verdict": "refuse"}, "A refusal needs a reason"),
])  # fmt: skip
def test_a_verdict_is_one_of_two(correction, seated, sent, said):
    page = seated("moderator-1").post(address(correction[0]), sent)
    assert page.status_code == 422
    assert said in text(page)


def test_examiners_see_lost_receipts_alone(correction, seated):
    desk = seated("examiner-1")
    assert desk.get(address(correction[0])).status_code == 404
    lost = ask(Receipt.new(settings.ABJURE.origin), "replace", "declaration", number="012345")
    assert "New receipt for a lost one" in text(desk.get(LIST))
    assert "012345" in text(desk.get(address(lost)))
    page = desk.post(address(lost), {"verdict": "accept", "commitment": "AAAA AAAA"})
    assert "No one statement has a commitment that begins so" in text(page)
    assert desk.post(address(lost), {"verdict": "accept", "commitment": openings("decl")[0].facts["c"]}).status_code == 302


def test_nobody_else_sees_anything(correction, client):
    assert client.get(LIST).headers["Location"] == "/desk/sign-in/"
    assert client.get(address(correction[0])).headers["Location"] == "/desk/sign-in/"


@pytest.mark.parametrize("name", ["zz", "00" * 32])
def test_what_is_not_there_is_not_found(seated, name):
    assert seated("moderator-1").get(f"{LIST}{name}/").status_code == 404


def test_a_message_is_read_and_answered(accepted, seated):  # noqa: F811  # the fixture
    _, receipt = accepted()
    ask(receipt, "message", text="请问<什么>时候？")
    wish = ask(receipt, "message", "request-2", text="还有呢？")
    desk = seated("moderator-2")
    assert "还有呢？" in text(desk.get(address(wish)))
    assert desk.post(address(wish), {"text": " "}).status_code == 422
    assert desk.post(address(wish), {"text": "明天。"}).status_code == 302
    assert heard(receipt, "request-2")[-1]["text"] == "明天。"
    assert "明天。" in text(desk.get(address(wish)))


def test_a_message_by_force_is_marked(accepted, seated):  # noqa: F811  # the fixture
    _, receipt = accepted()
    spare = receipt.derived("spare")
    ask(receipt, "spare", derived=spare, wish="stay")
    ask(spare, "message", text="?")
    assert "somebody may be reading along" in text(seated("moderator-1").get(LIST))


def test_what_people_decide_comes_marked_when_it_was_asked_by_force(accepted, seated):  # noqa: F811  # the fixture
    """The decision is made as on any other, is told, and changes nothing."""
    _, receipt = accepted()
    spare = receipt.derived("spare")
    ask(receipt, "spare", derived=spare, wish="return")
    wish = ask(spare, "correct", declaration=content(people=[{"name": "远山", "bodies": ["party"]}]))
    desk = seated("moderator-1")
    listed = text(desk.get(LIST))
    assert "somebody may be reading along" in listed
    assert "Correct a statement" in listed
    assert "nothing else is done" in text(desk.get(address(wish)))
    assert desk.post(address(wish), {"verdict": "accept"}).status_code == 302
    assert states(spare) == ["noted", "done"]
    assert [opening.kind for opening in openings()] == ["decl"]
    assert "Nothing waits for you" in text(desk.get(LIST))


def test_an_objection_is_decided_by_two(accepted, seated):  # noqa: F811  # the fixture
    accepted()
    wish = object_to(openings("decl")[0].facts["c"])
    assert "明远" in text(seated("moderator-1").get(address(wish)))
    assert seated("moderator-1").post(address(wish), {"verdict": "accept"}).status_code == 302
    assert seated("moderator-2").post(address(wish), {"verdict": "accept"}).status_code == 302
    assert openings("void")


def test_an_appeal_shows_what_was_refused(hand_in, settle, seated):  # noqa: F811  # the fixture
    submission, receipt = hand_in(template="", text="我退出。")
    settle(submission, verdict="refuse", reason="copy")
    wish = ask(receipt, "appeal", text="我写的。")
    page = text(seated("moderator-2").get(address(wish)))
    assert "我退出。" in page
    assert "我写的。" in page


def test_one_person_is_taken_out_of_a_joint_statement(joint, seated):  # noqa: F811  # the fixture
    wish = object_to(openings("decl")[0].facts["c"])
    for handle in ("moderator-1", "moderator-2"):
        desk = seated(handle)
        page = text(desk.get(address(wish)))
        assert '<option value="1">知秋</option>' in page
        assert "Please choose who is to be taken out." in text(desk.post(address(wish), {"verdict": "one", "row": ""}))
        assert desk.post(address(wish), {"verdict": "one", "row": "1"}).status_code == 302
    assert [shown["fields"]["names"] for opening in openings("decl") if (shown := opening.shown())] == ['["明远","如松"]']


def test_of_one_person_alone_the_page_offers_nobody(accepted, seated):  # noqa: F811  # the fixture
    accepted()
    page = text(seated("moderator-1").get(address(object_to(openings("decl")[0].facts["c"]))))
    assert "Take one person out" not in page
