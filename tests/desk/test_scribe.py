"""Taken down at the desk: the same rules and the same queue, who took it down does not decide, and the code is the person's."""

import re
from datetime import timedelta

import pytest
from django.conf import settings

from abjure.core import answer, receipt
from abjure.core.errors import Invalid, Refused
from abjure.core.moderation import Verdict

HERE = "/desk/take-down/"
TOKEN = re.compile(r'name="token" value="([0-9a-f]{32})"')
CODE = re.compile(r'id="code" dir="ltr">([0-9 ]{39})<')
OWN = {"text": "own", "own-text": "我当年是全班一起入的，今天声明退出。"}
REAL = {"sign": "real", "names": "王明远\nAnna Maria Kern", "provenance": "relayed"}


def text(page):
    return page.content.decode()


def sheet(desk, **changes):
    """Return the form as somebody filled it in."""
    values = {
        "provenance": "assisted", "way": "phone", "kind": "leaving", "body": ["party"], "names": "远山", "sign": "alias",
        "text": "plain", "language": "zh-Hans", "token": TOKEN.search(text(desk.get(HERE)))[1],
    }  # fmt: skip
    return values | changes


@pytest.fixture
def take_down(seated):
    """Take a statement down as this person; return the last page and the statement."""
    from abjure.desk.reception.models import Submission

    def take_down(handle="examiner-1", **changes):
        desk = seated(handle)
        values = sheet(desk, **changes)
        assert "This is what becomes public" in text(desk.post(HERE, values | {"step": "preview"}))
        return desk.post(HERE, values | {"step": "send"}), Submission.objects.latest("collected")

    return take_down


@pytest.fixture
def settle(staff, now):
    from abjure.desk.moderation import actions, stages

    def settle(submission, *handles):
        stages.screen(now=now)
        for handle in handles:
            actions.decide(submission=submission, moderator=staff[handle], verdict=Verdict.ACCEPT, now=now)

    return settle


@pytest.fixture
def third(staff):
    """One more moderator: of three, one may take down what two decide."""
    from abjure.desk.staff.models import Staff

    staff["moderator-3"] = Staff.objects.create(handle="moderator-3", duty="moderator")


def shown(submission):
    from abjure.desk.declarations.models import Opening

    opening = Opening.objects.get(digest=submission.digest)
    return opening.facts, opening.shown()["fields"]


@pytest.mark.parametrize("handle", ["moderator-1", "examiner-1"])
def test_moderators_and_examiners_find_it_in_their_menu(seated, handle):
    page = seated(handle).get(HERE)
    assert (page.status_code, f'<a href="{HERE}" aria-current="page">' in text(page)) == (200, True)


def test_nobody_else_takes_anything_down(client, db_desk):
    assert client.get(HERE).headers["Location"].endswith("/desk/sign-in/")


def test_it_waits_in_the_same_queue_with_how_it_came_and_who_took_it_down(take_down, seated, settle):
    _, submission = take_down(way="fax", **OWN)
    assert (submission.kind, submission.provenance, submission.way) == ("declaration", "assisted", "fax")
    assert submission.brought_in_by.handle == "examiner-1"
    settle(submission)
    page = " ".join(text(seated("moderator-1").get("/desk/")).split())
    assert "filled in by a volunteer · fax · taken down by examiner-1" in page


def test_the_record_says_who_took_it_down(take_down):
    from abjure.desk.staff import record
    from abjure.desk.staff.models import Deed

    _, submission = take_down()
    deed = Deed.objects.last()
    assert (deed.verb, deed.staff.handle, deed.subject) == ("take-down", "examiner-1", bytes(submission.digest).hex())
    assert record.check() == 1


@pytest.mark.parametrize("provenance", ["assisted", "relayed"])
def test_how_it_came_reaches_the_leaf(take_down, settle, provenance):
    _, submission = take_down(provenance=provenance)
    settle(submission, "moderator-1")
    assert shown(submission)[0]["p"] == provenance


def test_who_took_it_down_does_not_decide(take_down, settle, staff, now, seated):
    from abjure.desk.moderation import actions

    _, submission = take_down("moderator-1")
    settle(submission)
    assert "Nothing waits for you" in text(seated("moderator-1").get("/desk/"))
    with pytest.raises(Refused, match=r"^moderation\.brought-in$"):
        actions.decide(submission=submission, moderator=staff["moderator-1"], verdict=Verdict.ACCEPT, now=now)
    settle(submission, "moderator-2")
    assert submission.settlement.outcome == "accepted"


@pytest.mark.usefixtures("third")
def test_of_a_relayed_list_two_others_decide_and_initials_are_shown(take_down, settle):
    page, submission = take_down("moderator-1", **REAL)
    assert CODE.search(text(page)) is None
    settle(submission, "moderator-2", "moderator-3")
    facts, fields = shown(submission)
    assert (facts["n"], fields["names"]) == (2, '["王某","A. M. K."]')


def test_the_preview_shows_the_initials_too(seated):
    desk = seated("examiner-1")
    page = desk.post(HERE, sheet(desk, **REAL) | {"step": "preview"})
    assert '<th scope="row">王某</th>' in text(page)
    assert '<th scope="row">王明远</th>' not in text(page)


@pytest.mark.parametrize(("changes", "said"), [
    ({"way": ""}, "say how it came"),
    ({"way": "pigeon"}, "say how it came"),
    ({"provenance": ""}, "say who speaks"),
    ({"provenance": "self"}, "say who speaks"),
    ({"provenance": "carried"}, "say who speaks"),
    ({"names": " \n"}, "A name or alias is missing"),
    ({"names": "远山\n远山"}, "stands here twice"),
    ({"body": []}, "tick at least one thing"),
    ({"text": ""}, "choose a template or write"),
    ({"kind": "solemn"}, "needs a real name"),
    ({"names": "王 13812345678"}, "looks like a telephone number"),
    ({**OWN, "own-text": "请打 138 1234 5678 找我。"}, "looks like a telephone number"),
    ({**OWN, "own-text": "Write to a.b@example.org."}, "an e-mail address"),
    ({**OWN, "own-text": "11010519491231002X"}, "an identity card"),
    ({**REAL, **OWN, "own-text": "我和王明远一起退出。"}, "only initials are shown"),
], ids=lambda value: str(value)[:40])  # fmt: skip
def test_what_breaks_a_rule_is_told_and_nothing_is_kept(seated, changes, said):
    from abjure.desk.reception.models import Submission

    desk = seated("examiner-1")
    for step in ("preview", "send"):
        page = desk.post(HERE, sheet(desk, **changes) | {"step": step})
        assert page.status_code == 422
        assert said in text(page)
        assert changes.get("own-text", "") in text(page)
    assert not Submission.objects.exists()


def test_what_could_tell_who_somebody_is_warns_before_it_is_handed_in(seated):
    desk = seated("examiner-1")
    page = desk.post(HERE, sheet(desk, **OWN | {"own-text": "我在铁路医院工作，今天退出。"}) | {"step": "preview"})
    assert (page.status_code, "医院" in text(page).partition("note warn")[2]) == (200, True)


def test_back_loses_nothing(seated):
    desk = seated("examiner-1")
    values = sheet(desk, names="远山\n清越", **OWN)
    page = text(desk.post(HERE, values | {"step": "edit"}))
    assert all(words in page for words in ("远山\n清越", OWN["own-text"], values["token"], 'value="phone" required checked'))


def test_another_step_is_no_step(seated):
    assert seated("examiner-1").post(HERE, {"step": "burn"}).status_code == 400


def test_the_receipt_opens_at_the_door_and_hears_the_answer(take_down, settle, client, now):
    from abjure.desk.reception import stages
    from abjure.door.envelopes.models import Reply

    page, submission = take_down()
    code = CODE.search(text(page))[1].replace(" ", "")
    assert '<li class="now" aria-current="step"><h3>Decided by people' in door(client, code)
    settle(submission, "moderator-1")
    stages.answer(now=now)
    (reply,) = Reply.objects.all()
    key = receipt.Receipt(code, settings.ABJURE.origin).answer_key("declaration")
    assert answer.open_answer(bytes(reply.sealed), key=key, number=0, origin=settings.ABJURE.origin)["state"] == "accepted"
    assert shown(submission)[0]["c"][:8] in door(client, code)


def door(client, code):
    page = client.post("/receipt/", {"code": code}, headers={"accept-language": "en"})
    assert page.status_code == 200
    return text(page)


def test_sent_again_it_is_the_same_and_after_a_while_the_code_is_shown_no_more(seated, monkeypatch):
    from django.utils import timezone

    from abjure.desk.reception.models import Submission
    from abjure.desk.staff.models import Deed

    desk = seated("examiner-1")
    values = sheet(desk) | {"step": "send"}
    first, again = (text(desk.post(HERE, values)) for _ in range(2))
    assert CODE.search(first)[1] == CODE.search(again)[1]
    later = timezone.now() + timedelta(minutes=11)
    monkeypatch.setattr(timezone, "now", lambda: later)
    page = text(desk.post(HERE, values))
    assert (CODE.search(page), "is not shown again" in page) == (None, True)
    assert (Submission.objects.count(), Deed.objects.filter(verb="take-down").count()) == (1, 1)


def test_a_sheet_of_somebody_else_gives_another_code(seated):
    one = seated("examiner-1")
    values = sheet(one) | {"step": "send"}
    first = CODE.search(text(one.post(HERE, values)))[1]
    assert CODE.search(text(seated("examiner-2").post(HERE, values)))[1] != first


def test_of_a_relayed_list_no_receipt_is_at_the_door(take_down):
    from abjure.door.envelopes.models import Ticket

    page, _ = take_down(provenance="relayed")
    assert "There is no receipt" in text(page)
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("token", ["", "x" * 32, "0" * 31])
def test_a_token_of_another_making_makes_no_receipt(seated, token):
    desk = seated("examiner-1")
    page = desk.post(HERE, sheet(desk) | {"token": token, "step": "send"})
    assert (page.status_code, "could not be read" in text(page)) == (422, True)


def test_the_rules_hold_whoever_calls(staff, now):
    from abjure.core.declaration import Declaration, Person
    from abjure.desk.scribe import actions

    said = Declaration("leaving", "alias", "zh-Hans", (Person("", ("party",)),), template="plain")
    with pytest.raises(Invalid, match=r"^declaration\.form$"):
        actions.take_down(said=said, provenance="assisted", way="phone", token="0" * 32, by=staff["examiner-1"], now=now)


def test_on_paper_stand_the_digits_and_the_words_alone(take_down):
    page = text(take_down()[0])
    assert '<body class="memo">' in page
    assert "<title>Memo</title>" in page
    # The style prints of such a page what has a direction of its own, in the card that is marked as paper (tests/journeys look at it).
    card = re.search(r'<div class="card paper">(.*?)</div>', page, re.DOTALL)[1]
    printed = " ".join(re.findall(r'<p [^>]*dir="ltr"[^>]*>(.*?)</p>', card))
    assert re.fullmatch(r"(\d{4} ){8}([a-z]+ ?){10}", printed)
