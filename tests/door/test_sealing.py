"""What a browser has sealed: the door keeps it without being able to read it, once, for work that was done."""

import json
import re
from base64 import b64encode

import altcha
import pytest

from abjure.core import commitment, envelope, letter
from abjure.core.charter import JOURNEY_LANGUAGES
from abjure.core.declaration import Declaration, Person
from abjure.core.receipt import Receipt
from abjure.door.envelopes import keys, sealing, work
from abjure.door.envelopes.limits import Load
from abjure.door.envelopes.models import Envelope
from tests.door.conftest import text

pytestmark = pytest.mark.django_db(databases=["door"])
CONTENT = Declaration("leaving", "alias", "en", (Person("Far Hill", ("party",)),), template="plain").content()


def token(clock):
    """Return a token as a browser computes it."""
    made = work.challenge(Load.CALM, clock.now, keys.held().mac)
    solution = altcha.solve_challenge(altcha.Challenge.from_dict(made), altcha.derive_key_pbkdf2)
    return b64encode(json.dumps({"challenge": made, "solution": solution.to_dict()}).encode()).decode()


@pytest.fixture
def sent(client, clock, withdrawals, settings):
    """Seal a statement as a browser does and send it; what is given stands in place of what is right."""

    def send(receipt=None, **changes):
        receipt = receipt or Receipt.new(settings.ABJURE.origin)
        held = keys.held()
        written = letter.write("declaration", CONTENT, receipt=receipt, purpose="declaration").format()
        sealed = envelope.seal(written, purpose=held.declarations, reception=held.reception, origin=settings.ABJURE.origin)
        headers = {
            "accept-language": "en",
            sealing.LOCATOR: commitment.encode(receipt.locator("declaration")),
            sealing.WORK: changes["work"] if "work" in changes else token(clock),
        }
        headers |= {name: value for name, value in changes.items() if name == sealing.LOCATOR}
        return client.post("/declare/", changes.get("body", sealed), content_type=sealing.TYPE, headers=headers)

    return send


def test_a_sealed_statement_is_kept_and_the_receipt_has_no_code(sent, kept, letters, settings):
    receipt = Receipt.new(settings.ABJURE.origin)
    answer = sent(receipt)
    assert answer.status_code == 200
    assert kept() == (1, 1)
    assert [one.content for one in letters()] == [CONTENT]
    assert not any(one.slow for one in letters())
    assert "Your statement has been handed in" in text(answer)
    assert re.search(r'id="code"[^>]*></p>', answer.content.decode())
    assert not any(group in answer.content.decode() for group in ("Far Hill", receipt.code, receipt.groups()[0] + " "))


def test_the_receipt_of_a_device_promises_no_words_on_paper(sent, visitor, settings):
    paper = "On paper there are only the digits; nothing says what they are."
    assert paper in text(sent(Receipt.new(settings.ABJURE.origin)))
    assert paper not in text(visitor.declare()[0])


def test_the_code_opens_what_was_sealed(sent, visitor, settings):
    receipt = Receipt.new(settings.ABJURE.origin)
    sent(receipt)
    assert "Waiting to be collected" in text(visitor.ask(receipt.code))


def test_the_same_again_is_the_same_ticket_whatever_its_work(sent, kept, settings):
    receipt = Receipt.new(settings.ABJURE.origin)
    first = sent(receipt)
    number = Envelope.objects.get().number
    for again in (sent(receipt), sent(receipt, work=""), sent(receipt, work="x")):
        assert again.status_code == 200
        assert len(again.content) == len(first.content)
    assert kept() == (1, 1)
    assert Envelope.objects.get().number == number


def test_an_envelope_under_another_locator_is_refused_and_costs_nobody_anything(sent, kept, visitor, settings):
    first, other = Receipt.new(settings.ABJURE.origin), Receipt.new(settings.ABJURE.origin)
    sent(first)
    sealed = bytes(Envelope.objects.get().sealed)
    answer = sent(other, body=sealed)
    assert (answer.status_code, answer.content.strip()) == (422, b"work.spent")
    assert kept() == (1, 1)
    assert sent(other).status_code == 200, "sealed anew it is taken"
    assert "Waiting to be collected" in text(visitor.ask(first.code))


def test_a_token_is_good_once(sent, kept, clock):
    once = token(clock)
    assert sent(work=once).status_code == 200
    answer = sent(work=once)
    assert (answer.status_code, answer.content.strip()) == (422, b"work.spent")
    assert kept() == (1, 1)


@pytest.mark.parametrize(("changes", "code"), [
    pytest.param({"work": ""}, b"work.forged", id="no work"),
    pytest.param({"body": b"\x01" * 4095}, b"envelope.size", id="a byte less"),
    pytest.param({"body": b"\x01" * 4097}, b"envelope.size", id="a byte more"),
    pytest.param({"body": b"\x02" * 4096}, b"seal.form", id="nothing sealed"),
    pytest.param({"body": b"\x01" * 65536}, b"seal.other-key", id="sealed to nobody here"),
])  # fmt: skip
def test_what_the_desk_could_not_open_either_is_not_kept(sent, kept, changes, code):
    answer = sent(**changes)
    assert (answer.status_code, answer.content.strip()) == (422, code)
    assert answer.headers["Cache-Control"] == "no-store"
    assert kept() == (0, 0)


@pytest.mark.parametrize("locator", ["", "x", "A" * 42, "A" * 44, "é", "=" * 43])
def test_a_locator_has_one_spelling(sent, kept, locator):
    assert sent(**{sealing.LOCATOR: locator}).status_code == 400
    assert kept() == (0, 0)


@pytest.mark.parametrize("language", ["en", "de", "zh-hans", "zh-hant"])
def test_the_rules_are_the_charters_in_the_language_of_the_page(client, withdrawals, language, settings):
    answer = client.get(f"/{language}/declare/rules")
    rules = answer.json()
    assert answer.headers["Cache-Control"] == "public, max-age=600"
    assert rules["language"].lower() == language
    assert rules["origin"] == settings.ABJURE.origin
    assert set(rules["bodies"]) == {body.key for body in withdrawals.bodies}
    assert set(rules["messages"]) == set(sealing.SENTENCES)
    assert "%(limit)s" in rules["messages"]["declaration.name-too-long"]
    assert rules["keys"]["reception"] == commitment.encode(keys.held().reception.raw)


@pytest.mark.parametrize("language", ["en", "zh-hans", *JOURNEY_LANGUAGES])
def test_a_warning_is_there_in_english_too_where_no_native_has_read_the_language(client, withdrawals, language):
    beside, messages = (client.get(f"/{language}/declare/rules").json()[name] for name in ("beside", "messages"))
    english = client.get("/en/declare/rules").json()["messages"]
    assert beside == ({code: english[code] for code in sealing.RISKS} if language in JOURNEY_LANGUAGES else {})
    assert not set(beside.values()) & set(messages.values())


def test_a_preview_says_what_could_tell_who_wrote_it_and_forbids_nothing(visitor):
    preview = visitor.preview(own="远山", real="Lan Chen", text="own", **{"own-text": "My name is Lan Chen, 138 1234 5678."})
    assert preview.status_code == 200
    said = text(preview)
    assert "Your own name, “Lan Chen”, stands in the text" in said
    assert "looks like a telephone number" in said
    assert visitor.send(preview).status_code == 200


def test_a_preview_without_risks_warns_of_none(visitor):
    assert "Go back and" not in text(visitor.preview())


def test_the_form_is_the_same_for_those_without_scripts(client, withdrawals):
    page = client.get("/declare/").content.decode()
    assert page.count("<script") == 1
    assert '<script src="/static/built/declare.js" defer></script>' in page
    assert page.count("</form>") == 1


LENGTH = "Whoever watches the line cannot read what you send, but can see how long it is."


def test_every_plain_form_says_that_its_length_can_be_seen(visitor):
    _, code = visitor.declare()
    english = {"accept-language": "en"}
    pages = {
        "the form": visitor.client.get("/declare/", headers=english),
        "the form that comes back": visitor.preview(own=""),
        "an objection": visitor.client.get("/objection/", headers=english),
        "a correction": visitor.ask(code, "/receipt/correct/"),
        "a message": visitor.ask(code, "/receipt/request/", act="message"),
    }
    assert {name: text(page).count(LENGTH) for name, page in pages.items()} == dict.fromkeys(pages, 1)


def test_a_form_that_comes_back_has_no_script_since_it_was_sent_without_one(visitor):
    page = visitor.preview(own="").content.decode()
    assert "<script" not in page
    assert "<template" not in page
