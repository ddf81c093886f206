"""What holders of a receipt ask for: whose it is, what is carried out, and what each of them hears (spec/request.md)."""

from datetime import timedelta

import pytest
from django.conf import settings

from abjure.core import answer, commitment, envelope, letter
from abjure.core.errors import Refused
from abjure.core.moderation import Verdict
from abjure.core.receipt import Receipt
from tests.desk.conftest import NOW, content

# Registers of the tests hold nothing: what is accepted on a day is public after its close.
BY = (NOW + timedelta(days=1)).date().isoformat()
PEOPLE = [
    {"name": "明远", "bodies": ["league", "pioneers"]},
    {"name": "知秋", "bodies": ["party"]},
    {"name": "如松", "bodies": ["party", "league"]},
]


def ask(receipt, act, purpose="request-1", now=NOW, derived=None, slow=False, **values):
    """Hand a request in as the door does, and let the desk take it; return what the desk noted."""
    from abjure.desk.reception import actions, vault
    from abjure.desk.requests import stages
    from abjure.desk.requests.models import Wish

    if derived is not None:
        values["verify"], purpose = commitment.encode(derived.verify_key()), "declaration"
    raw = letter.write("request", {"act": act, **values}, receipt=receipt, purpose=purpose, answer_to=derived, slow=slow).format()
    keys = {"purpose": vault.declarations_key().public(), "reception": vault.reception_key().public()}
    submission = actions.receive(envelope=envelope.seal(raw, origin=settings.ABJURE.origin, **keys), day=now.date(), now=now)
    stages.take(now=now)
    return Wish.objects.filter(submission=submission).first()


def walk(now=NOW):
    from abjure.desk.requests import stages

    stages.carry_out(now=now)


def heard(receipt, purpose="request-1", digest=None):
    """Return the states of all answers under this receipt and purpose, as its holder opens them."""
    from abjure.desk.reception.models import Answer

    found, first = [], receipt.answer_key(purpose)
    for row in Answer.objects.order_by("submission_id", "number"):
        assert len(row.sealed) == 4096
        try:
            found.append(
                answer.open_answer(bytes(row.sealed), key=answer.key_of(first, row.number), number=row.number, origin=receipt.origin)
            )
        except ValueError:
            continue
    return found


def what(receipt, purpose="request-1"):
    """Return the answers without the act that they are about."""
    return [{name: said[name] for name in said if name != "act"} for said in heard(receipt, purpose)]


def states(receipt, purpose="request-1"):
    return [said["state"] for said in heard(receipt, purpose)]


def openings(kind=None):
    from abjure.desk.declarations.models import Opening

    found = Opening.objects.exclude(kind="intake")
    return list(found.filter(kind=kind) if kind else found)


def kinds():
    return sorted(opening.kind for opening in openings())


@pytest.fixture
def settle(staff):
    """Decide on a statement with as many as it needs."""
    from abjure.desk.moderation import actions, stages

    def settle(submission, *, verdict="accept", reason="", now=NOW):
        stages.screen(now=now)
        for handle in ("moderator-1", "moderator-2")[: submission.case.needed]:
            actions.decide(submission=submission, moderator=staff[handle], verdict=Verdict(verdict), reason=reason, now=now)

    return settle


@pytest.fixture
def accepted(hand_in, settle):
    """Hand a declaration in and accept it; return its submission and receipt."""

    def accepted(**changes):
        submission, receipt = hand_in(**changes)
        settle(submission)
        return submission, receipt

    return accepted


@pytest.fixture
def vote(staff):
    from abjure.desk.requests import deciding

    def vote(wish, handle, verdict="accept", **more):
        return deciding.vote(wish=wish, staff=staff[handle], verdict=verdict, now=NOW, **more)

    return vote


def test_a_withdrawal_subtracts_and_hides(accepted):
    submission, receipt = accepted()
    ask(receipt, "withdraw")
    walk()
    assert kinds() == ["decl", "void", "withhold"]
    assert openings("void")[0].facts == {"target": bytes(submission.digest).hex()}
    assert openings("withhold")[0].facts["reason"] == "holder"
    assert openings("decl")[0].shown() is None
    assert states(receipt) == ["noted", "done"]
    assert states(receipt, "declaration") == ["accepted", "withdrawn"]


def test_a_withdrawal_waits_as_the_charter_says_and_can_be_taken_back(accepted, monkeypatch):
    monkeypatch.setattr(type(settings.ABJURE), "withdrawal", 72)
    _, receipt = accepted()
    ask(receipt, "withdraw")
    walk(NOW + timedelta(hours=71))
    assert kinds() == ["decl"]
    assert what(receipt)[0] == {"state": "noted", "by": (NOW + timedelta(hours=72, days=1)).date().isoformat()}
    ask(receipt, "keep", "request-2")
    walk(NOW + timedelta(hours=73))
    assert kinds() == ["decl"]
    assert what(receipt)[-1] == {"state": "refused", "reasons": ["taken-back"]}
    assert states(receipt, "request-2") == ["noted", "done"]


@pytest.mark.parametrize(("act", "moment", "days"), [
    pytest.param("withdraw", NOW, 4, id="a withdrawal, after its time and a close"),
    pytest.param("withdraw", NOW.replace(hour=23, minute=50), 5, id="one that is due before midnight and walked to after it"),
    pytest.param("hide", NOW, 0, id="hiding, which waits for no batch"),
    pytest.param("keep", NOW, 1, id="counting again, which is a new entry"),
])  # fmt: skip
def test_by_when_it_is_done_includes_the_closing_batch(accepted, monkeypatch, act, moment, days):
    monkeypatch.setattr(type(settings.ABJURE), "withdrawal", 72)
    _, receipt = accepted()
    ask(receipt, act, now=moment)
    assert what(receipt)[0] == {"state": "noted", "by": (NOW + timedelta(days=days)).date().isoformat()}


def test_leaving_what_is_still_held_is_done_after_it(joint, monkeypatch):
    monkeypatch.setattr(type(settings.ABJURE), "hold", 48)
    _, _, shares = joint
    ask(shares[0], "leave")
    assert what(shares[0])[0] == {"state": "noted", "by": (NOW + timedelta(days=3)).date().isoformat()}


def test_no_day_is_promised_while_people_decide(hand_in):
    _, receipt = hand_in()
    ask(receipt, "withdraw")
    assert what(receipt) == [{"state": "noted"}]


def test_the_day_of_the_real_number_is_that_of_every_other(accepted, monkeypatch):
    monkeypatch.setattr(type(settings.ABJURE), "hold", 24)
    _, receipt = accepted()
    spare = receipt.derived("spare")
    ask(receipt, "spare", derived=spare, wish="return")
    walk(NOW + timedelta(days=1))
    told = [heard(one, "declaration")[-1] for one in (receipt, spare)]
    assert told[0]["by"] == told[1]["by"] == (NOW + timedelta(days=2)).date().isoformat()


def test_everything_may_be_walked_again(accepted):
    _, receipt = accepted()
    ask(receipt, "withdraw")
    for _ in range(3):
        walk()
    assert kinds() == ["decl", "void", "withhold"]
    assert states(receipt) == ["noted", "done"]
    assert states(receipt, "declaration") == ["accepted", "withdrawn"]


def test_a_letter_that_is_sealed_twice_is_one_request(accepted):
    from abjure.desk.requests.models import Wish

    _, receipt = accepted()
    ask(receipt, "message", text="你好")
    ask(receipt, "message", text="你好")
    assert Wish.objects.open().count() == 1


def test_hiding_leaves_the_count(accepted):
    _, receipt = accepted()
    ask(receipt, "hide")
    walk()
    assert kinds() == ["decl", "withhold"]
    assert states(receipt, "declaration") == ["accepted"]


def test_what_waits_for_people_is_withdrawn_after_they_have_decided(hand_in, settle):
    submission, receipt = hand_in()
    ask(receipt, "withdraw")
    walk()
    assert kinds() == []
    settle(submission)
    walk()
    assert kinds() == ["decl", "void", "withhold"]


@pytest.mark.parametrize(("act", "values"), [("withdraw", {}), ("hide", {})])
def test_nobody_else_can_ask(accepted, act, values):
    _, receipt = accepted()
    stranger = Receipt.new(receipt.origin)
    assert ask(stranger, act, **values) is None
    assert ask(stranger, act, "request-2", now=NOW + timedelta(days=3), **values) is None
    from abjure.desk.requests import stages

    stages.take(now=NOW + timedelta(days=3))
    walk()
    assert kinds() == ["decl"]
    assert what(stranger) == [{"state": "refused", "reasons": ["not-yours"]}]


@pytest.mark.parametrize("values", [{"act": "burn"}, {"act": "message", "text": ""}, {"act": "name", "name": "x5"}])
def test_what_does_not_keep_the_form_is_answered_so(accepted, values):
    _, receipt = accepted()
    ask(receipt, **values)
    assert what(receipt) == [{"state": "refused", "reasons": ["form"]}]


def test_a_correction_replaces_after_people_have_decided(accepted, vote):
    submission, receipt = accepted()
    wish = ask(receipt, "correct", declaration=content(people=[{"name": "远山", "bodies": ["party"]}]))
    assert wish.needed == 1
    vote(wish, "moderator-1")
    walk()
    assert kinds() == ["decl", "decl", "void", "withhold"]
    new = next(opening for opening in openings("decl") if "r" in opening.facts)
    assert new.facts == new.facts | {"n": 1, "o": {"party": 1}, "p": "self", "r": bytes(submission.digest).hex()}
    assert new.shown()["fields"]["names"] == '["远山"]'
    assert (new.day, new.after) == (openings("void")[0].day, openings("void")[0].after)
    assert heard(receipt, "declaration")[-1] == {"state": "accepted", "commitment": new.facts["c"], "by": BY}


@pytest.fixture
def held(monkeypatch):
    """The time for which own words are held: not a draw of chance here."""
    from abjure.desk.moderation import settling

    monkeypatch.setattr(type(settings.ABJURE), "hold", 24)
    monkeypatch.setattr(settling, "chance", lambda most: most - 1)
    return timedelta(hours=24, seconds=-1)


def test_corrected_own_words_are_held_together_with_the_void(accepted, vote, held):
    _, receipt = accepted()
    vote(ask(receipt, "correct", declaration=content(template="", text="我自己的话。")), "moderator-1")
    new = next(opening for opening in openings("decl") if "r" in opening.facts)
    assert new.after == openings("void")[0].after == NOW + held
    assert new.day == openings("void")[0].day == NOW.date()
    # What was too much is hidden without delay.
    assert openings("withhold")[0].after == NOW


def test_a_correction_to_ready_made_words_is_not_held(accepted, vote, held):
    _, receipt = accepted()
    vote(ask(receipt, "correct", declaration=content(people=[{"name": "远山", "bodies": ["party"]}])), "moderator-1")
    assert {opening.after for opening in openings()} == {NOW}


@pytest.mark.parametrize("words", ["我自己的话。", ""], ids=["own words", "ready-made words"])
def test_own_words_that_an_appeal_lets_in_are_held(hand_in, settle, vote, held, words):
    submission, receipt = hand_in(**({"template": "", "text": words} if words else {}))
    settle(submission, verdict="refuse", reason="copy")
    vote(ask(receipt, "appeal", text="我写的。"), "moderator-2")
    assert [opening.after for opening in openings("decl")] == [NOW + held if words else NOW]


def test_a_corrected_statement_counts_what_each_person_leaves(accepted, vote):
    _, receipt = accepted(people=PEOPLE)
    people = [{"name": "明远", "bodies": ["league"]}, {"name": "知秋", "bodies": ["party", "pioneers"]}]
    wish = ask(receipt, "correct", declaration=content(people=people))
    for handle in ("moderator-1", "moderator-2")[: wish.needed]:
        vote(wish, handle)
    new = next(opening for opening in openings("decl") if "r" in opening.facts)
    assert (new.facts["n"], new.facts["o"]) == (2, {"league": 1, "party": 1, "pioneers": 1})
    assert new.shown()["fields"]["bodies"] == '[["league"],["party","pioneers"]]'


def test_a_correction_is_refused_with_the_charters_reasons(accepted, vote):
    _, receipt = accepted()
    wish = ask(receipt, "correct", declaration=content(people=[{"name": "远山", "bodies": ["party"]}]))
    with pytest.raises(Refused, match=r"^moderation\.reason$"):
        vote(wish, "moderator-1", "refuse")
    vote(wish, "moderator-1", "refuse", reason="copy")
    assert what(receipt)[-1] == {"state": "refused", "reasons": ["copy"]}
    assert kinds() == ["decl"]


def test_the_real_name_stays_at_the_desk(accepted):
    _, receipt = accepted()
    ask(receipt, "name", name="王明远")
    walk()
    assert kinds() == ["decl"]
    assert states(receipt) == ["noted", "done"]


def test_messages_go_both_ways(accepted, staff):
    from abjure.desk.requests import deciding

    _, receipt = accepted()
    wish = ask(receipt, "message", text="请问什么时候？")
    deciding.write(wish=wish, staff=staff["moderator-1"], text="明天。", now=NOW)
    wish.refresh_from_db()
    deciding.write(wish=wish, staff=staff["moderator-2"], text="后天。", now=NOW)
    assert [said.get("text") for said in heard(receipt)] == [None, "明天。", "后天。"]


@pytest.mark.parametrize("text", ["", " ", "x" * 901, "a\u202eb"], ids=["nothing", "blanks", "too much", "turned around"])
def test_staff_write_what_can_be_answered(accepted, staff, text):
    from abjure.desk.requests import deciding

    _, receipt = accepted()
    wish = ask(receipt, "message", text="?")
    with pytest.raises(Refused, match=r"^requests\.text$"):
        deciding.write(wish=wish, staff=staff["moderator-1"], text=text, now=NOW)


def test_an_appeal_is_decided_by_somebody_else_and_enters_the_account(hand_in, settle, vote):
    from abjure.desk.moderation import stages

    submission, receipt = hand_in()
    settle(submission, verdict="refuse", reason="copy")
    wish = ask(receipt, "appeal", text="我写的。")
    with pytest.raises(Refused, match=r"^requests\.refused-before$"):
        vote(wish, "moderator-1")
    vote(wish, "moderator-2")
    assert [bytes(opening.digest) for opening in openings("decl")] == [bytes(submission.digest)]
    assert states(receipt, "declaration") == ["refused", "accepted"]
    stages.intake(now=NOW + timedelta(days=1))
    from abjure.desk.declarations.models import Opening

    assert Opening.objects.get(kind="intake").facts == {"in": 2, "no": 1, "yes": 1, "wait": 0}


def test_an_appeal_takes_as_many_as_the_statement_itself(hand_in, vote, staff):
    from abjure.desk.moderation import actions, stages

    submission, receipt = hand_in(people=PEOPLE)
    stages.screen(now=NOW)
    for handle in ("demo-moderator-1", "demo-moderator-2"):
        actions.decide(submission=submission, moderator=staff[handle], verdict=Verdict.REFUSE, reason="copy", now=NOW)
    wish = ask(receipt, "appeal", text="我写的。")
    vote(wish, "moderator-1")
    assert openings("decl") == []
    vote(wish, "moderator-2")
    assert [bytes(opening.digest) for opening in openings("decl")] == [bytes(submission.digest)]


def test_an_appeal_does_not_get_by_the_form(hand_in, vote):
    from abjure.desk.moderation import stages

    _, receipt = hand_in(people=[{"name": "远山", "bodies": []}])
    stages.screen(now=NOW)
    wish = ask(receipt, "appeal", text="我写的。")
    with pytest.raises(Refused, match=r"^declaration\.form$"):
        vote(wish, "moderator-1")
    assert openings("decl") == []


def test_only_a_refusal_is_appealed(accepted):
    _, receipt = accepted()
    ask(receipt, "appeal", text="?")
    assert what(receipt) == [{"state": "refused", "reasons": ["not-refused"]}]


@pytest.fixture
def joint(accepted):
    """A joint statement of three, and the receipts of the two co-declarers."""
    submission, receipt = accepted(people=PEOPLE, group="family")
    shares = [receipt.derived(f"share/{row}") for row in (1, 2)]
    for row, share in enumerate(shares, start=1):
        ask(receipt, "share", derived=share, row=row)
    walk()
    return submission, receipt, shares


def test_a_co_declarer_reads_how_the_statement_stands(joint):
    _, receipt, shares = joint
    told = {"state": "accepted", "commitment": openings("decl")[0].facts["c"], "by": BY}
    assert [heard(share, "declaration") for share in shares] == [[told]] * 2
    assert states(receipt, "declaration") == ["accepted"]


def test_a_co_declarer_leaves_alone(joint):
    submission, _, (autumn, _) = joint
    ask(autumn, "leave")
    walk()
    new = next(opening for opening in openings("decl") if "r" in opening.facts)
    assert new.facts == new.facts | {"n": 2, "o": {"league": 2, "party": 1, "pioneers": 1}, "r": bytes(submission.digest).hex()}
    assert new.shown()["fields"]["names"] == '["明远","如松"]'
    assert states(autumn) == ["noted", "done"]


def test_the_others_leave_after_one_has_left(joint):
    _, _, (autumn, pine) = joint
    for share in (autumn, pine):
        ask(share, "leave")
        walk()
    assert [opening.facts["n"] for opening in openings("decl") if opening.shown()] == [1]
    last = next(opening for opening in openings("decl") if opening.shown())
    assert last.shown()["fields"]["names"] == '["明远"]'
    ask(pine, "leave", "request-2")
    walk()
    assert what(pine, "request-2")[-1] == {"state": "refused", "reasons": ["changed"]}


def test_a_co_declarer_leaves_a_statement_whose_words_are_hidden(joint):
    _, receipt, (autumn, _) = joint
    ask(receipt, "hide")
    walk()
    ask(autumn, "leave")
    walk()
    new = next(opening for opening in openings("decl") if "r" in opening.facts)
    assert (new.facts["n"], new.facts["o"], new.shown()) == (2, {"league": 2, "party": 1, "pioneers": 1}, None)


@pytest.mark.parametrize("act", ["withdraw", "keep"])
def test_a_co_declarer_does_not_act_for_the_others(joint, act):
    ask(joint[2][0], act)
    walk()
    assert what(joint[2][0]) == [{"state": "refused", "reasons": ["not-yours"]}]
    assert kinds() == ["decl"]


def test_a_row_that_is_not_there_has_no_receipt(accepted):
    from abjure.desk.requests.models import Holding

    _, receipt = accepted()
    ask(receipt, "share", derived=receipt.derived("share/1"), row=1)
    assert not Holding.objects.filter(role="share").exists()


def test_a_receipt_may_be_made_known_before_the_statement_comes_in(staff, hand_in, settle):
    from abjure.desk.requests import stages

    receipt = Receipt.new(settings.ABJURE.origin)
    assert ask(receipt, "spare", derived=receipt.derived("spare"), wish="return") is None
    import tests.desk.conftest as desk

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(desk.Receipt, "new", lambda _origin: receipt)
        submission, _ = hand_in()
    settle(submission)
    stages.take(now=NOW)
    walk()
    assert states(receipt.derived("spare"), "declaration") == ["accepted"]


@pytest.fixture
def spare(accepted):
    """A statement with a spare number, and what that does."""

    def spare(wish):
        submission, receipt = accepted()
        ask(receipt, "spare", derived=receipt.derived("spare"), wish=wish)
        walk()
        return submission, receipt, receipt.derived("spare")

    return spare


@pytest.mark.parametrize("wish", ["return", "stay"])
def test_who_is_forced_hears_what_the_free_hear(accepted, spare, wish):
    _, free = accepted()
    ask(free, "withdraw")
    _, _, forced = spare(wish)
    ask(forced, "withdraw")
    walk()
    assert heard(forced) == heard(free)
    assert {said["act"] for said in heard(forced)} == {"withdraw"}
    assert states(forced, "declaration") == states(free, "declaration") == ["accepted", "withdrawn"]


def test_what_is_withdrawn_by_force_is_public_and_can_return(spare):
    submission, receipt, forced = spare("return")
    ask(forced, "withdraw")
    walk()
    assert kinds() == ["decl", "void", "withhold"]
    assert heard(receipt, "declaration")[-1]["forced"] == NOW.date().isoformat()
    ask(receipt, "keep")
    walk(NOW + timedelta(days=1))
    new = next(opening for opening in openings("decl") if "r" in opening.facts)
    assert new.facts["r"] == bytes(submission.digest).hex()
    assert new.shown()["fields"]["names"] == '["明远"]'
    assert states(forced, "declaration") == ["accepted", "withdrawn"]
    from abjure.desk.requests.models import Kept

    assert not Kept.objects.exists()


def test_where_it_was_chosen_so_nothing_happens(spare):
    _, receipt, forced = spare("stay")
    ask(forced, "withdraw")
    ask(forced, "hide", "request-2")
    walk()
    assert kinds() == ["decl"]
    assert states(receipt, "declaration") == ["accepted"]


def object_to(start, purpose="request-1", **way):
    return ask(Receipt.new(settings.ABJURE.origin), "object", purpose, commitment=start, text="", **way)


def test_of_a_list_that_others_handed_in_no_real_name_is_shown(hand_in, settle):
    submission, _ = hand_in(provenance="relayed", signed="real", people=[{"name": "王明远", "bodies": ["party"]}])
    settle(submission)
    assert openings("decl")[0].shown()["fields"]["names"] == '["王某"]'


def test_of_such_a_list_a_correction_shows_no_real_name_either(hand_in, settle, vote):
    submission, receipt = hand_in(provenance="relayed", signed="real", people=[{"name": "王明远", "bodies": ["party"]}])
    settle(submission)
    said = content(signed="real", people=[{"name": "李知秋", "bodies": ["party"]}, {"name": "Anna Maria Kern", "bodies": ["league"]}])
    wish = ask(receipt, "correct", declaration=said)
    vote(wish, "moderator-1")
    vote(wish, "moderator-2")
    (again,) = [one for one in openings("decl") if "r" in one.facts]
    assert again.shown()["fields"]["names"] == '["李某","A. M. K."]'
    assert (again.facts["p"], again.facts["n"]) == ("relayed", 2)


def test_two_people_give_a_new_receipt_and_the_old_one_ends(accepted, vote):
    _, old = accepted()
    new, c = Receipt.new(settings.ABJURE.origin), openings("decl")[0].facts["c"]
    wish = ask(new, "replace", "declaration", number="012345")
    with pytest.raises(Refused, match=r"^requests\.about$"):
        vote(wish, "examiner-1", about="AAAAAAAA")
    vote(wish, "examiner-1", about=c[:8])
    vote(wish, "examiner-2", about=c[:9])
    walk()
    assert heard(new, "declaration")[-1] == {"state": "accepted", "commitment": c, "by": BY}
    assert states(old, "declaration")[-1] == "withdrawn"
    ask(old, "withdraw", now=NOW + timedelta(days=3))
    ask(new, "hide")
    walk()
    assert kinds() == ["decl", "withhold"]


def test_examiners_decide_on_lost_receipts_alone(accepted, vote):
    _, receipt = accepted()
    wish = ask(receipt, "correct", declaration=content(people=[{"name": "远山", "bodies": ["party"]}]))
    with pytest.raises(Refused, match=r"^moderation\.not-a-moderator$"):
        vote(wish, "examiner-1")


def test_a_certificate_names_the_row_of_whoever_holds_the_receipt(joint, vote):
    from abjure.desk.certificates import declared

    _, receipt, (autumn, pine) = joint
    assert [declared.find(one.verify_key()).alias for one in (receipt, autumn, pine)] == ["明远", "知秋", "如松"]
    ask(autumn, "leave")
    walk()
    assert declared.find(pine.verify_key()).alias == "如松"
    with pytest.raises(Refused, match=r"^certificate\.no-declaration$"):
        declared.find(autumn.verify_key())
    new = Receipt.new(settings.ABJURE.origin)
    wish = ask(new, "replace", "declaration", number="012345")
    for handle in ("examiner-1", "moderator-1"):
        vote(wish, handle, about=openings("decl")[0].facts["c"])
    assert declared.find(new.verify_key()).alias == "明远"
    with pytest.raises(Refused, match=r"^certificate\.no-declaration$"):
        declared.find(receipt.verify_key())


def test_examiners_read_the_real_name_behind_an_alias(joint, spare, vote):
    from abjure.desk.certificates import declared

    _, receipt, (autumn, _) = joint
    assert declared.noted(receipt.verify_key()) == []
    ask(receipt, "name", name="王明远")
    assert declared.noted(receipt.verify_key()) == [], "not before the desk has taken it in"
    walk()
    later = NOW + timedelta(days=1)
    ask(receipt, "name", "request-2", later, name="王明源")
    walk(later)
    assert [told.name for told in declared.noted(receipt.verify_key())] == ["王明远", "王明源"]
    assert declared.noted(autumn.verify_key()) == [], "a co-declarer's own application tells nothing of it"
    assert declared.noted(Receipt.new(settings.ABJURE.origin).verify_key()) == []


def test_a_name_given_under_force_is_no_real_name(spare):
    from abjure.desk.certificates import declared

    receipt, forced = spare("return")[-2:]
    ask(forced, "name", name="王明远")
    walk()
    assert declared.noted(receipt.verify_key()) == declared.noted(forced.verify_key()) == []
