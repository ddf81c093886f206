import django.db.models.deletion
from django.db import migrations, models

from abjure.desk.staff.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("declarations", "0001_initial"), ("moderation", "0003_turns_rules_notes"), ("staff", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Sweep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("conditions", models.JSONField(help_text="what its targets had in common")),
                ("proposed_at", models.DateTimeField()),
                ("proposed_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.staff")),
                ("undoes", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="undone_by", to="moderation.sweep")),
            ],
        ),
        migrations.CreateModel(
            name="SweepTarget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sweep", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="targets", to="moderation.sweep")),
                ("target", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="declarations.opening")),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("sweep", "target"), name="swept_once")]},
        ),
        migrations.CreateModel(
            name="SweepReply",
            fields=[
                ("sweep", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name="reply", serialize=False, to="moderation.sweep")),
                ("agreed", models.BooleanField()),
                ("moment", models.DateTimeField()),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.staff")),
            ],
        ),
        append_only("moderation_sweepreply"),
        append_only("moderation_sweeptarget"),
    ]
