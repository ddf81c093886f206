"""On which days codes were opened, findable by the code alone; without a rowid on SQLite, which would keep the order of arrival."""

from typing import Any

from django.db import migrations, models

TABLE = "door_opened"


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

    dependencies = [("envelopes", "0003_spent")]
    operations = [
        migrations.CreateModel(
            name="Opened",
            fields=[
                ("tag", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("day", models.DateField()),
            ],
            options={"db_table": TABLE},
        ),
        migrations.RunPython(without_rowid, migrations.RunPython.noop),
    ]
