"""An index for a day's close, which takes the oldest openings first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Index openings by the moment from which they may be sequenced."""

    dependencies = [("declarations", "0002_opening_kind")]

    operations = [
        migrations.AddIndex(model_name="opening", index=models.Index(fields=["after", "digest"], name="opening_after")),
    ]
