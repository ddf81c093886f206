"""Somebody fills in the form, leaves in a hurry, and the next one presses Back: nothing that was typed is there any more."""

from __future__ import annotations

import pytest

from tests import household
from tests.household import wait_until
from tests.journeys.test_every_form_in_every_browser import WAYS, sitting

WORDS, ALIAS = "我声明退出，此后各走各路。", "云外青山"


@pytest.fixture(scope="module")
def hall():
    """A door alone, whose way out leads to a harmless page on this machine."""
    with household.new() as register:
        register.found("three-withdrawals")
        charter = register.home / "charter" / "charter.toml"
        harmless = f"http://localhost:{register.port('door')}/healthz"
        charter.write_text(charter.read_text().replace("https://www.example.com/", harmless))
        register.start("door")
        register.ports["front"] = register.port("door")
        yield register


@pytest.fixture(scope="module", params=WAYS)
def person(request, chromium, hall):
    with sitting(request.param, chromium, hall) as person:
        yield person


def fill(person) -> None:
    person.open("/declare/")
    person.pick("body-league", "sign-alias", "text-own")
    person.fill(own=ALIAS, own__text=WORDS)
    assert person.browser.value("#f-own-text") == WORDS


def leave(person) -> None:
    """Press the way out, and then Back."""
    person.browser.click("a.exit")
    wait_until(lambda: person.browser.address().endswith("/healthz"), "the harmless page", 30)
    person.browser.back()


def test_a_form_that_was_left_is_empty(person):
    fill(person)
    leave(person)
    person.wait_for("#f-own-text")
    assert (person.browser.value("#f-own-text"), person.browser.value("#f-own")) == ("", "")
    assert not person.browser.all("#text-own:checked, #sign-alias:checked, #body-league:checked")


def test_a_preview_that_was_left_is_gone(person):
    fill(person)
    person.press("preview")
    person.wait_for("button.btn[value=send]")
    assert WORDS in person.browser.text("body")
    leave(person)
    assert WORDS not in person.browser.text("body")
    assert WORDS not in person.browser.source()
