"""Rui declares in Firefox with scripts, SVG and web fonts off, as Tor Browser is at its safest, and posts every form on the way."""

import re
import time

import pytest

from abjure.door.envelopes.preview import EARLIEST
from tests.household import wait_until
from tests.journeys import firefox

WORDS = "我声明退出。那一年全班都举了手，我也举了。"
PAGE = "<!doctype html><title>x</title><p id=said>as written</p><script>document.querySelector('p').textContent = 'changed'</script>"


@pytest.fixture(scope="module")
def browser():
    if firefox.path() is None:
        pytest.skip("no Firefox: apt-get install firefox-esr")
    with firefox.running("zh-CN, zh") as running:
        yield running


def press(browser, step):
    browser.click(f"button.btn[name=step][value={step}]")


def test_no_script_of_a_page_runs_in_it(browser, tmp_path):
    page = tmp_path / "page.html"
    page.write_text(PAGE)
    browser.open(page.as_uri())
    assert browser.text("#said") == "as written"


def test_rui_declares_with_everything_off(browser, register, staff_of):
    browser.open(f"{register.front}/")
    assert browser.attribute("html", "lang") == "zh-Hans", "the browser's language decides"
    browser.open(f"{register.front}/zh-hans/declare/")
    press(browser, "preview")
    assert browser.all("#errors a"), "an empty form comes back with what is wrong"
    browser.click("label[for=body-pioneers]")
    browser.click("label[for=who-joint]")
    press(browser, "row")
    browser.type("#f-name-2", "清溪")
    browser.click("#f-body-2 label:first-of-type input")
    browser.click("label[for=sign-alias]")
    press(browser, "names")
    browser.type("#f-own", "远帆")
    browser.click("label[for=text-own]")
    browser.type("#f-own-text", WORDS)
    press(browser, "preview")
    assert WORDS in browser.text(".card")
    press(browser, "edit")
    assert browser.attribute("#f-own", "value") == "远帆", "nothing typed is lost on the way back"
    press(browser, "preview")
    time.sleep(EARLIEST.total_seconds() + 0.5)
    press(browser, "send")
    code = re.sub(r"\s", "", browser.text("#code"))
    assert re.fullmatch(r"\d{32}", code)
    keep_receipt(browser, code)
    ask_until(browser, register, code, ".steps .now")


def keep_receipt(browser, code):
    """Save the receipt in both ways, and show that it is kept."""
    for way in ("file", "qr"):
        before = len(browser.downloaded())
        browser.click(f"form[action$='/receipt/{way}'] button")
        wait_until(lambda: len(browser.downloaded()) > before, f"the receipt as a {way}", 30)  # noqa: B023  # asked within the loop
    group = int(re.findall(r"\d+", browser.attribute("input[name=asked]", "value"))[0])
    browser.type("#typed", code[4 * group - 4 : 4 * group])
    press(browser, "kept")
    assert not browser.all("[role=alert]")


def ask_until(browser, register, code, selector):
    def is_there():
        browser.open(f"{register.front}/zh-hans/receipt/")
        browser.type("#code", code)
        press(browser, "open")
        return browser.all(selector)

    wait_until(is_there, f"an answer with {selector}", 30)
