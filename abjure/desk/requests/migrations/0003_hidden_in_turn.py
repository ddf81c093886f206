"""When an objection hid an entry, or that it waits for its turn."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Three columns more; what was objected to before has been hidden."""

    dependencies = [("requests", "0002_append_only")]

    operations = [
        migrations.AddField("wish", "slow", models.BooleanField(default=False, help_text="an objection that came where very much arrived")),
        migrations.AddField(
            "wish", "waits", models.BooleanField(default=False, help_text="an objection whose entry is to be hidden when its turn comes")
        ),
        migrations.AddField(
            "wish",
            "hid",
            models.DateTimeField(null=True, db_index=True, help_text="when an objection's turn came and its entry was hidden"),
        ),
    ]
