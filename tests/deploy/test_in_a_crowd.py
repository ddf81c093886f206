"""Somebody declares while very much arrives from the same place: with scripts the browser works for the fast way, without them one waits."""

import time

import pytest

from tests.deploy.conftest import USUAL, Caller
from tests.household import wait_until

pytestmark = pytest.mark.journey
CHOICES = ("body-party", "text-plain", "sign-alias")


@pytest.fixture(scope="module")
def register(front):
    """A register to which more previews came from this place than the charter's rates allow in an hour."""
    caller = Caller(front.port("front"))
    for _ in range(205):
        page = caller.post("preview").body
    caller.hang_up()
    assert b"Very much arrives" in page
    return front


def previewed(chromium, register, scripts):
    page = chromium.new_page(locale="en", java_script_enabled=scripts)
    complaints = []
    # A browser that is too old to seal by itself sends the plain form, and can still compute.
    page.route("**/static/built/*", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(f"{register.front}/en/declare/")
    for choice in CHOICES:
        page.locator(f"label[for='{choice}']").click()
    page.locator("#f-own").fill(USUAL["own"])
    page.get_by_role("button", name="Preview").click()
    page.get_by_text("Very much arrives just now").wait_for()
    return page, complaints


def test_a_browser_with_scripts_works_for_the_fast_way(chromium, register):
    page, complaints = previewed(chromium, register, scripts=True)
    began = time.monotonic()
    wait_until(lambda: page.locator("input[name=work]").input_value(), "the work to be done")
    print(f"worked for {time.monotonic() - began:.1f} s")
    page.get_by_role("button", name="Send this statement").click()
    page.locator("#code").wait_for()
    assert complaints == []
    page.close()


@pytest.mark.slow
def test_without_scripts_one_is_told_to_wait_and_then_let_in(chromium, register):
    page, _ = previewed(chromium, register, scripts=False)
    time.sleep(4)
    page.get_by_role("button", name="Send this statement").click()
    page.get_by_text("this statement takes the slow way").wait_for()
    time.sleep(28)
    page.get_by_role("button", name="Send this statement").click()
    page.locator("#code").wait_for()
    page.close()


def test_the_exit_leads_to_a_harmless_page_at_once(chromium, register):
    page = chromium.new_page(locale="en")
    led = []
    page.route("https://www.example.com/", lambda route: led.append(route.request.headers.get("referer")) or route.fulfill(body="weather"))
    page.goto(f"{register.front}/en/declare/")
    began = time.monotonic()
    page.get_by_role("link", name="Exit quickly").click()
    page.wait_for_url("https://www.example.com/")
    assert time.monotonic() - began < 3
    assert page.inner_text("body") == "weather"
    assert led == [None]
    page.close()
