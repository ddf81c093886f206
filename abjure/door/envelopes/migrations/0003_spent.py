"""Tokens of work that were spent, until the day after; without a rowid on SQLite, which would keep the order of arrival."""

from typing import Any

from django.db import migrations, models

TABLE = "door_spent"


def without_rowid(apps: Any, editor: Any) -> None:  # noqa: ANN401, ARG001 - Django's signature
    """Make the table again, the same but for the rowid."""
    if editor.connection.vendor != "sqlite":
        return
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [TABLE])
        made = cursor.fetchone()[0]
        cursor.execute(f'DROP TABLE "{TABLE}"')
        cursor.execute(f"{made} WITHOUT ROWID")


class Migration(migrations.Migration):
    """The table is empty: it has just been made."""

    dependencies = [("envelopes", "0002_without_rowid")]
    operations = [
        migrations.CreateModel(
            name="Spent",
            fields=[
                ("nonce", models.BinaryField(max_length=16, primary_key=True, serialize=False)),
                ("day", models.DateField()),
            ],
            options={"db_table": TABLE},
        ),
        migrations.RunPython(without_rowid, migrations.RunPython.noop),
    ]
