from django.db import migrations

from abjure.desk.staff.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("certificates", "0001_initial")]

    operations = [
        append_only("certificates_examination"),
        append_only("certificates_commission"),
        append_only("certificates_takenback"),
    ]
