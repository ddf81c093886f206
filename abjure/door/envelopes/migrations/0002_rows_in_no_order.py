"""On SQLite no row of the door keeps the order of arrival in a seized file: rows have no rowid, or one that their digest chose."""

from typing import Any

from django.db import migrations

TABLES = ("door_ticket", "door_reply", "door_spent", "door_opened")
# Rows as large as an envelope stay in a table with a rowid: without one, looking for a place reads whole rows on the way.
NUMBERED = "door_envelope"


def in_no_order(apps: Any, editor: Any) -> None:  # noqa: ANN401, ARG001 - Django's signature
    """Make each table again, with no rowid or with its number as the rowid."""
    if editor.connection.vendor != "sqlite":
        return
    with editor.connection.cursor() as cursor:
        for table in (*TABLES, NUMBERED):
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [table])
            made = cursor.fetchone()[0]
            cursor.execute(f'DROP TABLE "{table}"')
            cursor.execute(made.replace('"number" bigint', '"number" integer') if table == NUMBERED else f"{made} WITHOUT ROWID")


class Migration(migrations.Migration):
    """The tables are empty: they have just been made."""

    dependencies = [("envelopes", "0001_initial")]
    operations = [migrations.RunPython(in_no_order, migrations.RunPython.noop)]
