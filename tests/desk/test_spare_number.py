"""Nobody who holds a number can find out which of the two it is: whatever is asked, both hear the same at the same times (spec/request.md)."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.conf import settings

from abjure.core import commitment
from abjure.core.errors import Refused
from abjure.core.receipt import Receipt
from abjure.door.envelopes import requesting
from tests.desk.conftest import NOW, content
from tests.desk.test_requests import accepted, ask, heard, object_to, openings, settle, states, vote, walk  # noqa: F401  # fixtures and words

CORRECTED = {"declaration": content(people=[{"name": "远山", "bodies": ["party"]}])}
WORDS = {"name": {"name": "王明远"}, "message": {"text": "?"}, "appeal": {"text": "?"}, "correct": CORRECTED}
ACTS = [*requesting.FIELDS, "correct"]
MOMENTS = [timedelta(hours=hours) for hours in (1, 71, 74, 80, 160)]
PEOPLE_DECIDE, THE_STATEMENT_IS_DECIDED = MOMENTS[1], MOMENTS[3]
# Two letters may be under way at once, or one may follow another.
ONE_AFTER_ANOTHER = [
    ("withdraw", "keep"), ("withdraw", "withdraw"), ("withdraw", "hide"), ("hide", "withdraw"), ("correct", "withdraw"), ("correct", "hide"),
    ("appeal", "appeal"), ("appeal", "withdraw"), ("appeal", "correct"), ("keep", "withdraw"), ("keep", "keep"), ("hide", "keep"),
]  # fmt: skip
# What was chosen beforehand is about withdrawing and hiding; for all else one choice is tried each time, and the other in the long runs.
CHOSEN = {"withdraw", "keep", "hide"}
CASES = [
    pytest.param(
        (act,), wish, verdict, id=f"{act}, {wish}, {verdict}", marks=[pytest.mark.slow] if act not in CHOSEN and wish == "return" else []
    )
    for act in ACTS
    for wish in ("return", "stay")
    for verdict in ("accept", *(["refuse"] if act in {"correct", "appeal"} else []))
]
STATES = ["undecided", "refused", "accepted", "withdrawn", "void", "objected to"]


@pytest.fixture(autouse=True)
def waiting_times(monkeypatch):
    monkeypatch.setattr(type(settings.ABJURE), "withdrawal", 72)


@pytest.fixture
def stand(hand_in, settle, staff):  # noqa: F811  # the fixture
    """Hand a statement in, make a spare number known, and bring the statement to a state; return its submission and receipt."""

    def stand(state, wish):
        submission, receipt = hand_in()
        ask(receipt, "spare", derived=receipt.derived("spare"), wish=wish, now=NOW - timedelta(days=9))
        if state == "refused":
            settle(submission, verdict="refuse", reason="copy")
        elif state != "undecided":
            settle(submission)
        walk(NOW - timedelta(days=9))
        if state == "withdrawn":
            ask(receipt, "withdraw", "request-32", now=NOW - timedelta(days=8))
        if state in {"void", "objected to"}:
            _by_others(state, staff, submission)
        walk(NOW - timedelta(days=1))
        return submission, receipt

    return stand


def _by_others(state, staff, submission):
    from abjure.desk.declarations.models import Opening
    from abjure.desk.moderation import proposals

    target = Opening.objects.get(digest=submission.digest)
    if state == "objected to":
        object_to(target.facts["c"])
        return
    made = proposals.propose(target=target, wish="void", reason="error", by=staff["moderator-1"], now=NOW - timedelta(days=2))
    proposals.reply(proposal=made, agreed=True, by=staff["moderator-2"], now=NOW - timedelta(days=2))


@pytest.fixture
def people(staff):
    """Let people decide on all that waits for them, and answer what was written to them."""
    from abjure.desk.requests import deciding
    from abjure.desk.requests.models import Wish

    def decide(verdict, now):
        for wish in Wish.objects.open().filter(needed__gt=0).exclude(act="object"):
            if wish.act == "message":
                deciding.write(wish=wish, staff=staff["moderator-2"], text="好", now=now)
                continue
            # A correction waits until people have decided on the statement itself.
            with suppress(Refused):
                deciding.vote(wish=wish, staff=staff["moderator-2"], verdict=verdict, reason="copy" if verdict == "refuse" else "", now=now)

    return decide


def view(receipt):
    """Return all that a number opens; a commitment is another one for each statement, and the first salt the first receipt's alone."""
    found = [heard(receipt, purpose) for purpose in ("request-1", "request-2", "declaration")]
    for said in found[-1][:1]:
        said.pop("salt", None)
    return [
        [{name: "…" if name in {"commitment", "salt"} else value for name, value in said.items()} for said in said_to] for said_to in found
    ]


def live(numbers, acts, submissions, people, settle, verdict):  # noqa: F811  # the fixture
    """Ask the same with every number and move the clock on; return what each has heard at each moment."""
    for at, act in enumerate(acts, start=1):
        for number in numbers:
            ask(number, act, f"request-{at}", now=NOW + timedelta(minutes=at), **WORDS.get(act, {}))
        if at == 1 and acts[0] in {"correct", "appeal"}:
            people(verdict, NOW)
    seen = [[] for _ in numbers]
    for after in MOMENTS:
        if after == THE_STATEMENT_IS_DECIDED:
            for submission in submissions:
                if not hasattr(submission.__class__.objects.get(pk=submission.pk), "settlement"):
                    settle(submission, now=NOW + after)
            walk(NOW + after)
        if after >= PEOPLE_DECIDE:
            people(verdict, NOW + after)
        walk(NOW + after)
        for at, number in enumerate(numbers):
            seen[at].append(view(number))
    return seen


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(("acts", "wish", "verdict"), CASES)
def test_both_numbers_hear_the_same_at_the_same_times(stand, people, settle, acts, state, wish, verdict):  # noqa: F811
    (one, real), (other, receipt) = stand(state, wish), stand(state, wish)
    real_heard, spare_heard = live([real, receipt.derived("spare")], acts, [one, other], people, settle, verdict)
    assert real_heard == spare_heard


@pytest.mark.parametrize("wish", ["return", "stay"])
@pytest.mark.parametrize("state", [pytest.param(state, marks=[] if state == "accepted" else [pytest.mark.slow]) for state in STATES])
@pytest.mark.parametrize("acts", ONE_AFTER_ANOTHER, ids="-".join)
def test_what_was_asked_before_makes_no_difference(stand, people, settle, acts, state, wish):  # noqa: F811
    (one, real), (other, receipt) = stand(state, wish), stand(state, wish)
    real_heard, spare_heard = live([real, receipt.derived("spare")], acts, [one, other], people, settle, "accept")
    assert real_heard == spare_heard


@pytest.mark.parametrize("state", STATES[:3])
@pytest.mark.parametrize("acts", [(act,) for act in ACTS], ids="-".join)
def test_where_nothing_was_to_happen_the_statement_stays_as_it_was(stand, people, settle, acts, state):  # noqa: F811
    submission, receipt = stand(state, "stay")
    untouched, _ = stand(state, "stay")
    live([receipt.derived("spare")], acts, [submission, untouched], people, settle, "accept")
    assert _of(submission) == _of(untouched)


@pytest.mark.parametrize("acts", [(act,) for act in ACTS if act not in {"withdraw", "hide"}], ids="-".join)
def test_nothing_but_withdrawing_and_hiding_is_done_to_the_statement(stand, people, settle, acts):  # noqa: F811
    submission, receipt = stand("accepted", "return")
    live([receipt.derived("spare")], acts, [submission], people, settle, "accept")
    assert _of(submission) == [("decl", True)]


def _of(submission):
    """Return what the desk handed over about one statement: kinds, and whether words are shown."""
    names = {bytes(submission.digest).hex()}
    while more := {bytes(one.digest).hex() for one in openings() if one.facts.get("r") in names} - names:
        names |= more
    mine = [one for one in openings() if bytes(one.digest).hex() in names or one.facts.get("target") in names]
    return sorted((one.kind, one.shown() is not None) for one in mine)


def test_a_withdrawal_by_force_that_the_real_number_takes_back_is_said_to_be_done_on_its_day(stand):
    _, receipt = stand("accepted", "return")
    forced = receipt.derived("spare")
    ask(forced, "withdraw")
    walk()
    ask(receipt, "keep", now=NOW + timedelta(hours=5))
    walk(NOW + timedelta(hours=5))
    assert (states(receipt), states(forced)) == (["noted", "done"], ["noted"])
    walk(NOW + timedelta(hours=73))
    assert [opening.kind for opening in openings()] == ["decl"]
    assert states(forced) == ["noted", "done"]
    assert (states(forced, "declaration")[-1], states(receipt, "declaration")[-1]) == ("withdrawn", "accepted")


def test_a_spare_number_takes_back_nothing_that_the_real_one_asked(stand):
    _, receipt = stand("accepted", "return")
    ask(receipt, "withdraw")
    ask(receipt.derived("spare"), "keep")
    walk(NOW + timedelta(hours=73))
    assert heard(receipt.derived("spare"))[-1] == {"act": "keep", "state": "refused", "reasons": ["nothing"]}
    assert [opening.kind for opening in openings()].count("void") == 1


def test_what_was_withdrawn_freely_after_a_return_is_told_so(stand):
    _, receipt = stand("accepted", "return")
    for hours, number, act, purpose in [
        (0, receipt.derived("spare"), "withdraw", "request-1"),
        (80, receipt, "keep", "request-1"),
        (90, receipt, "withdraw", "request-2"),
    ]:
        ask(number, act, purpose, now=NOW + timedelta(hours=hours))
        walk(NOW + timedelta(hours=hours + 73))
    assert states(receipt, "declaration") == ["accepted", "accepted", "accepted", "withdrawn"]


@pytest.mark.parametrize(("first", "second", "done"), [
    ("return", "return", True), ("return", "stay", False), ("stay", "return", False), ("stay", "stay", False),
])  # fmt: skip
def test_a_spare_number_of_a_spare_number_does_no_more_than_the_first(stand, first, second, done):
    _, receipt = stand("accepted", first)
    forced = receipt.derived("spare")
    again = forced.derived("spare")
    ask(forced, "spare", derived=again, wish=second)
    walk()
    ask(again, "withdraw")
    walk(NOW + timedelta(hours=73))
    assert ([opening.kind for opening in openings()].count("void") == 1) is done
    assert states(again, "declaration") == ["accepted", "withdrawn"]


@pytest.mark.parametrize("wish", ["return", "stay"])
def test_who_makes_a_spare_number_of_either_hears_the_same(stand, wish):
    """Its withdrawal stands as one by force, and can be taken back."""
    seen = []
    for made_with in (lambda receipt: receipt, lambda receipt: receipt.derived("spare")):
        _, receipt = stand("accepted", "return")
        number = made_with(receipt)
        again = number.derived("spare/2") if number is receipt else number.derived("spare")
        ask(number, "spare", derived=again, wish=wish)
        walk()
        ask(again, "withdraw")
        walk(NOW + timedelta(hours=73))
        ask(number, "keep", now=NOW + timedelta(hours=74))
        walk(NOW + timedelta(hours=74))
        seen.append((view(number), view(again)))
    assert seen[0] == seen[1]


def test_who_was_made_a_co_declarer_with_a_spare_number_leaves_nothing(hand_in, settle):  # noqa: F811
    rows = [{"name": "明远", "bodies": ["league"]}, {"name": "知秋", "bodies": ["party"]}]
    submission, receipt = hand_in(people=rows, group="family")
    forced = receipt.derived("spare")
    ask(receipt, "spare", derived=forced, wish="return")
    ask(forced, "share", derived=forced.derived("share/1"), row=1)
    settle(submission)
    ask(forced.derived("share/1"), "leave")
    walk()
    assert states(forced.derived("share/1")) == ["noted", "done"]
    assert _of(submission) == [("decl", True)]


def test_what_is_said_to_be_accepted_is_no_entry_and_cannot_be_guessed(stand, people):
    _, receipt = stand("accepted", "return")
    forced = receipt.derived("spare")
    wish = ask(forced, "correct", **CORRECTED)
    people("accept", NOW)
    walk()
    said = heard(forced, "declaration")[-1]["commitment"]
    assert len(commitment.decode(said)) == 32
    assert said not in {opening.facts["c"] for opening in openings("decl")}
    assert bytes(wish.submission.digest) not in commitment.decode(said)
    assert heard(receipt, "declaration")[-1]["commitment"] == openings("decl")[0].facts["c"]


def test_the_words_that_an_objection_hid_are_not_shown_again_by_their_holder(stand):
    _, receipt = stand("objected to", "return")
    ask(receipt, "keep")
    walk()
    assert states(receipt) == ["noted", "refused"]
    assert [opening.shown() for opening in openings("decl")] == [None]


def test_receipts_of_others_are_not_forced(stand):
    from abjure.desk.reception.actions import holder
    from abjure.desk.requests import force, holders

    _, receipt = stand("accepted", "return")
    found = {number: force.is_forced(holders.find(holder(number.verify_key()))) for number in (receipt, receipt.derived("spare"))}
    assert list(found.values()) == [False, True]
    assert holders.find(holder(Receipt.new(receipt.origin).verify_key())) is None
