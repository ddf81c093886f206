"""Every page for everybody: no rule of WCAG 2.2 AA that axe knows is broken, nothing scrolls sideways, every target can be hit."""

import time
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from abjure.door.envelopes.preview import EARLIEST
from tests.journeys import axe
from tests.journeys.eye import GERMAN, READERS, press

WORDS = "I joined when the whole class did, and I leave."
PUBLIC = ("/", "/statements/", "/check/", "/rules/", "/sources/", "/privacy/", "/recount/", "/commitments/00/", "/no-such-page/")
DESK = tuple(
    f"/desk/{name}"
    for name in ("", "imports/", "requests/", "take-down/", "statements/", "sweeps/", "pairs/", "rules/", "numbers/", "no-such-page/")
)

if not axe.SOURCE.exists():
    pytest.skip("no accessibility engine: make setup-dev", allow_module_level=True)


@pytest.mark.parametrize("eye", [*READERS, GERMAN], indirect=True)
def test_every_public_page(eye, reader, accepted):
    for address in (*PUBLIC, f"/statements/{accepted.number}/"):
        eye.see(reader, f"/{eye.language}{address}")
    reader.goto(f"/{eye.language}/statements/")
    reader.locator("main a[href*='/days/']").first.click()
    eye.look(reader, "a day")
    reader.goto(f"/{eye.language}/check/")
    reader.locator("main form button").first.click()
    eye.look(reader, "a check without a number")
    assert not eye.wrong, "\n".join(eye.wrong)


@pytest.mark.parametrize("eye", [*READERS, GERMAN], indirect=True)
def test_every_step_of_declaring(eye, reader):
    page = reader
    eye.see(page, f"/{eye.language}/declare/")
    press(page, "preview")
    eye.look(page, "an empty form with what is wrong")
    for name in ("body-party", "who-joint", "sign-alias", "alias-1", "text-own"):
        page.locator(f"label[for={name}]").click()
    page.locator("#f-own-text").fill(WORDS)
    page.locator("#f-name-2").fill("x" * 61)
    press(page, "preview")
    eye.look(page, "a row with what is wrong")
    page.locator("#f-name-2").fill("")
    press(page, "preview")
    eye.look(page, "the preview")
    press(page, "send")
    eye.look(page, "sent too soon")
    time.sleep(EARLIEST.total_seconds() + 0.5)
    press(page, "send")
    eye.look(page, "the receipt")
    assert on_paper(page) == page.locator("#code, #words").all_inner_texts()
    page.locator("#typed").fill("0")
    press(page, "kept")
    eye.look(page, "the wrong group")
    assert not eye.wrong, "\n".join(eye.wrong)


def test_the_preview_that_seals(eye, chromium, register):
    context = chromium.new_context(base_url=register.front)
    page = context.new_page()
    page.goto(f"/{eye.language}/declare/")
    for name in ("body-party", "sign-alias", "alias-1", "text-own"):
        page.locator(f"label[for={name}]").click()
    page.locator("#f-own-text").fill(WORDS)
    page.wait_for_load_state("networkidle")
    press(page, "preview")
    expect(page.locator("button[type=button][value=send]")).to_be_visible()
    eye.look(page, "the sealing preview")
    context.close()
    assert not eye.wrong, "\n".join(eye.wrong)


def test_every_page_of_a_receipt(eye, reader, accepted):
    page = reader
    eye.see(page, f"/{eye.language}/receipt/")
    page.locator("#code").fill("1234")
    press(page, "open")
    eye.look(page, "a mistyped code")
    page.locator("#code").fill(accepted.receipt)
    press(page, "open")
    eye.look(page, "an accepted statement")
    page.locator("form[action$='/receipt/certificate/'] button").click()
    eye.look(page, "an application")
    press(page, "send")
    eye.look(page, "an application with what is wrong")
    assert not eye.wrong, "\n".join(eye.wrong)


def test_every_page_of_the_desk(eye, reader, register, staff_of, accepted):
    page = staff_of(register, "moderator-1").page
    page.goto(f"{register.desk}/desk/language/{eye.language}/desk/")
    for address in DESK:
        eye.see(page, register.desk + address)
    for here in ("/desk/", "/desk/statements/"):
        page.goto(register.desk + here)
        for link in page.locator("main a[href^='/desk/']").evaluate_all("all => all.slice(0, 6).map(one => one.getAttribute('href'))"):
            eye.see(page, register.desk + link)
    eye.see(reader, f"{register.desk}/desk/sign-in/")
    assert not eye.wrong, "\n".join(eye.wrong)


def on_paper(page):
    """Return what is printed of a page, line by line."""
    page.emulate_media(media="print")
    seen = [page.locator(part).inner_text() for part in ("header", ".sub", "main", "footer") if page.locator(part).is_visible()]
    page.emulate_media(media="screen")
    return [line.strip() for line in "\n".join(seen).split("\n") if line.strip()]


def test_every_step_of_taking_a_statement_down(eye, register, staff_of):
    page = staff_of(register, "moderator-1").page
    page.goto(f"{register.desk}/desk/language/{eye.language}/desk/")
    page.goto(f"{register.desk}/desk/take-down/")
    for name in ("assisted", "way-phone", "body-party", "sign-alias", "text-own"):
        page.locator(f"label[for={name}]").click()
    page.locator("#names").fill("远山")
    page.locator("#own-text").fill("Call me: 138 1234 5678.")
    press(page, "preview")
    eye.look(page, "what is taken down, with what is wrong")
    page.locator("#own-text").fill("I worked in a hospital, and I leave.")
    press(page, "preview")
    eye.look(page, "the preview of what is taken down")
    press(page, "send")
    expect(page.locator("#code")).to_be_visible()
    eye.look(page, "the receipt of what was taken down")
    assert on_paper(page) == page.locator("#code, #words").all_inner_texts()
    assert not eye.wrong, "\n".join(eye.wrong)


def focused(page):
    """Return the name of what has the keyboard's focus, and whether a ring shows it."""
    return page.evaluate(
        "() => [document.activeElement.id || document.activeElement.value, getComputedStyle(document.activeElement).outlineStyle]"
    )


def test_declaring_by_keyboard_alone(reader):
    page = reader
    page.goto("/en/declare/")

    def go_to(name):
        for _ in range(120):
            page.keyboard.press("Tab")
            at, ring = focused(page)
            if at == name:
                assert ring != "none", f"the ring around {name} is not seen"
                return
        raise AssertionError(f"no way to {name}")

    page.keyboard.press("Tab")
    expect(page.locator(".skip:focus")).to_be_in_viewport()
    go_to("body-league")
    page.keyboard.press("Space")
    go_to("sign-alias")
    page.keyboard.press("Space")
    go_to("f-own")
    page.keyboard.type("Quiet Harbour")
    go_to("text-plain")
    page.keyboard.press("Space")
    go_to("preview")
    page.keyboard.press("Enter")
    expect(page.locator(".card")).to_contain_text("Quiet Harbour")
    time.sleep(EARLIEST.total_seconds() + 0.5)
    go_to("send")
    page.keyboard.press("Enter")
    expect(page.locator("#code")).to_be_visible()


@pytest.mark.parametrize(
    "media",
    [
        pytest.param({"forced_colors": "active"}, id="forced colours"),
        pytest.param({"contrast": "more"}, id="more contrast"),
    ],
)
def test_a_choice_is_seen_to_be_made(chromium, register, media):
    context = chromium.new_context(base_url=register.front, **media)
    page = context.new_page()
    page.goto("/en/declare/")
    choice = page.locator(".pick", has=page.locator("#body-party"))
    before = choice.screenshot()
    page.locator("label[for=body-party]").click()
    assert choice.screenshot() != before
    if "contrast" in media:
        assert axe.violations(page) == []
    context.close()


def test_headings_go_down_one_step_at_a_time(reader):
    for address in ("/en/", "/en/declare/", "/en/receipt/", "/en/check/"):
        reader.goto(address)
        levels = [int(name[1]) for name in reader.locator("h1, h2, h3").evaluate_all("all => all.map(one => one.tagName)")]
        assert levels[0] == 1
        assert all(later - earlier <= 1 for earlier, later in pairwise(levels)), (address, levels)
