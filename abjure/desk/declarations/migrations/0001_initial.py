from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('digest', models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('decl', 'Decl'), ('void', 'Void'), ('withhold', 'Withhold'), ('balance', 'Balance'), ('intake', 'Intake'), ('cert', 'Cert'), ('certvoid', 'Certvoid')], max_length=8)),
                ('day', models.DateField(help_text='the UTC day on which it was accepted; of an intake, the day that it closes')),
                ('after', models.DateTimeField(help_text='not to be sequenced before')),
                ('facts', models.JSONField(help_text='what its leaf says, by kind')),
                ('sealed', models.BinaryField(default=b'', help_text='of a declaration: fields, salts and digests, sealed')),
            ],
            options={
                'indexes': [models.Index(fields=['day', 'digest'], name='opening_day')],
            },
        ),
        migrations.CreateModel(
            name='OpeningKey',
            fields=[
                ('digest', models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ('key', models.BinaryField(max_length=32)),
            ],
        ),
    ]
