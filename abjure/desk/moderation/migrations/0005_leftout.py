"""Statements that were withdrawn while a sweep had subtracted them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """One table more."""

    dependencies = [("declarations", "__first__"), ("moderation", "0004_sweeps")]
    operations = [
        migrations.CreateModel(
            name="LeftOut",
            fields=[
                (
                    "target",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="left_out",
                        serialize=False,
                        to="declarations.opening",
                    ),
                ),
                ("moment", models.DateTimeField()),
                ("taken_back", models.DateTimeField(null=True)),
            ],
        ),
    ]
