"""The people of the journeys and what they do in their browsers."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from abjure.door.envelopes.preview import EARLIEST
from tests.household import Household, wait_until

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


PATIENCE = 10_000


class Declarant:
    """Someone who declares: a browser without JavaScript that keeps nothing."""

    def __init__(self, browser: Browser, register: Household, locale: str) -> None:
        self.register = register
        self.context = browser.new_context(java_script_enabled=False, locale=locale, base_url=register.front)
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.receipt = ""

    def close(self) -> None:
        self.context.close()

    def open_form(self, language: str) -> Page:
        """Open the declaring page from the first page's way to it."""
        self.page.goto(f"/{language}/declare/")
        return self.page

    def tick(self, *names: str) -> None:
        """Click on the words beside these boxes."""
        for name in names:
            self.page.locator(f"label[for={name}]").click()

    def preview(self) -> Page:
        self.step("preview")
        return self.page

    def step(self, name: str) -> None:
        """Press the button of a step that a reader sees."""
        self.page.locator(f"button.btn[name=step][value={name}]").click()

    def send(self) -> str:
        """Send what the preview shows, not sooner than a person could; return the receipt's 32 digits."""
        time.sleep(EARLIEST.total_seconds() + 0.5)
        self.step("send")
        self.receipt = self.page.locator("#code").inner_text()
        assert re.fullmatch(r"(?:\d{4}\s*){8}", self.receipt), self.receipt
        return self.receipt

    def open_answer(self, language: str) -> Page:
        """Type the receipt code."""
        self.page.goto(f"/{language}/receipt/")
        self.page.locator("#code").fill(self.receipt)
        self.step("open")
        return self.page

    def wait_for_answer(self, language: str, selector: str) -> Page:
        """Open the answer until it shows this."""

        def is_there() -> bool:
            return self.open_answer(language).locator(selector).count() > 0

        wait_until(is_there, f"an answer with {selector}", 30)
        return self.page

    def ask(self, language: str, act: str, **fields: str) -> None:
        """Ask for something with the receipt; what was written is read once more before it is sent."""
        self.open_answer(language).locator(f"button[name=act][value={act}]").click()
        for name, value in fields.items():
            self.page.locator(f"#f-{name}").fill(value)
        if fields:
            self.step("check")
        self.step("send")

    def apply(self, language: str, *, variant: str, papers: Sequence[str], **fields: str) -> None:
        """Apply for a certificate with the receipt and a passport."""
        page = self.open_answer(language)
        page.locator("form[action$='/receipt/certificate/'] button").click()
        for name, value in fields.items():
            page.locator(f"#f-{name}").fill(value)
        self.tick(f"v-{variant}")
        for tag in papers:
            page.locator(f"input[name=languages][value={tag}]").check()
        self.step("send")
        expect(page.locator("#errors")).to_have_count(0)

    def find_entry(self) -> int:
        """Go from the accepted answer to the public page of commitments and from there to the statement; return its number."""
        short = self.page.locator("#commitment").inner_text().strip()
        self.page.get_by_role("link").and_(self.page.locator(".btn[href*='/commitments/']")).click()
        assert f"/commitments/{short[:2]}/" in self.page.url
        row = self.page.locator("tr", has=self.page.get_by_text(short))

        def is_listed() -> bool:
            self.page.reload()
            return row.count() == 1

        wait_until(is_listed, f"{short} to be logged", 30)
        row.get_by_role("link").click()
        return int(re.findall(r"/statements/(\d+)/", self.page.url)[0])

    def fetch_proof(self, folder: Path) -> Path:
        """Download the proof from the statement's page."""
        with self.page.expect_download() as download:
            self.page.locator("a[download]").first.click()
        file = folder / download.value.suggested_filename
        download.value.save_as(file)
        return file


class Staff:
    """Someone at the desk, with a passkey on a device of their own."""

    def __init__(self, browser: Browser, register: Household, handle: str) -> None:
        self.register, self.handle = register, handle
        self.context = browser.new_context(locale="en-GB", base_url=register.desk)
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        device = self.context.new_cdp_session(self.page)
        device.send("WebAuthn.enable")
        device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        self._enrol()

    def close(self) -> None:
        self.context.close()

    def _enrol(self) -> None:
        self.page.goto(self.register.links()[self.handle])
        self.page.locator("form[data-passkey=create] button").click()
        expect(self.page.locator("form[action*=sign-out]")).to_contain_text(self.handle)

    def sign_out(self) -> None:
        self.page.locator("form[action*='sign-out'] button").click()

    def sign_in(self) -> None:
        self.page.goto("/desk/sign-in/")
        self.page.locator("form[data-passkey=get] button").click()
        expect(self.page.locator("form[action*=sign-out]")).to_contain_text(self.handle)

    def read(self, words: str) -> None:
        """Leave what others wrote to colleagues until the statement with these words is given."""

        def is_given() -> bool:
            self.page.goto("/desk/")
            opened = self.page.locator("#open")
            if opened.count() == 0 or words in opened.inner_text():
                return opened.count() > 0
            self._sign("pass-on")
            return False

        wait_until(is_given, f"{self.handle} to be given {words!r}", 30)

    def decide(self, words: str, verdict: str = "accept", reason: str = "") -> None:
        """Read the statement with these words and sign a decision on it."""
        self.read(words)
        self._sign(verdict, reason)
        expect(self.page.locator("[role=alert]")).to_have_count(0)

    def _sign(self, verdict: str, reason: str = "") -> None:
        self.page.locator(f"#open label[for={verdict}]").click()
        if reason:
            self.page.locator("#open #reason").select_option(reason)
        self.page.locator("#open form:has([name=verdict]) button.btn").click()

    def unlock(self) -> None:
        """Unlock the certificates' key, unless it still is from before."""
        self.page.goto("/desk/certificates/")
        if self.page.locator("#words").count():
            self.page.locator("#words").fill(self.register.passphrase)
            self.page.locator("form[action*='unlock'] button").click()

    def open_application(self, family: str) -> None:
        """Open applications until this family's is open; others have applied to the same register."""

        def is_open() -> bool:
            self.page.goto("/desk/certificates/")
            for address in [link.get_attribute("href") for link in self.page.locator("table.queue th a").all()]:
                self.page.goto(str(address))
                if family in self.page.locator("dl.facts").first.inner_text():
                    return True
            return False

        wait_until(is_open, f"the application of {family} to be listed", 30)

    def find(self, commitment: str) -> None:
        """Open an accepted statement by the beginning of its commitment."""
        self.page.goto("/desk/statements/")
        self.page.locator("#commitment").fill(commitment)
        self.page.get_by_role("button").and_(self.page.locator("form[method=get] button")).click()
        self.page.locator("table a.key").last.click()
