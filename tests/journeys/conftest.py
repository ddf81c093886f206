"""What every journey may ask for: a browser, a register in four processes behind its web servers, and its moderators."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests import household
from tests.household import Household
from tests.journeys.people import Declarant, Staff

CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/journeys/" in item.nodeid:
            item.add_marker(pytest.mark.journey)


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


def running(charter: str) -> Iterator[Household]:
    if household.nginx() is None:
        pytest.skip("no web server: apt-get install nginx-light")
    with household.new() as register:
        register.found(charter)
        register.start_all()
        yield register


@pytest.fixture(scope="session")
def register() -> Iterator[Household]:
    """The register of three withdrawals."""
    yield from running("three-withdrawals")


@pytest.fixture(scope="session")
def parish() -> Iterator[Household]:
    """The register of a parish."""
    yield from running("parish")


@pytest.fixture(scope="session")
def staff_of(chromium) -> Iterator[object]:
    """Return a register's staff member by handle, enrolled once and signed in."""
    known: dict[tuple[str, str], Staff] = {}

    def find(register: Household, handle: str) -> Staff:
        key = (register.desk, handle)
        if key not in known:
            known[key] = Staff(chromium, register, handle)
        return known[key]

    yield find
    for staff in known.values():
        staff.close()


@pytest.fixture
def declarant(chromium, register) -> Iterator[Declarant]:
    """Someone with a Chinese browser and no JavaScript, as Tor Browser is at its safest."""
    person = Declarant(chromium, register, "zh-CN")
    yield person
    person.close()
