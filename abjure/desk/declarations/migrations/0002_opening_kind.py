"""An index for what is rare in a day: accounts, and what is to be hidden."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Index openings by kind and day."""

    dependencies = [("declarations", "0001_initial")]

    operations = [
        migrations.AddIndex(model_name="opening", index=models.Index(fields=["kind", "day"], name="opening_kind")),
    ]
