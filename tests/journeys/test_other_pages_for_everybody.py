"""What comes after declaring, the pages of trouble, and the examiners' desk: nothing that axe knows is wrong with them either."""

import json
import time

import pytest
from playwright.sync_api import expect

from abjure.door.envelopes.preview import EARLIEST
from tests.household import wait_until
from tests.journeys import axe
from tests.journeys.eye import post, press

ACTS = ("message", "name", "hide", "withdraw", "keep", "confirm", "leave")
APPLICATION = {"family": "CHEN", "given": "MEI", "birth": "1971-03-09", "id_country": "CN", "id_last4": "7310"}
# Renders the pages that nobody can ask for, as the door would.
TROUBLE = """
import json
from datetime import UTC, datetime
from abjure.server import starting
starting.prepare()
from django.shortcuts import render
from django.test import RequestFactory
from django.utils import translation
sent = {"sent": [("step", "send"), ("own-text", "I leave.")], "address": "/declare/"}
pages = {
    "400.html": {}, "403.html": {}, "404.html": {}, "500.html": {}, "envelopes/elsewhere.html": {}, "envelopes/too-large.html": {},
    "envelopes/try-again.html": sent, "envelopes/shut.html": sent | {"until": datetime(2026, 11, 22, 9, tzinfo=UTC)},
}
shown = {}
for language in ("zh-hans", "en"):
    with translation.override(language):
        request = RequestFactory().post("/declare/")
        shown[language] = {name: render(request, name, context).content.decode() for name, context in pages.items()}
print(json.dumps(shown))
"""

if not axe.SOURCE.exists():
    pytest.skip("no accessibility engine: make setup-dev", allow_module_level=True)


@pytest.fixture(scope="module")
def trouble(register):
    """The pages of trouble by language and template."""
    return json.loads(register.python_says("door", TROUBLE))


@pytest.fixture(scope="module")
def applied(accepted, register, staff_of):
    """Someone who has applied for a certificate, and the examiner at whose desk it lies."""
    accepted.apply("en", variant="unlinked", papers=("en",), **APPLICATION)
    return staff_of(register, "examiner-1")


def open_answer(page, eye, person):
    page.goto(f"/{eye.language}/receipt/")
    page.locator("#code").fill(person.receipt)
    press(page, "open")


def test_every_request_of_a_receipt(eye, reader, accepted):
    page = reader
    for act in reversed(ACTS):
        open_answer(page, eye, accepted)
        page.locator(f"button[name=act][value={act}]").click()
        eye.look(page, act)
    press(page, "check")
    eye.look(page, "a message without words")
    page.locator("#f-text").fill("How long does it take?")
    press(page, "check")
    eye.look(page, "a message read once more")
    press(page, "send")
    eye.look(page, "a message handed in")
    assert not eye.wrong, "\n".join(eye.wrong)


def test_every_page_of_a_correction(eye, reader, accepted):
    page = reader
    open_answer(page, eye, accepted)
    page.locator("button[formaction$='/receipt/correct/']").click()
    eye.look(page, "a correction")
    press(page, "check")
    eye.look(page, "a correction with what is wrong")
    for name in ("body-league", "sign-alias", "text-plain"):
        page.locator(f"label[for={name}]").click()
    page.locator("#f-own").fill("Quiet Harbour")
    press(page, "check")
    eye.look(page, "a correction read once more")
    assert not eye.wrong, "\n".join(eye.wrong)


def test_every_page_of_other_receipts_and_of_objecting(eye, reader, accepted):
    page, other = reader, reader.context.new_page()
    other.goto(f"/{eye.language}/objection/")
    eye.see(page, f"/{eye.language}/receipt/lost/")
    time.sleep(EARLIEST.total_seconds() + 0.5)
    press(page, "send")
    expect(page.locator("#code")).to_be_visible()
    eye.look(page, "a new receipt")
    eye.look(other, "an objection")
    press(other, "send")
    eye.look(other, "an objection to nothing")
    other.locator("#f-commitment").fill("AAAAAAAA")
    press(other, "send")
    expect(other.locator("form #f-commitment")).to_have_count(0)
    eye.look(other, "an objection handed in")
    other.close()
    post(page, f"/{eye.language}/receipt/spare/", code=accepted.receipt)
    eye.look(page, "a spare number")
    press(page, "send")
    expect(page.locator("#code")).to_be_visible()
    eye.look(page, "a spare number given out")
    assert not eye.wrong, "\n".join(eye.wrong)


def test_every_page_of_trouble(eye, reader, trouble):
    for name, text in trouble[eye.language].items():
        eye.see_text(reader, name, text)
    reader.goto(f"/{eye.language}/receipt/")
    post(reader, f"/{eye.language}/receipt/request/", act="burn")
    eye.look(reader, "an act that there is not")
    assert not eye.wrong, "\n".join(eye.wrong)


def test_a_request_at_the_desk(eye, register, staff_of, accepted):
    accepted.open_answer("en").locator("button[name=act][value=message]").click()
    accepted.page.locator("#f-text").fill("Did it arrive?")
    accepted.step("check")
    accepted.step("send")
    page = staff_of(register, "moderator-1").page
    page.goto(f"{register.desk}/desk/language/{eye.language}/desk/requests/")

    def is_listed():
        page.reload()
        return page.locator("main table a").count() > 0

    wait_until(is_listed, "the message to be listed", 30)
    eye.look(page, "requests")
    page.locator("main table a").last.click()
    eye.look(page, "a request")
    assert not eye.wrong, "\n".join(eye.wrong)


def test_every_page_of_an_examiner(eye, register, applied):
    page = applied.page
    page.goto(f"{register.desk}/desk/language/{eye.language}/desk/certificates/")
    if not page.locator("#words").count():
        # An examiner before us has left the key unlocked.
        page.locator("form[action*='lock'] button").click()
    eye.look(page, "certificates, locked")
    for words, name in (("wrong words", "a wrong passphrase"), (register.passphrase, "certificates, unlocked")):
        page.locator("#words").fill(words)
        page.locator("form[action*='unlock'] button").click()
        eye.look(page, name)

    def is_open():
        # Others have applied to the same register, and some of them were decided on.
        page.goto(f"{register.desk}/desk/certificates/")
        for address in [link.get_attribute("href") for link in page.locator("table.queue th a").all()]:
            page.goto(f"{register.desk}{address}")
            if page.locator("label[for=accept]").count():
                return True
        return False

    wait_until(is_open, "an application that nobody has decided on", 30)
    eye.look(page, "an application")
    eye.see(page, f"{register.desk}/desk/certificates/")
    page.go_back()
    for verdict in ("accept", "refuse"):
        page.locator(f"label[for={verdict}]").click()
        eye.look(page, f"a finding: {verdict}")
    eye.see(page, f"{register.desk}/desk/requests/")
    page.goto(f"{register.desk}/desk/certificates/")
    page.locator("form[action*='lock'] button").click()
    assert not eye.wrong, "\n".join(eye.wrong)
