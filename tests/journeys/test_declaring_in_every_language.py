"""The way of declaring in each language that only this way speaks: marked as not read by a native, its warnings in English too."""

import time

import pytest
from playwright.sync_api import expect

from abjure.core.charter import JOURNEY_LANGUAGES
from abjure.door.envelopes.preview import EARLIEST
from tests.journeys import axe
from tests.journeys.people import PATIENCE

WARNED = "A real name stays public for ever"


@pytest.fixture(params=JOURNEY_LANGUAGES)
def page(request, chromium, register):
    context = chromium.new_context(base_url=register.front, locale=request.param, viewport={"width": 320, "height": 800})
    # The engine needs scripts; the page's own one, which would seal, is left out.
    context.route("**/static/built/*", lambda route: route.abort())
    page = context.new_page()
    page.language = request.param
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


def faults(page):
    return axe.violations(page) + axe.beyond_the_edge(page) + axe.small_targets(page)


def press(page, step):
    page.locator(f"button.btn[name=step][value={step}]").click()


def test_one_can_declare_and_ask(page):
    page.goto("/declare/")
    root = page.locator("html")
    expect(root).to_have_attribute("lang", page.language)
    assert root.get_attribute("dir") == ("rtl" if page.language == "fa" else None)
    expect(page.locator("main > .note.warn")).to_contain_text("has not yet been read by a native speaker")
    expect(page.locator(".pick small [lang=en]")).to_contain_text(WARNED)
    wrong = faults(page)
    page.goto(f"/{page.language}/declare/")
    for name in ("body-league", "sign-alias", "alias-1", "text-plain"):
        page.locator(f"label[for={name}]").click()
    press(page, "preview")
    wrong += faults(page)
    time.sleep(EARLIEST.total_seconds() + 0.5)
    press(page, "send")
    code = page.locator("#code").inner_text()
    wrong += faults(page)
    page.goto(f"/{page.language}/receipt/")
    page.locator("#code").fill(code)
    press(page, "open")
    expect(page.locator(".steps .now")).to_have_count(1)
    wrong += faults(page)
    expect(root).to_have_attribute("lang", page.language)
    assert not wrong, "\n".join(wrong)


def test_one_can_take_it_back(page):
    page.goto(f"/{page.language}/declare/")
    for name in ("body-league", "sign-alias", "alias-1", "text-plain"):
        page.locator(f"label[for={name}]").click()
    press(page, "preview")
    time.sleep(EARLIEST.total_seconds() + 0.5)
    press(page, "send")
    code = page.locator("#code").inner_text()
    root, wrong = page.locator("html"), []
    for act in ("withdraw", "message"):
        page.goto(f"/{page.language}/receipt/")
        page.locator("#code").fill(code)
        press(page, "open")
        page.locator(f"button[name=act][value={act}]").click()
        expect(root).to_have_attribute("lang", page.language)
        wrong += faults(page)
    page.locator("#f-text").fill("می\u200cخواهم بپرسم")
    press(page, "check")
    press(page, "send")
    expect(root).to_have_attribute("lang", page.language)
    expect(page.locator("#errors")).to_have_count(0)
    wrong += faults(page)
    assert not wrong, "\n".join(wrong)


def test_other_pages_are_in_english_and_lead_back(page):
    page.goto(f"/{page.language}/privacy/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("header a.name").click()
    expect(page.locator("html")).to_have_attribute("lang", page.language)
    page.locator("main a[href$='/declare/']").first.click()
    expect(page.locator("html")).to_have_attribute("lang", page.language)


@pytest.mark.parametrize(("language", "number"), [("fa", "۰۹۱۲ ۳۴۵ ۶۷ ۸۹"), ("ru", "+7 912 345-67-89")], ids=["fa", "ru"])
def test_the_scripts_warnings_stand_in_english_too(chromium, register, language, number):
    context = chromium.new_context(base_url=register.front, locale=language)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"/{language}/declare/")
    page.wait_for_load_state("networkidle")
    for name in ("body-league", "sign-alias", "alias-1", "text-own"):
        page.locator(f"label[for={name}]").click()
    page.locator("#f-own-text").fill(number)
    press(page, "preview")
    warning = page.locator("[data-put=risks] .note.warn")
    expect(warning).to_have_count(1)
    expect(warning.locator("[lang=en][dir=ltr]")).to_contain_text("looks like a telephone number")
    assert not warning.inner_text().startswith("There is a number")
    context.close()
