"""Somebody who declares with JavaScript on: how the form is filled in, sent and its receipt kept."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.people import PATIENCE, Declarant

WORDS = "我声明退出，从此不再相干。"
ALIAS = "云外青山"


class Scripted(Declarant):
    """Someone whose browser runs scripts; everything that it sends is written down."""

    def __init__(self, browser, register, locale):
        self.register = register
        self.context = browser.new_context(locale=locale, base_url=register.front)
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.sent, self.troubles, self.expected = [], [], set()
        self.page.on("request", lambda request: self.sent.append(request))  # noqa: PLW0108 - the driver marks what it is given
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.receipt = ""

    def uploads(self):
        """Return the body of every form or envelope that left the browser."""
        return [request.post_data_buffer or b"" for request in self.sent if request.method == "POST"]

    def send(self):
        self.page.locator("button[value=send]").click()
        expect(self.page.locator("#code")).to_be_visible(timeout=3 * PATIENCE)
        self.receipt = self.page.locator("#code").inner_text()
        assert re.fullmatch(r"(?:\d{4}\s*){8}", self.receipt), self.receipt
        return self.receipt


def fill(person, words=WORDS, language="zh-hans") -> Page:
    page = person.open_form(language)
    page.wait_for_load_state("networkidle")
    person.tick("body-league", "unasked", "sign-alias")
    page.locator("#f-own").fill(ALIAS)
    person.tick("text-own")
    page.locator("#f-own-text").fill(words)
    return page


def keep(person) -> None:
    """Type one wrong group and then the right one."""
    page = person.page
    asked = int(page.locator("input[name=asked]").input_value())
    group = person.receipt.split()[asked - 1]
    page.locator("#typed").fill(str((int(group) + 1) % 10000).zfill(4))
    page.locator("button[value=kept]").click()
    expect(page.locator("[role=alert]")).to_be_visible()
    page.locator("#typed").fill(group)
    page.locator("button[value=kept]").click()
    expect(page.locator("#code")).to_have_count(0)
    expect(page.locator("a[href*='/receipt/']")).to_be_visible()
