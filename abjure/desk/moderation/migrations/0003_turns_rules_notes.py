import django.db.models.deletion
from django.db import migrations, models

from abjure.desk.staff.append_only import append_only

MODES = [("off", "off"), ("show", "show"), ("pair", "pair"), ("hold", "hold")]


def place_by_arrival(apps, editor):
    for case in apps.get_model("moderation", "Case").objects.using(editor.connection.alias).select_related("submission"):
        case.place = case.submission.collected
        case.save(update_fields=["place"])


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0002_append_only"),
        ("reception", "0001_initial"),
        ("staff", "0001_initial"),
    ]

    operations = [
        migrations.AddField("case", "held", models.BooleanField(default=False, help_text="a rule holds it back: it is kept, not counted, and decided by two")),
        migrations.AddField("case", "place", models.DateTimeField(null=True)),
        migrations.RunPython(place_by_arrival, migrations.RunPython.noop),
        migrations.AlterField("case", "place", models.DateTimeField(db_index=True, help_text="its turn: when it came, later the more like it came in a day")),
        migrations.CreateModel(
            name="SecondLook",
            fields=[
                ("submission", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name="second_look", serialize=False, to="reception.submission")),
                ("moment", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sealed", models.BinaryField()),
                ("moment", models.DateTimeField()),
                ("staff", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.staff")),
                ("submission", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="reception.submission")),
            ],
            options={"ordering": ["moment", "pk"]},
        ),
        migrations.CreateModel(
            name="RuleHit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(max_length=32)),
                ("version", models.PositiveSmallIntegerField()),
                ("facts", models.JSONField()),
                ("held", models.BooleanField()),
                ("moment", models.DateTimeField(db_index=True)),
                ("submission", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="hits", to="reception.submission")),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("submission", "rule"), name="hit_once")],
            },
        ),
        migrations.CreateModel(
            name="RuleSwitch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(max_length=32)),
                ("version", models.PositiveSmallIntegerField()),
                ("mode", models.CharField(choices=MODES, max_length=4)),
                ("moment", models.DateTimeField()),
                ("by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.staff")),
            ],
            options={"ordering": ["pk"]},
        ),
        append_only("moderation_rulehit"),
        append_only("moderation_ruleswitch"),
        append_only("moderation_secondlook"),
    ]
