"""What every journey may ask for: a register in four processes behind its web servers, and somebody who declares there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import household
from tests.household import Household
from tests.journeys import databases
from tests.journeys.people import Declarant


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
