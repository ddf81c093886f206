from django.db import migrations

from abjure.desk.staff.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("requests", "0001_initial")]

    operations = [append_only("requests_vote"), append_only("requests_conclusion"), append_only("requests_line")]
