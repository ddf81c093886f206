"""Certificates at the desk: two different examiners or none, a key that is only unlocked, and a way to the holder that is gone once."""

import ast
from base64 import b64decode, b64encode
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import Error, transaction

from abjure.core import answer, certificate, commitment, envelope, letter, locked
from abjure.core.application import Application
from abjure.core.errors import Invalid, Refused
from abjure.core.examination import Finding
from abjure.core.moderation import Outcome

APPLICATION = Application(
    family="ZHANG",
    given="SAN FENG",
    native_family="张",
    native_given="三丰",
    birth="1971-03-09",
    id_type="passport",
    id_country="CN",
    id_last4="12A4",
    variant="linked",
    languages=("zh-Hans", "en"),
)
SEEN = Finding("accept", "2026-11-18", "in-person", "high", ("passport",), ("names", "portrait"))
REFUSED = Finding("refuse", "", reason="documents")
PURPOSE = "application-1"


@pytest.fixture
def key(staff, now):
    from abjure.desk.certificates import keyring
    from tests.settings import PASSPHRASE

    keyring.unlock(examiner="examiner-1", words=PASSPHRASE, now=now)
    yield keyring.key(examiner="examiner-1", now=now)
    keyring.lock(examiner="examiner-1")


@pytest.fixture
def declare(hand_in, staff, now):
    """Hand in a declaration that is accepted; return its submission and receipt."""
    from abjure.core.moderation import Verdict
    from abjure.desk.moderation import actions, stages

    def declare(**changes):
        submission, receipt = hand_in(**changes)
        stages.screen(now=now)
        for handle in ("moderator-1", "moderator-2")[: submission.case.needed]:
            actions.decide(submission=submission, moderator=staff[handle], verdict=Verdict.ACCEPT, now=now)
        return submission, receipt

    return declare


@pytest.fixture
def apply(now):
    """Apply with a receipt through reception, as the door seals it."""
    from abjure.desk.certificates import keyring
    from abjure.desk.reception import actions, vault

    def apply(receipt, kind="application", purpose=PURPOSE, **changes):
        made = letter.write(kind, replace(APPLICATION, **changes).content(), receipt=receipt, purpose=purpose).format()
        sealed = envelope.seal(made, purpose=keyring.public(), reception=vault.reception_key().public(), origin=settings.ABJURE.origin)
        return actions.receive(envelope=sealed, day=now.date(), now=now)

    return apply


@pytest.fixture
def examine(staff, key, now):
    from abjure.desk.certificates import actions

    def examine(submission, handle, finding=SEEN, now=now):
        return actions.examine(submission=submission, examiner=staff[handle], finding=finding, key=key, now=now)

    return examine


@pytest.fixture
def approved(declare, apply, examine):
    """An application that two examiners approved, and its receipt."""
    _, receipt = declare()
    submission = apply(receipt)
    examine(submission, "examiner-1")
    examine(submission, "examiner-2")
    return submission, receipt


@pytest.fixture
def delivered(approved, now):
    """A certificate that the gate issued and the desk gave to reception."""
    from abjure.desk.certificates import stages as certificates
    from abjure.desk.declarations.models import Opening
    from abjure.gate.issuing import stages as issuing

    declarations = {bytes(row.digest): 5 for row in Opening.objects.filter(kind=Opening.Kind.DECL)}
    issuing.issue(now=now, entry_of=declarations.get)
    certificates.deliver(now=now)
    return approved


all_sides = pytest.mark.django_db(databases=["desk", "door", "gate", "public"])


def answers(submission, receipt):
    first = receipt.answer_key(PURPOSE)
    return [
        answer.open_answer(bytes(one.sealed), key=answer.key_of(first, one.number), number=one.number, origin=settings.ABJURE.origin)
        for one in submission.answers.order_by("number")
    ]


def openings(kind):
    from abjure.desk.declarations.models import Opening

    return list(Opening.objects.filter(kind=kind))


@pytest.mark.parametrize("moment", [timedelta(minutes=15), timedelta(days=1)], ids=["after a quarter of an hour", "the next day"])
def test_the_key_is_forgotten(key, now, moment):
    from abjure.desk.certificates import keyring

    assert keyring.key(examiner="examiner-1", now=now + timedelta(minutes=14)) is key
    with pytest.raises(Refused, match=r"^certificates\.locked$"):
        keyring.key(examiner="examiner-1", now=now + moment)


def test_the_key_is_unlocked_for_the_one_who_typed_the_passphrase(key, now):
    from abjure.desk.certificates import keyring

    with pytest.raises(Refused, match=r"^certificates\.locked$"):
        keyring.key(examiner="examiner-2", now=now)


def test_another_passphrase_opens_nothing(staff, now):
    from abjure.desk.certificates import keyring

    with pytest.raises(Refused, match=r"^passphrase\.wrong$"):
        keyring.unlock(examiner="examiner-2", words="open sesame", now=now)
    assert not keyring.is_open(examiner="examiner-2", now=now)


def test_the_private_key_lies_nowhere_in_the_clear(key):
    written = [file.read_bytes() for file in settings.ABJURE.home.rglob("*") if file.is_file() and not file.is_socket()]
    for spelling in (key.raw, key.raw.hex().encode(), b64encode(key.raw)):
        assert not any(spelling in content for content in written)
    assert locked.unlock(locked.lock(key.raw, "words"), "words") == key.raw


def test_reception_cannot_read_an_application(declare, apply):
    from abjure.desk.reception import actions, vault

    _, receipt = declare()
    inner = actions.inner_of(apply(receipt))
    assert b"ZHANG" not in inner
    with pytest.raises(Invalid, match=r"^seal\.other-key$"):
        envelope.open_letter(inner, purpose=vault.declarations_key(), origin=settings.ABJURE.origin)


def test_two_different_examiners_commission_a_certificate(declare, apply, examine, key):
    from abjure.core.hpke import PrivateKey
    from abjure.core.keyfile import parse
    from abjure.core.order import open_order
    from abjure.desk.certificates.models import Commission

    submission, receipt = declare(people=[{"name": "明远", "bodies": ["league"]}, {"name": "清越", "bodies": ["party"]}])
    application = apply(receipt)
    assert examine(application, "examiner-1") is Outcome.WAITING
    assert not Commission.objects.exists()
    assert examine(application, "examiner-2", replace(SEEN, day="2026-11-19", level="substantial", checks=("chip",))) is Outcome.ACCEPTED
    gate = PrivateKey(parse((settings.ABJURE.home / "gate" / "keys.json").read_text())["commission"])
    order = open_order(bytes(Commission.objects.get().sealed), gate, origin=settings.ABJURE.origin)
    assert order.application == APPLICATION
    assert (order.declaration, order.alias, order.bodies) == (bytes(submission.digest), "明远", ("league",))
    assert (order.checked, order.level, order.checks) == (date(2026, 11, 19), "substantial", ("chip", "names", "portrait"))
    assert len(order.examiners) == 2
    assert (order.answer_key, order.answer_number) == (receipt.answer_key(PURPOSE), 0)


@pytest.mark.parametrize(("handles", "code"), [
    pytest.param(["examiner-1", "examiner-1"], r"^examination\.same-person$", id="the same person twice"),
    pytest.param(["moderator-1"], r"^examination\.not-an-examiner$", id="a moderator"),
])  # fmt: skip
def test_nobody_else_may(declare, apply, examine, handles, code):
    from abjure.desk.certificates.models import Commission, Examination

    application = apply(declare()[1])
    for handle in handles[:-1]:
        examine(application, handle)
    with pytest.raises(Refused, match=code):
        examine(application, handles[-1])
    assert Examination.objects.count() == len(handles) - 1
    assert not Commission.objects.exists()


def test_the_database_refuses_a_second_examination_of_the_same_person(declare, apply, examine):
    from abjure.desk.certificates.models import Examination

    examine(apply(declare()[1]), "examiner-1")
    row = Examination.objects.get()
    again = Examination(digest=row.digest, examiner=row.examiner, verdict="accept", at=row.at, sealed=b"")
    with pytest.raises(Error), transaction.atomic(using="desk"):
        again.save()
    for change in (row.delete, lambda: Examination.objects.update(verdict="refuse")):
        with pytest.raises(Error), transaction.atomic(using="desk"):
            change()


def test_nobody_decides_after_two_agreed(approved, staff, key, now):
    from abjure.desk.certificates import actions

    third = type(staff["examiner-1"]).objects.create(handle="examiner-3", duty="examiner")
    with pytest.raises(Refused, match=r"^examination\.decided$"):
        actions.examine(submission=approved[0], examiner=third, finding=SEEN, key=key, now=now)


@pytest.mark.parametrize(
    "finding", [replace(SEEN, method=""), replace(SEEN, documents=()), replace(REFUSED, reason="")], ids=["how", "documents", "why not"]
)
def test_a_finding_says_everything_or_is_not_taken(declare, apply, examine, finding):
    with pytest.raises(Refused, match=r"^examination\.choice$"):
        examine(apply(declare()[1]), "examiner-1", finding)


def test_what_an_examiner_saw_is_sealed_and_can_be_erased(declare, apply, examine, key):
    from abjure.desk.certificates import findings
    from abjure.desk.certificates.models import Examination

    application = apply(declare()[1])
    examine(application, "examiner-1")
    digest = bytes(application.digest)
    assert b"passport" not in bytes(Examination.objects.get().sealed)
    assert findings.of(digest, key) == [SEEN]
    findings.erase(digest)
    assert findings.of(digest, key) == []
    assert Examination.objects.get().examiner == "examiner-1"


def test_two_refusals_are_answered_with_the_reason(declare, apply, examine):
    _, receipt = declare()
    application = apply(receipt)
    examine(application, "examiner-1", REFUSED)
    assert not application.answers.exists()
    assert examine(application, "examiner-2", REFUSED) is Outcome.REFUSED
    assert answers(application, receipt) == [{"state": "refused", "reason": "documents"}]


def test_without_an_accepted_declaration_there_is_no_certificate(hand_in, apply, examine):
    with pytest.raises(Refused, match=r"^certificate\.no-declaration$"):
        examine(apply(hand_in()[1]), "examiner-1")


@pytest.mark.parametrize("what", ["void", "withhold"])
def test_a_declaration_that_stands_no_more_is_not_certified(declare, apply, examine, now, what):
    from abjure.desk.declarations import actions

    submission, receipt = declare()
    if what == "void":
        actions.void(target=bytes(submission.digest), now=now)
    else:
        actions.withhold(target=bytes(submission.digest), reason="holder", now=now)
    with pytest.raises(Refused, match=r"^certificate\.(withdrawn|withheld)$"):
        examine(apply(receipt), "examiner-1")


def test_what_replaced_a_voided_statement_is_certified_with_the_first_day(declare, apply, examine, now):
    from abjure.desk.certificates import declared
    from abjure.desk.declarations import actions
    from abjure.desk.declarations.models import Opening

    submission, receipt = declare()
    first = Opening.objects.get(digest=submission.digest)
    actions.void(target=bytes(submission.digest), now=now)
    actions.hand_over(
        kind=Opening.Kind.DECL, digest=bytes(32), facts=first.facts | {"r": bytes(submission.digest).hex()},
        day=date(2026, 12, 1), after=now, shown=first.shown(),
    )  # fmt: skip
    found = declared.find(receipt.verify_key())
    assert (found.digest, found.day) == (bytes(32), first.day)


def test_a_letter_of_another_kind_is_no_application(declare, apply, examine):
    with pytest.raises(Invalid, match=r"^letter\.other-kind$"):
        examine(apply(declare()[1], kind="declaration"), "examiner-1")


@all_sides
def test_the_holder_opens_the_certificate_with_the_receipt(delivered):
    from abjure.gate.issuing import keys
    from abjure.public.verification import actions

    submission, receipt = delivered
    (opened,) = answers(submission, receipt)
    public = keys.of(settings.ABJURE.home).certificate.public()
    credential = certificate.verify(b64decode(opened["cwt"]), {public.id: public})
    assert (credential.family, credential.native, credential.alias, credential.entry) == ("ZHANG", "张三丰", "明远", 5)
    assert b64decode(opened["pdf"]).startswith(b"%PDF")
    for family in ("Zhang", "张"):
        assert actions.check(number=opened["number"], family_name=family, birth_date=credential.birth).state == "in-force"
    assert [opening.facts for opening in openings("cert")] == [{"h": commitment.encode(certificate.digest(b64decode(opened["cwt"])))}]


@all_sides
def test_delivering_again_delivers_nothing_twice(delivered, now):
    from abjure.desk.certificates import stages
    from abjure.desk.certificates.models import Issued

    stages.deliver(now=now)
    assert delivered[0].answers.count() == 1
    assert len(openings("cert")) == 1
    assert bytes(Issued.objects.get().sealed) == b""


@all_sides
def test_a_certificate_under_another_answers_number_waits_and_says_so(approved, now, capsys):
    from abjure.desk.certificates import stages
    from abjure.desk.certificates.models import Issued
    from abjure.desk.reception import actions

    actions.answer(submission=approved[0], content={"state": "collected"})
    Issued.objects.create(digest=approved[0].digest, h="x" * 43, sealed=b"?")
    stages.deliver(now=now)
    assert capsys.readouterr().err == "abjure: error: a certificate waits: answer.number\n"
    assert not Issued.objects.get().delivered


@pytest.mark.parametrize(("now_is", "batch"), [("2026-11-20T12:00:00+00:00", "2026-11-23"), ("2026-11-23T00:00:00+00:00", "2026-11-30")])
def test_the_log_is_told_on_mondays_alone(monkeypatch, now_is, batch):
    from abjure.desk.certificates import stages

    monkeypatch.setattr(stages, "settings", type("S", (), {"ABJURE": replace(settings.ABJURE, demonstration=False)}))
    assert stages.next_batch(datetime.fromisoformat(now_is)).isoformat() == f"{batch}T00:00:00+00:00"


@all_sides
def test_two_examiners_take_a_certificate_back(delivered, staff, now):
    from abjure.desk.certificates import actions

    submission, receipt = delivered

    def take_back(handle):
        return actions.take_back(digest=bytes(submission.digest), examiner=staff[handle], reason="issued-in-error", now=now)

    assert take_back("examiner-1") is False
    with pytest.raises(Refused, match=r"^examination\.same-person$"):
        take_back("examiner-1")
    assert openings("certvoid") == []
    assert take_back("examiner-2") is True
    assert [row.facts for row in openings("certvoid")] == [row.facts for row in openings("cert")]
    assert [one["state"] for one in answers(submission, receipt)] == ["issued", "void"]


@all_sides
def test_the_log_hears_of_a_void_certificate_not_before_it_has_heard_of_the_certificate(delivered, staff, now):
    from abjure.desk.certificates import actions

    (logged,) = openings("cert")
    type(logged).objects.filter(pk=logged.pk).update(after=now + timedelta(days=3))
    for handle in ("examiner-1", "examiner-2"):
        actions.take_back(digest=bytes(delivered[0].digest), examiner=staff[handle], reason="holder", now=now)
    assert [(row.after, row.day) for row in openings("certvoid")] == [(now + timedelta(days=3), (now + timedelta(days=3)).date())]


def test_what_was_not_issued_cannot_be_taken_back(approved, staff, now):
    from abjure.desk.certificates import actions

    with pytest.raises(Refused, match=r"^certificate\.not-issued$"):
        actions.take_back(digest=bytes(approved[0].digest), examiner=staff["examiner-1"], reason="holder", now=now)


def test_the_tables_that_the_gate_meets_bring_no_other_room_with_them(staff):
    from abjure.desk.certificates import models

    imported = [node.module for node in ast.walk(ast.parse(Path(models.__file__).read_text())) if isinstance(node, ast.ImportFrom)]
    assert [name for name in imported if name.startswith("abjure.") and not name.startswith("abjure.core.")] == []


def paper_of(page):
    return page.content.decode().partition("<dt>Paper</dt>")[2].partition("</dd>")[0].strip()


def test_an_examiner_walks_the_pages(declare, apply, seated):
    from abjure.desk.certificates import keyring
    from tests.settings import PASSPHRASE

    application = apply(declare()[1])
    address = f"/desk/certificates/{bytes(application.digest).hex()}/"
    for handle, state in (("examiner-1", "waits, 1 of 2"), ("examiner-2", "approved")):
        browser = seated(handle)
        assert "ZHANG" not in browser.get("/desk/certificates/").content.decode()
        assert "locked" in browser.get(address).content.decode()
        assert browser.post("/desk/certificates/unlock/", {"words": "wrong"}).status_code == 422
        assert browser.post("/desk/certificates/unlock/", {"words": PASSPHRASE}).status_code == 302
        shown = browser.get(address).content.decode()
        assert all(word in shown for word in ("ZHANG", "张三丰", "明远", "What you saw"))
        refused = browser.post(address, {"verdict": "accept", "method": "in-person"})
        assert refused.status_code == 422
        assert paper_of(refused) == paper_of(browser.get(address)), "what the paper is to say stands there still"
        filled = {
            "verdict": "accept",
            "day": "2026-11-18",
            "method": "in-person",
            "level": "high",
            "documents": ["passport"],
            "checks": ["names"],
        }
        assert browser.post(address, filled).status_code == 302
        assert state in browser.get("/desk/certificates/").content.decode()
        assert "What you saw" not in browser.get(address).content.decode()
        browser.post("/desk/certificates/lock/")
        assert not keyring.is_open(examiner=handle, now=application.collected)


@pytest.mark.parametrize("path", ["", "unlock/", "zz/", f"{'00' * 32}/"])
def test_a_moderator_has_no_business_here(seated, path):
    browser = seated("moderator-1")
    answer = browser.post(f"/desk/certificates/{path}") if path == "unlock/" else browser.get(f"/desk/certificates/{path}")
    assert answer.status_code == 403


@pytest.mark.parametrize("name", ["zz", "00" * 32])
def test_an_unknown_application_is_not_there(seated, name):
    assert seated("examiner-1").get(f"/desk/certificates/{name}/").status_code == 404
