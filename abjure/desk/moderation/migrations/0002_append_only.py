from django.db import migrations

from abjure.desk.staff.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_initial")]

    operations = [
        append_only("moderation_decision"),
        append_only("moderation_settlement"),
        append_only("moderation_proposalreply"),
    ]
