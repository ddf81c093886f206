"""The second person: drawn, not chosen; a sample of lone refusals gets one; notes stay among colleagues and go with the statement."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from abjure.core import moderation as rules
from abjure.core.errors import Refused
from abjure.core.moderation import Decision, Outcome, Verdict

JOINT = [{"name": "明远", "bodies": ["party"]}, {"name": "清越", "bodies": ["league"]}]
REFUSED = [Decision("a", Verdict.REFUSE, "copy")]


@pytest.fixture
def decide(staff, now):
    from abjure.desk.moderation import actions

    def decide(submission, handle, verdict=Verdict.ACCEPT, reason="", now=now):
        return actions.decide(submission=submission, moderator=staff[handle], verdict=verdict, reason=reason, now=now)

    return decide


@pytest.fixture
def at_work(staff, now):
    """Let somebody sign in."""
    from abjure.desk.staff import record

    def at_work(*handles, ago=timedelta()):
        for handle in handles:
            record.write(staff=staff[handle], verb="sign-in", now=now - ago)

    return at_work


@pytest.fixture
def third(staff):
    """One more moderator."""
    from abjure.desk.staff.models import Staff

    staff["moderator-3"] = Staff.objects.create(handle="moderator-3", duty="moderator")
    return staff["moderator-3"]


def next_of(moderator, now):
    from abjure.desk.moderation import actions

    case = actions.assign(moderator=moderator, now=now)
    return None if case is None else case.submission


@pytest.mark.parametrize(
    ("decisions", "needed", "chance", "drawn"),
    [
        pytest.param(REFUSED, 1, 0.049, True, id="a lone refusal within the share"),
        pytest.param(REFUSED, 1, 0.05, False, id="a lone refusal beyond the share"),
        pytest.param(REFUSED, 2, 0.0, False, id="a refusal that two must agree on anyway"),
        pytest.param([Decision("a", Verdict.ACCEPT)], 1, 0.0, False, id="an acceptance"),
        pytest.param([*REFUSED, Decision("b", Verdict.REFUSE, "copy")], 1, 0.0, False, id="both have spoken"),
    ],
)
def test_one_in_twenty_lone_refusals_is_looked_at_again(decisions, needed, chance, drawn):
    assert rules.is_looked_at_again(decisions, needed=needed, chance=chance) is drawn


@pytest.mark.parametrize(("second", "outcome"), [(Verdict.REFUSE, Outcome.REFUSED), (Verdict.ACCEPT, Outcome.WAITING)])
def test_a_drawn_refusal_holds_only_if_a_second_one_agrees(waiting, decide, lot, second, outcome):
    submission = waiting()
    lot["chance"] = 0.0
    assert decide(submission, "moderator-1", Verdict.REFUSE, "copy") is Outcome.WAITING
    assert not hasattr(submission, "settlement")
    reason = "copy" if second is Verdict.REFUSE else ""
    assert decide(submission, "moderator-2", second, reason) is outcome


def test_the_lot_is_not_cast_twice(waiting, decide, lot):
    submission = waiting()
    lot["chance"] = 0.0
    decide(submission, "moderator-1", Verdict.REFUSE, "copy")
    assert decide(submission, "demo-moderator-1", Verdict.REFUSE, "copy") is Outcome.REFUSED


def test_the_second_one_is_drawn_and_nobody_else_is_given_it(waiting, decide, at_work, staff, third, now, monkeypatch):
    from abjure.desk.moderation import drawing

    at_work("moderator-1", "moderator-2", "moderator-3")
    offered = []
    monkeypatch.setattr(drawing.secrets, "choice", lambda able: offered.extend(able) or third)
    submission = waiting(people=JOINT)
    decide(submission, "moderator-1")
    assert {person.handle for person in offered} == {"moderator-2", "moderator-3"}
    assert next_of(staff["moderator-2"], now) is None
    assert next_of(third, now) == submission


def test_who_was_drawn_and_does_not_come_gives_it_up(waiting, decide, at_work, staff, third, now):
    at_work("moderator-3")
    submission = waiting(people=JOINT)
    decide(submission, "moderator-1")
    assert next_of(staff["moderator-2"], now + timedelta(hours=23)) is None
    assert next_of(staff["moderator-2"], now + timedelta(hours=25)) == submission


def test_who_passes_a_second_verdict_on_is_not_drawn_again(waiting, decide, at_work, staff, third, now):
    from abjure.desk.moderation import actions

    at_work("moderator-2")
    submission = waiting(people=JOINT)
    decide(submission, "moderator-1")
    at_work("moderator-3")
    actions.pass_on(submission=submission, moderator=staff["moderator-2"], now=now)
    assert next_of(third, now) == submission
    assert next_of(staff["moderator-2"], now) is None


@pytest.mark.parametrize("ago", [pytest.param(timedelta(days=4), id="away for long"), pytest.param(None, id="never here")])
def test_who_is_not_at_work_is_not_drawn(waiting, decide, at_work, staff, third, now, ago):
    if ago:
        at_work("moderator-3", ago=ago)
    submission = waiting(people=JOINT)
    decide(submission, "moderator-1")
    assert next_of(staff["moderator-2"], now) == submission


@pytest.mark.usefixtures("staff")
def test_a_second_look_is_never_undone(waiting, decide, lot):
    from abjure.desk.moderation.models import SecondLook

    lot["chance"] = 0.0
    decide(waiting(), "moderator-1", Verdict.REFUSE, "copy")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(using="desk"):
        SecondLook.objects.all()._raw_delete("desk")


# Notes


def test_a_note_is_read_by_colleagues_and_stored_sealed(waiting, seated):
    from abjure.desk.moderation.models import Note

    submission = waiting(people=JOINT)
    seated("moderator-1").get("/desk/")
    answer = seated("moderator-1").post(f"/desk/notes/{bytes(submission.digest).hex()}/", {"text": "请看第二行"})
    assert (answer.status_code, answer.url) == (302, "/desk/")
    assert "请看第二行".encode() not in bytes(Note.objects.get().sealed)
    assert "请看第二行" in seated("moderator-1").get("/desk/").content.decode()


def test_a_note_goes_with_the_statement(waiting, decide, staff, now):
    from abjure.desk.moderation import notes

    submission = waiting()
    notes.write(submission=submission, by=staff["moderator-1"], text="note", now=now)
    assert [note.text for note in notes.read(submission)] == ["note"]
    decide(submission, "moderator-1")
    assert list(notes.read(submission)) == []


@pytest.mark.parametrize("text", ["", " \n", "x" * 1001, "a\u202eb"])
def test_a_note_has_words(waiting, staff, now, text):
    from abjure.desk.moderation import notes

    with pytest.raises(Refused, match=r"^note\.text$"):
        notes.write(submission=waiting(), by=staff["moderator-1"], text=text, now=now)


def test_a_note_is_written_about_what_one_reads(waiting, seated):
    submission = waiting()
    answer = seated("moderator-1").post(f"/desk/notes/{bytes(submission.digest).hex()}/", {"text": "note"})
    assert answer.status_code == 422
    assert not submission.notes.exists()
