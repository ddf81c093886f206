"""A reader's eye: every page in one language, width and light, with all that is wrong with it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.journeys import axe

READERS = [
    # 320 pixels are what is left of 1280 at 400 %.
    pytest.param(("zh-hans", 320, "light"), id="Chinese on a small phone by day"),
    pytest.param(("en", 1280, "dark"), id="English on a desk by night"),
]
# Whose words are the longest; where they fit, the others do.
GERMAN = pytest.param(("de", 320, "light"), id="German on a small phone")
POST = """([address, fields]) => {
    const form = Object.assign(document.createElement('form'), {method: 'post', action: address});
    for (const [name, value] of Object.entries(fields)) form.append(Object.assign(document.createElement('input'), {name, value}));
    document.body.append(form);
    form.submit();
}"""


class Eye:
    """A reader's language, width and light, and all that was found wrong with what they were shown."""

    def __init__(self, language: str, width: int, scheme: str) -> None:
        self.language, self.width, self.scheme = language, width, scheme
        self.wrong: list[str] = []

    def look(self, page: Page, name: str) -> None:
        """Take a page as it stands, at this reader's width and light."""
        # A click returns as soon as the answer has begun, before its style is there.
        page.wait_for_load_state("load")
        page.set_viewport_size({"width": self.width, "height": 800})
        page.emulate_media(color_scheme=self.scheme)
        found = axe.violations(page) + axe.small_targets(page) + axe.beyond_the_edge(page)
        self.wrong += [f"{name}: {fault}" for fault in found]

    def see(self, page: Page, address: str) -> None:
        page.goto(address)
        self.look(page, address)

    def see_text(self, page: Page, name: str, text: str) -> None:
        """Take a page that no address gives at will."""
        address = "**/trouble"
        page.route(address, lambda route: route.fulfill(body=text, content_type="text/html; charset=utf-8"))
        page.goto("/trouble")
        page.unroute(address)
        self.look(page, name)


def press(page: Page, step: str) -> None:
    """Press the button of a step that a reader sees."""
    page.locator(f"button.btn[name=step][value={step}]").click()


def post(page: Page, address: str, **fields: str) -> None:
    """Send a form from the page as it stands."""
    with page.expect_navigation():
        page.evaluate(POST, [address, fields])
