"""What every journey may ask for: a register in four processes behind its web servers, and somebody who declares there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import household
from tests.household import Household
from tests.journeys import databases
from tests.journeys.eye import READERS, Eye
from tests.journeys.people import PATIENCE, Declarant

FATHER = "My father asked me to join. He is dead, and I leave."


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/journeys/" in item.nodeid:
            item.add_marker(pytest.mark.journey)


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
def register_on_postgresql(cluster) -> Iterator[Household]:
    """The register of three withdrawals on PostgreSQL: made by the owner, then left to four database users."""
    if household.nginx() is None:
        pytest.skip("no web server: apt-get install nginx-light")
    with household.new() as register, databases.granted(cluster, register):
        register.start_all()
        yield register


@pytest.fixture
def declarant(chromium, register) -> Iterator[Declarant]:
    """Someone with a Chinese browser and no JavaScript, as Tor Browser is at its safest."""
    person = Declarant(chromium, register, "zh-CN")
    yield person
    person.close()


@pytest.fixture(params=READERS)
def eye(request):
    return Eye(*request.param)


@pytest.fixture(scope="session")
def reader(chromium, register):
    """Someone with scripts, which the engine needs, but without the page's own one, which would seal."""
    context = chromium.new_context(base_url=register.front)
    context.route("**/static/built/*", lambda route: route.abort())
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


@pytest.fixture(scope="session")
def accepted(chromium, register, staff_of):
    """Someone whose statement is accepted and in the log."""
    person = Declarant(chromium, register, "en-GB")
    page = person.open_form("en")
    person.tick("body-league", "who-alone", "sign-alias", "alias-1", "text-own")
    page.locator("#f-own-text").fill(FATHER)
    person.preview()
    person.send()
    staff_of(register, "moderator-1").decide(FATHER)
    person.wait_for_answer("en", "#commitment")
    person.number = person.find_entry()
    yield person
    person.close()
