from django.db import migrations

from abjure.desk.staff.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("importing", "0001_initial")]

    operations = [
        append_only("importing_approval"),
    ]
