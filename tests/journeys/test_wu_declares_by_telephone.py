"""Wu has only a telephone: an examiner takes down what he says, somebody else decides, and the code that he wrote down opens the answer."""

import pytest
from playwright.sync_api import expect

from tests.journeys.eye import press
from tests.journeys.people import Declarant

WORDS = "Nobody asked me when I was nine. I leave."


@pytest.mark.parametrize(
    "at", [pytest.param("register", id="SQLite"), pytest.param("register_on_postgresql", id="PostgreSQL", marks=pytest.mark.postgres)]
)
def test_wu_declares_by_telephone(request, chromium, staff_of, at):
    register = request.getfixturevalue(at)
    page = staff_of(register, "examiner-1").page
    page.goto(f"{register.desk}/desk/take-down/")
    for name in ("assisted", "way-phone", "body-pioneers", "sign-alias", "text-own"):
        page.locator(f"label[for={name}]").click()
    page.locator("#names").fill("Old Wu")
    page.locator("#own-text").fill(WORDS)
    press(page, "preview")
    expect(page.locator(".card")).to_contain_text(WORDS)
    press(page, "send")
    wu = Declarant(chromium, register, "en-GB")
    wu.receipt = page.locator("#words").inner_text()
    expect(wu.open_answer("en").locator("[aria-current=step]")).to_contain_text("Decided by people")
    staff_of(register, "moderator-1").decide(WORDS)
    wu.wait_for_answer("en", "#commitment")
    wu.find_entry()
    expect(wu.page.locator("main")).to_contain_text("Taken down by a volunteer, at the person’s own word")
    wu.close()
