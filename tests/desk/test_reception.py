"""Reception's two walks to the door: whatever breaks off where, run again they come to the same; nothing is lost or doubled."""

from datetime import date

import pytest
from django.conf import settings
from django.db import OperationalError

from abjure.core import answer, envelope, frame, hpke, letter
from abjure.core.errors import Invalid
from abjure.core.hpke import PrivateKey
from abjure.core.receipt import Receipt
from tests.desk.conftest import NOW, content

pytestmark = pytest.mark.usefixtures("db_desk")
DAY = date(2026, 11, 19)


def seal(raw, *, purpose=None, reception=None):
    """Seal a letter as the door does, to other keys if a test says so."""
    from abjure.desk.reception import vault

    keys = {"purpose": purpose or vault.declarations_key().public(), "reception": reception or vault.reception_key().public()}
    return envelope.seal(raw, **keys, origin=settings.ABJURE.origin)


def written(receipt=None, **changes):
    receipt = receipt or Receipt.new(settings.ABJURE.origin)
    return letter.write("declaration", content(**changes), receipt=receipt, purpose="declaration").format()


def hand_in(sealed):
    """Lay an envelope in the in-tray."""
    from abjure.door.envelopes.models import Envelope, Ticket

    digest = envelope.digest(sealed)
    Ticket.objects.create(tag=digest[::-1], digest=digest, day=DAY)
    Envelope.objects.create(number=Envelope.number_of(digest), sealed=sealed)
    return digest


def collect():
    from abjure.desk.reception import stages

    stages.collect(now=NOW)


def hang_out():
    from abjure.desk.reception import stages

    stages.answer(now=NOW)


def everything():
    """Return all that reception and the door hold, but for what is sealed anew each time."""
    from abjure.desk.reception.models import Answer, Mailbox, Misfit, RowKey, Submission
    from abjure.door.envelopes.models import Envelope, Reply, Ticket

    def rows(model, *names):
        return sorted(model.objects.values_list(*names), key=repr)

    return {
        "submissions": rows(Submission, "digest", "kind", "provenance", "day", "collected", "holder"),
        "keys": rows(RowKey, "submission_id"),
        "mailboxes": rows(Mailbox, "submission_id", "number"),
        "answers": rows(Answer, "submission_id", "number", "hung_out"),
        "misfits": rows(Misfit, "digest", "code"),
        "tickets": rows(Ticket, "digest", "day"),
        "envelopes": rows(Envelope, "number"),
        "replies": rows(Reply, "digest", "number", "sealed"),
    }


class Killed(BaseException):
    """The process ends here, as by `kill -9`: nothing catches it."""


@pytest.fixture
def kill(monkeypatch):
    """End the process before or after the n-th statement that writes to a database."""
    from django.db import connections

    def kill(number, *, after):
        seen = {"writes": 0}

        def watch(execute, sql, parameters, many, context):
            if not sql.startswith(("INSERT", "UPDATE", "DELETE")):
                return execute(sql, parameters, many, context)
            seen["writes"] += 1
            if seen["writes"] == number and not after:
                raise Killed
            result = execute(sql, parameters, many, context)
            if seen["writes"] == number:
                raise Killed
            return result

        for alias in ("desk", "door"):
            monkeypatch.setattr(connections[alias], "execute_wrappers", [watch])
        return seen

    yield kill
    monkeypatch.undo()


def test_what_was_handed_in_is_collected_once_and_the_tray_is_empty():
    from abjure.desk.reception import actions
    from abjure.desk.reception.models import Submission

    receipt = Receipt.new(settings.ABJURE.origin)
    raw = written(receipt)
    digest = hand_in(seal(raw))
    collect()
    once = everything()
    collect()
    assert everything() == once
    assert once["envelopes"] == []
    (submission,) = Submission.objects.all()
    assert (bytes(submission.digest), submission.day, submission.provenance) == (digest, DAY, "self")
    assert bytes(submission.holder) == actions.holder(receipt.verify_key())
    assert actions.letter_of(submission).format() == raw


def test_what_lies_at_the_desk_cannot_be_read_without_its_row_key():
    from abjure.desk.reception.models import Submission

    hand_in(seal(written(text="a secret", template="")))
    collect()
    assert b"a secret" not in bytes(Submission.objects.get().sealed)


@pytest.mark.django_db(databases=["desk", "door"], transaction=True)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("number", range(1, 11))
def test_a_collection_that_is_killed_at_any_write_comes_to_the_same(kill, number, after):
    sealed = [seal(written(text=f"words {one}", template="")) for one in range(2)] + [b"\0" * 4096]
    for one in sealed:
        hand_in(one)
    seen = kill(number, after=after)
    with pytest.raises(Killed):
        collect()
    seen["writes"] = 100
    collect()
    found = everything()
    names = sorted(envelope.digest(one) for one in sealed)
    assert sorted(bytes(row[0]) for row in found["submissions"] + found["misfits"]) == names
    assert len(found["keys"]) == len(found["mailboxes"]) == len(found["submissions"]) == 2
    assert found["envelopes"] == []


def test_the_writes_of_a_collection_are_all_tried(kill):
    for one in range(2):
        hand_in(seal(written(text=f"words {one}", template="")))
    hand_in(b"\0" * 4096)
    seen = kill(0, after=False)
    collect()
    assert seen["writes"] == 10


@pytest.mark.django_db(databases=["desk", "door"], transaction=True)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("number", range(1, 5))
def test_answers_that_are_killed_at_any_write_hang_out_once(kill, number, after):
    from abjure.desk.reception import actions
    from abjure.desk.reception.models import Submission
    from abjure.door.envelopes.models import Reply

    receipt = Receipt.new(settings.ABJURE.origin)
    hand_in(seal(written(receipt)))
    collect()
    for state in ("waiting", "accepted"):
        actions.answer(submission=Submission.objects.get(), content={"state": state})
    seen = kill(number, after=after)
    with pytest.raises(Killed):
        hang_out()
    seen["writes"] = 100
    hang_out()
    hang_out()
    assert [opened(reply, receipt)["state"] for reply in Reply.objects.order_by("number")] == ["waiting", "accepted"]


def opened(reply, receipt):
    key = answer.key_of(receipt.answer_key("declaration"), reply.number)
    return answer.open_answer(bytes(reply.sealed), key=key, number=reply.number, origin=receipt.origin)


POISON = {
    "nothing sealed": (lambda: b"\0" * 4096, "seal.form"),
    "of a third size": (lambda: b"\x01" * 5000, "envelope.size"),
    "empty": (lambda: b"", "envelope.size"),
    "broken": (lambda: seal(written())[:-1] + b"\0", "seal.broken"),
    "an inside that is nothing sealed": (lambda: outside(bytes(4096 - hpke.OVERHEAD)), "seal.form"),
    "a frame that is none": (lambda: outside(inside(b"\xff" * (4096 - 2 * hpke.OVERHEAD))), "frame.form"),
    "no letter": (lambda: seal(b"{}"), "letter.form"),
    "half a surrogate pair": (lambda: seal(written().replace("明".encode(), b"\\ud83d")), "letter.form"),
    "deeper than anybody reads": (lambda: seal(b'{"content":' + b"[" * 60_000), "letter.form"),
    "another's signature": (lambda: seal(written().replace("明".encode(), "清".encode())), "letter.signature"),
    "an application under the declarations' key": (lambda: seal(application()), "letter.other-kind"),
}


def outside(inner):
    from abjure.desk.reception import vault

    return vault.reception_key().public().seal(inner, context=settings.ABJURE.origin.encode())


def inside(plain):
    from abjure.desk.reception import vault

    return vault.declarations_key().public().seal(plain, context=settings.ABJURE.origin.encode())


def application():
    return letter.write("application", {}, receipt=Receipt.new(settings.ABJURE.origin), purpose="application-1").format()


@pytest.mark.parametrize(("make", "code"), POISON.values(), ids=POISON)
def test_a_poisoned_envelope_is_kept_aside_and_stops_nothing(make, code):
    from abjure.desk.reception.models import Misfit, Submission

    poisoned = make()
    hand_in(poisoned)
    good = {hand_in(seal(written(text=f"words {one}", template=""))) for one in range(4)}
    collect()
    assert {bytes(one.digest) for one in Submission.objects.all()} == good
    (misfit,) = Misfit.objects.all()
    assert (misfit.code, bytes(misfit.sealed)) == (code, poisoned)
    assert everything()["envelopes"] == []


def test_an_envelope_without_a_ticket_counts_on_the_day_it_is_found():
    from abjure.desk.reception.models import Submission
    from abjure.door.envelopes.models import Ticket

    hand_in(seal(written()))
    Ticket.objects.all().delete()
    collect()
    assert Submission.objects.get().day == NOW.date()


@pytest.mark.parametrize("which", ["purpose", "reception"])
def test_an_envelope_for_an_unknown_key_waits_and_stops_nothing(which, capfd):
    from abjure.desk.reception.models import Misfit, Submission
    from abjure.door.envelopes.models import Envelope

    waiting = hand_in(seal(written(), **{which: PrivateKey.generate().public()}))
    good = hand_in(seal(written()))
    collect()
    collect()
    assert [one.number for one in Envelope.objects.all()] == [Envelope.number_of(waiting)]
    assert [bytes(one.digest) for one in Submission.objects.all()] == [good]
    assert not Misfit.objects.exists()
    assert "seal.other-key" in capfd.readouterr().err


def test_a_waiting_envelope_is_collected_when_its_key_is_there(monkeypatch):
    from abjure.desk.reception import vault
    from abjure.desk.reception.models import Submission

    new = PrivateKey.generate()
    digest = hand_in(seal(written(), purpose=new.public()))
    collect()
    monkeypatch.setattr(vault, "declarations_key", lambda: new)
    collect()
    assert bytes(Submission.objects.get().digest) == digest


def test_an_application_stays_sealed_to_its_examiners():
    from abjure.desk import keys
    from abjure.desk.reception import actions
    from abjure.desk.reception.models import Mailbox, Submission

    key = hpke.PublicKey(keys.of(settings.ABJURE.home)["certificates_public"])
    hand_in(seal(application(), purpose=key))
    collect()
    submission = Submission.objects.get()
    assert (submission.kind, submission.holder) == ("application", None)
    assert not Mailbox.objects.exists()
    assert hpke.key_id(actions.inner_of(submission)) == key.id


def test_answers_open_with_the_receipt_and_the_desk_forgets_how(hand_in):
    from abjure.desk.reception import actions, vault
    from abjure.desk.reception.models import Answer, Mailbox
    from abjure.door.envelopes.models import Reply

    submission, receipt = hand_in()
    first = receipt.answer_key("declaration")
    assert vault.unwrap(bytes(Mailbox.objects.get().wrapped_key)) == first
    for number, state in enumerate(("waiting", "accepted", "refused"), start=1):
        actions.answer(submission=submission, content={"state": state})
        assert vault.unwrap(bytes(Mailbox.objects.get().wrapped_key)) == answer.key_of(first, number)
    hang_out()
    assert [opened(reply, receipt)["state"] for reply in Reply.objects.order_by("number")] == ["waiting", "accepted", "refused"]
    assert [bytes(one.sealed) for one in Answer.objects.all()] == [b""] * 3
    with pytest.raises(Invalid, match=r"^answer\.broken$"):
        opened(Reply.objects.get(number=0), Receipt.new(settings.ABJURE.origin))


def test_an_answer_that_hangs_out_already_is_not_hung_out_again(hand_in):
    from abjure.desk.reception import actions
    from abjure.desk.reception.models import Answer
    from abjure.door.envelopes.models import Reply

    submission, _ = hand_in()
    actions.answer(submission=submission, content={"state": "accepted"})
    sealed = bytes(Answer.objects.get().sealed)
    hang_out()
    Answer.objects.update(hung_out=False, sealed=b"another")
    hang_out()
    assert bytes(Reply.objects.get().sealed) == sealed


def test_what_was_erased_can_be_read_no_more(hand_in):
    from abjure.desk.reception import actions
    from abjure.desk.reception.models import RowKey, Submission

    submission, _ = hand_in()
    kept, _ = hand_in()
    actions.erase(submission)
    actions.erase(submission)
    with pytest.raises(Invalid, match=r"^submission\.erased$"):
        actions.letter_of(submission)
    assert actions.letter_of(kept).kind == "declaration"
    assert Submission.objects.count() == 2
    assert RowKey.objects.count() == 1


@pytest.mark.parametrize("sealed", [b"", b"\0" * 11, b"\0" * 60], ids=len)
def test_a_damaged_row_is_told(hand_in, sealed):
    from abjure.desk.reception import actions

    submission, _ = hand_in()
    submission.sealed = sealed
    with pytest.raises(Invalid, match=r"^row\.broken$"):
        actions.letter_of(submission)


def test_a_door_that_is_away_fails_the_walk_and_not_the_desk(monkeypatch):
    from abjure.door.envelopes.models import Envelope

    def away(*_, **__):
        raise OperationalError("no route")

    hand_in(seal(written()))
    with monkeypatch.context() as broken:
        broken.setattr(type(Envelope.objects.all()), "delete", away)
        with pytest.raises(OperationalError):
            collect()
    collect()
    found = everything()
    assert (len(found["submissions"]), found["envelopes"]) == (1, [])


def test_frames_are_one_size_less_two_seals():
    assert len(frame.pad(b"", 4096 - 2 * hpke.OVERHEAD)) + 2 * hpke.OVERHEAD == 4096
