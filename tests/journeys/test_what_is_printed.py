"""A code on paper: whoever finds the sheet sees digits and words, and nothing that says what they are."""

from __future__ import annotations

import base64
import io
import re
import shutil
import subprocess
import time

import pikepdf
import pytest
from playwright.sync_api import expect

from abjure.door.envelopes.preview import EARLIEST
from tests.journeys import firefox
from tests.journeys.people import Declarant
from tests.journeys.test_lan_declares_with_scripts import Scripted
from tests.journeys.test_lan_declares_with_scripts import fill as fill_in

DIGITS = 32
NEUTRAL = {"zh-hans": "备忘", "en": "Memo", "fa": "یادداشت"}

if shutil.which("pdftotext") is None:
    pytest.skip("nothing reads paper: apt-get install poppler-utils", allow_module_level=True)


def words_of(sheet: bytes) -> str:
    """Return all that stands on a printed sheet, without blanks."""
    read = subprocess.run(["pdftotext", "-raw", "-", "-"], input=sheet, capture_output=True, check=True)
    return re.sub(r"\s", "", read.stdout.decode())


def printed(page) -> bytes:
    """Print a page as Chromium does unless it is told otherwise: with date, title and address in the margins."""
    device = page.context.new_cdp_session(page)
    sheet = device.send("Page.printToPDF", {"displayHeaderFooter": True})
    device.detach()
    return base64.b64decode(sheet["data"])


def shown(page) -> str:
    """Return the digits and words that a page shows, without blanks."""
    return re.sub(r"\s", "", "".join(page.locator("#code, #words").all_inner_texts()))


def check(page, language: str, length: int) -> None:
    page.wait_for_load_state("load")
    sheet = printed(page)
    assert len(shown(page)) >= length
    assert words_of(sheet) == shown(page)
    with pikepdf.open(io.BytesIO(sheet)) as read:
        assert len(read.pages) == 1
        assert str(read.docinfo["/Title"]) == NEUTRAL[language]


def declare(person, language: str) -> None:
    """Declare together with somebody who gets a receipt as well."""
    page = person.open_form(language)
    person.tick("body-league", "who-joint", "sign-alias", "alias-1", "text-plain")
    page.locator("#f-name-2").fill("清溪")
    page.locator("input[name=body-2]").first.check()
    page.locator("input[name=share-2]").check()
    person.preview()
    person.send()


@pytest.mark.parametrize("language", NEUTRAL)
def test_every_code_on_paper_is_digits_and_words(chromium, register, language):
    person = Declarant(chromium, register, language)
    declare(person, language)
    check(person.page, language, DIGITS + 10)
    person.page.locator("#typed").fill("x")
    person.step("kept")
    check(person.page, language, DIGITS + 10)
    person.page.locator("form[action$='/receipt/spare/'] button").click()
    person.step("send")
    check(person.page, language, DIGITS + 10)
    person.page.goto(f"/{language}/receipt/lost/")
    time.sleep(EARLIEST.total_seconds() + 0.5)
    person.step("send")
    check(person.page, language, DIGITS + 10)
    person.close()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_receipt_of_this_device_is_its_digits(chromium, register, language):
    person = Scripted(chromium, register, language)
    fill_in(person, language=language)
    person.preview()
    person.send()
    check(person.page, language, DIGITS)
    expect(person.page.locator("#words")).to_have_count(0)
    person.close()


def test_firefox_prints_the_same(register):
    if firefox.path() is None:
        pytest.skip("no Firefox: apt-get install firefox-esr")
    with firefox.running("en") as browser:
        browser.open(f"{register.front}/en/receipt/lost/")
        time.sleep(EARLIEST.total_seconds() + 0.5)
        browser.click("button.btn[name=step][value=send]")
        sheet = base64.b64decode(browser.say("WebDriver:Print")["value"])
        assert words_of(sheet) == re.sub(r"\s", "", browser.text("#code") + browser.text("#words"))
