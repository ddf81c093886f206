"""A headless browser for those tests that need one, and the staff who sit at a register's desk with it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[playwright.sync_api.Browser]:  # noqa: F821  # imported where there is a browser
    """A headless browser."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("no browser: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def staff_of(chromium) -> Iterator[object]:
    """Return a register's staff member by handle, enrolled once and signed in."""
    from tests.journeys.people import Staff

    known: dict[tuple[str, str], Staff] = {}

    def find(register, handle):
        key = (register.desk, handle)
        if key not in known:
            known[key] = Staff(chromium, register, handle)
        return known[key]

    yield find
    for staff in known.values():
        staff.close()
