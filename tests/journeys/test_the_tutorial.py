"""The tutorial is walked as it is written: every line that tells the reader to do or see something is done and seen."""

from __future__ import annotations

import contextlib
import re
import shlex
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from abjure.door.envelopes.preview import EARLIEST
from tests.household import Household
from tests.journeys.conftest import running
from tests.journeys.people import AUTHENTICATOR

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorials" / "from-declaration-to-proof.md"
SITE, DESK = "http://127.0.0.1:8000", "http://localhost:8000/desk/enrol/"
ACT = re.compile(r"- (Open|Click|Tick|Fill|Press|You see|Download) (.*)")
BOLD, CODE = re.compile(r"\*\*(.+?)\*\*"), re.compile(r"`(.+?)`")


class Reader:
    """Whoever follows the tutorial: one browser, and what they were told to keep."""

    def __init__(self, page: Page, register, folder: Path) -> None:
        self.page, self.register, self.folder = page, register, folder
        self.kept: dict[str, str] = {}

    def open(self, said: str) -> None:
        address = CODE.findall(said)
        if address[0].startswith(SITE):
            self.page.goto(self.register.front + address[0].removeprefix(SITE))
        else:
            self.page.goto(self.register.links()[address[0]])

    def click(self, said: str) -> None:
        if "eight characters" not in said:
            self.page.get_by_role("link", name=_bold(said)).click()
            return
        row = self.page.locator("tr", has=self.page.get_by_text(self.kept["eight characters"]))
        _until(lambda: row.count() == 1, self.page)
        row.get_by_role("link").click()

    def tick(self, said: str) -> None:
        self.page.locator("label", has_text=re.compile(f"^{re.escape(_bold(said))}$", re.IGNORECASE)).first.click()

    def fill(self, said: str) -> None:
        words = self.kept["receipt code"] if "receipt code" in said.split(" with ")[1] else CODE.findall(said)[0]
        self.page.get_by_label(_bold(said)).last.fill(words)

    def press(self, said: str) -> None:
        if _bold(said).startswith("Send"):
            time.sleep(EARLIEST.total_seconds() + 0.5)
        self.page.get_by_role("button", name=_bold(said), exact=True).last.click()

    def you_see(self, said: str) -> None:
        words = self.page.locator("main").get_by_text(_bold(said)).first
        # Sealing, proof of work and sending take their time; only what the desk or the gate has to do asks for the page again.
        with contextlib.suppress(AssertionError):
            expect(words).to_be_visible(timeout=10_000)
        _until(lambda: words.count() == 1, self.page)
        expect(words).to_be_visible()
        for name, where in (("receipt code", "#code"), ("eight characters", "#commitment")):
            found = self.page.locator(f"p{where}")
            if found.count():
                self.kept[name] = found.inner_text().strip()

    def download(self, said: str) -> None:
        with self.page.expect_download() as download:
            self.page.get_by_role("link", name=_bold(said)).click()
        download.value.save_as(self.folder / download.value.suggested_filename)

    def run(self, command: str) -> None:
        words = command.replace(".venv/bin/abjure", shlex.join(self.register.command())).replace("var/log", str(self.register.home / "log"))
        answer = subprocess.run(
            words, shell=True, cwd=self.folder, env=self.register.of("public"), capture_output=True, text=True, check=False
        )
        assert answer.returncode == 0, answer.stderr
        assert answer.stdout.splitlines()[-1] == "holds"


@pytest.fixture(scope="module")
def register() -> Iterator[Household]:
    """A register whose links nobody has used yet."""
    yield from running("three-withdrawals")


@pytest.fixture
def reader(chromium, register, tmp_path) -> Iterator[Reader]:
    context = chromium.new_context(locale="en-GB")
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield Reader(page, register, tmp_path)
    context.close()


def test_the_tutorial_leads_from_declaration_to_proof(reader):
    done = [_do(reader, line) for line in TUTORIAL.read_text().splitlines()]
    assert sum(done) >= 25


def _do(reader: Reader, line: str) -> bool:
    """Do what a line says; return whether it said to do or see something."""
    if match := ACT.match(line):
        verbs: dict[str, Callable[[str], None]] = {
            "Open": reader.open, "Click": reader.click, "Tick": reader.tick, "Fill": reader.fill,
            "Press": reader.press, "You see": reader.you_see, "Download": reader.download,
        }  # fmt: skip
        verbs[match[1]](match[2])
        return True
    if line.startswith("    ") and "make run" not in line:
        reader.run(line.strip())
        return True
    return False


def _bold(said: str) -> str:
    return BOLD.findall(said)[0]


def _until(is_so: Callable[[], bool], page: Page, seconds: int = 30) -> None:
    until = time.monotonic() + seconds
    while not is_so() and time.monotonic() < until:
        time.sleep(0.5)
        page.reload()
