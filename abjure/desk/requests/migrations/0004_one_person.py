"""Of whom alone a verdict on an objection is, and who was taken out."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Two columns that may be empty: the table of votes is not made anew, so it stays append-only."""

    dependencies = [("requests", "0003_hidden_in_turn")]

    operations = [
        migrations.AddField(
            "vote",
            "row",
            models.PositiveIntegerField(null=True, help_text="who alone is to be taken out: the place in the statement as it was handed in"),
        ),
        migrations.AddField(
            "wish",
            "row",
            models.PositiveIntegerField(null=True, help_text="who was taken out on an objection: the place in the statement as it was handed in"),
        ),
    ]
