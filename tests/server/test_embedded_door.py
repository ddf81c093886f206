"""The door on SQLite: what lies in its files, and what comes of a full disk or a lock that is held too long."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from tests.door.conftest import clock, hidden, kept, text, visitor, withdrawals  # noqa: F401  # fixtures

pytestmark = pytest.mark.django_db(databases=["door"], transaction=True)
CANARY = "canarybird"
EVERYWHERE = {
    "who": "joint", "own": f"{CANARY} own", "alias": f"{CANARY} alias", "real": f"{CANARY} real", "text": "own",
    "own-text": f"{CANARY} text " * 1000, "list": f"{CANARY} list", "list-body": ["party"], "name-2": f"{CANARY} two", "body-2": ["party"],
    "x": f"{CANARY} x",
}  # fmt: skip
BROKEN = dict.fromkeys(("kind", "group", "place", "walk", "sign", "rows", "unasked", "show-place", "code", "mac"), f"{CANARY} broken")


@pytest.fixture
def database():
    """The file of the door's database."""
    return Path(connections["door"].settings_dict["NAME"].removeprefix("file:"))


def written(database):
    """Return all bytes of the door's folder: database, write-ahead log, journal, keys."""
    return b"".join(file.read_bytes() for file in sorted(database.parent.iterdir()) if file.is_file())


def test_no_file_of_the_door_holds_a_word_that_was_typed(visitor, database, kept):  # noqa: F811
    visitor.preview(**EVERYWHERE)
    visitor.preview(**EVERYWHERE, **BROKEN)
    page, code = visitor.declare(**EVERYWHERE)
    assert page.status_code == 200
    visitor.ask(code)
    visitor.ask(code, step="kept", asked="1", typed=CANARY)
    visitor.ask(code, "/receipt/certificate/", family=CANARY)
    assert kept() == (1, 1)
    found = written(database)
    assert len(found) > 65536
    for secret in (CANARY, code, hidden(visitor.preview())["mac"][0]):
        for spelling in ("utf-8", "utf-16-le", "utf-16-be"):
            assert secret.encode(spelling) not in found


def test_what_was_collected_leaves_no_byte_behind(visitor, database):  # noqa: F811
    from abjure.door.envelopes.models import Envelope

    visitor.declare()
    sealed = bytes(Envelope.objects.get().sealed)
    Envelope.objects.all().delete()
    with connections["door"].cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert sealed[2000:2100] not in written(database)


def test_no_row_tells_when_it_came():
    with connections["door"].cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name LIKE 'door_%'")
        tables = dict(cursor.fetchall())
    assert tables.keys() >= {"door_ticket", "door_envelope", "door_reply", "door_spent", "door_opened"}
    assert [name for name, sql in tables.items() if not sql.endswith("WITHOUT ROWID")] == ["door_envelope"]
    assert '"number" integer NOT NULL PRIMARY KEY' in tables["door_envelope"]  # the rowid itself, and chosen by the envelope's digest


def test_every_commit_waits_for_the_disk():
    with connections["door"].cursor() as cursor:
        found = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("synchronous", "secure_delete", "temp_store", "journal_mode")
        }
    assert found == {"synchronous": 2, "secure_delete": 1, "temp_store": 2, "journal_mode": "wal"}


@pytest.fixture
def full():
    """Let the door's database grow no further, and again."""
    connection = connections["door"]

    def full(*, but=0):
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute(f"PRAGMA max_page_count = {cursor.execute('PRAGMA page_count').fetchone()[0] + but}")

    yield full
    connection.close()


def test_a_full_disk_keeps_nothing_by_halves_and_shows_no_receipt(visitor, full, kept):  # noqa: F811
    full()
    pages = [visitor.declare(text="own", **{"own-text": "字" * 15_000}) for _ in range(3)]
    assert [page.status_code for page, _ in pages] == [503] * 3
    assert all("This does not work just now" in text(page) for page, _ in pages)
    tickets, envelopes = kept()
    assert tickets == envelopes == 0


def test_when_there_is_room_again_the_same_code_is_kept(visitor, full, kept):  # noqa: F811
    full()
    preview = visitor.preview(text="own", **{"own-text": "字" * 15_000})
    assert visitor.send(preview).status_code == 503
    connections["door"].close()
    assert visitor.send(preview).status_code == 200
    assert kept() == (1, 1)


def test_acknowledged_is_kept_and_kept_is_acknowledged_until_the_disk_is_full(visitor, full, kept):  # noqa: F811
    visitor.declare()
    full(but=6)
    answers = [visitor.declare(own=f"山{number}")[0].status_code for number in range(12)]
    assert set(answers) == {200, 503}
    assert kept() == (1 + answers.count(200),) * 2
    with connections["door"].cursor() as cursor:
        assert cursor.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_lock_that_is_held_too_long_is_no_loss(visitor, kept, database):  # noqa: F811
    preview = visitor.preview()
    with connections["door"].cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        page = visitor.send(preview)
        assert page.status_code == 503
        other.execute("ROLLBACK")
    assert kept() == (0, 0)
    assert visitor.send(preview).status_code == 200
    assert settings.DATABASES["door"]["OPTIONS"]["timeout"] == 20
    connections["door"].close()
