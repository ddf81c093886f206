"""What every test may ask for: a PostgreSQL cluster, four empty databases on it; attendance is checked under CI."""

import os
import secrets
from collections.abc import Iterator

import pytest

pytest_plugins = ["tests.absent", "tests.chromium", "pytester"]

# The checking half is tested as it is used: where there is no Django.
WITHOUT_DJANGO = ("tests/core", "tests/audit", "tests/witness", "tests/second_reader")


def pytest_configure(config: pytest.Config) -> None:
    if all(str(argument).startswith(WITHOUT_DJANGO) for argument in config.args):
        return
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    from django.conf import settings

    settings.INSTALLED_APPS  # noqa: B018  # pytest-django takes over settings that have been read


@pytest.fixture(scope="session")
def cluster() -> Iterator["tests.cluster.Cluster"]:  # noqa: F821  # imported where there is a psycopg
    """A running PostgreSQL cluster of our own."""
    from tests import cluster as clusters

    if clusters.binaries() is None:
        pytest.skip("no PostgreSQL server: apt-get install postgresql")
    with clusters.running() as running:
        yield running


@pytest.fixture
def postgresql(cluster: "tests.cluster.Cluster") -> Iterator[dict[str, str]]:  # noqa: F821  # likewise
    """Four empty databases, as the `ABJURE_…_DATABASE` variables of an environment."""
    name = f"t{secrets.token_hex(4)}"
    yield cluster.make_register(name)
    cluster.drop_register(name)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that need a browser last: its driver keeps an event loop in this process, beside which Django refuses to work."""
    looking = {item.path for item in items if "tests/journeys/" in item.nodeid or "chromium" in getattr(item, "fixturenames", ())}
    items.sort(key=lambda item: item.path in looking)
