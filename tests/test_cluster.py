"""The tests' own PostgreSQL cluster: four databases each, and it never runs as root."""

import psycopg
import pytest

pytestmark = pytest.mark.postgres


def test_four_empty_databases_stand_ready(postgresql):
    assert sorted(postgresql) == ["ABJURE_DESK_DATABASE", "ABJURE_DOOR_DATABASE", "ABJURE_GATE_DATABASE", "ABJURE_PUBLIC_DATABASE"]
    for url in postgresql.values():
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
