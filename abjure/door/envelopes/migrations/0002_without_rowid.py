"""On SQLite the door's rows get no rowid: it would keep the order of arrival in a seized file."""

from typing import Any

from django.db import migrations

TABLES = ("door_ticket", "door_envelope", "door_reply")


def without_rowid(apps: Any, editor: Any) -> None:  # noqa: ANN401, ARG001 - Django's signature
    """Make each table again, the same but for the rowid."""
    if editor.connection.vendor != "sqlite":
        return
    with editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [table])
            made = cursor.fetchone()[0]
            cursor.execute(f'DROP TABLE "{table}"')
            cursor.execute(f"{made} WITHOUT ROWID")


class Migration(migrations.Migration):
    """The tables are empty: they have just been made."""

    dependencies = [("envelopes", "0001_initial")]
    operations = [migrations.RunPython(without_rowid, migrations.RunPython.noop)]
