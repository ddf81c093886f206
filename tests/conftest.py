"""What every test may ask for: a PostgreSQL cluster, four empty databases on it; attendance is checked under CI."""

import secrets
from collections.abc import Iterator

import pytest

from tests import cluster as clusters

pytest_plugins = ["tests.absent", "pytester"]


@pytest.fixture(scope="session")
def cluster() -> Iterator[clusters.Cluster]:
    """A running PostgreSQL cluster of our own."""
    if clusters.binaries() is None:
        pytest.skip("no PostgreSQL server: apt-get install postgresql")
    with clusters.running() as running:
        yield running


@pytest.fixture
def postgresql(cluster: clusters.Cluster) -> Iterator[dict[str, str]]:
    """Four empty databases, as the `ABJURE_…_DATABASE` variables of an environment."""
    name = f"t{secrets.token_hex(4)}"
    yield cluster.make_register(name)
    cluster.drop_register(name)
