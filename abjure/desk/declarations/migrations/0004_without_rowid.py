"""On SQLite openings lie in the order of their names, as the gate reads them; a rowid would keep the order of acceptance in a seized file."""

from typing import Any

from django.db import migrations

TABLES = ("declarations_opening", "declarations_openingkey")


def without_rowid(apps: Any, editor: Any) -> None:  # noqa: ANN401, ARG001 - Django's signature
    """Make each table again with its indexes, the same but for the rowid."""
    if editor.connection.vendor != "sqlite":
        return
    with editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute("SELECT type, sql FROM sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL", [table])
            made = cursor.fetchall()
            cursor.execute(f'DROP TABLE "{table}"')
            cursor.execute(next(f"{sql} WITHOUT ROWID" for kind, sql in made if kind == "table"))
            for index in (sql for kind, sql in made if kind == "index"):
                cursor.execute(index)


class Migration(migrations.Migration):
    """The tables are empty: they have just been made."""

    dependencies = [("declarations", "0003_opening_after")]
    operations = [migrations.RunPython(without_rowid, migrations.RunPython.noop)]
