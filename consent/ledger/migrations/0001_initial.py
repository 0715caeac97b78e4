import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Mailbox',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'consent_mailbox',
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.TextField()),
                ('version', models.IntegerField()),
                ('language', models.CharField(max_length=8)),
                ('text', models.TextField()),
                ('sha256', models.CharField(max_length=64)),
                ('recipients', models.JSONField(default=list)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'consent_notice',
                'constraints': [models.UniqueConstraint(fields=('sha256', 'language'), name='consent_notice_once')],
            },
        ),
        migrations.CreateModel(
            name='MailboxKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mailbox', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keys', to='consent.mailbox')),
                ('pepper_version', models.SmallIntegerField()),
                ('key', models.BinaryField(max_length=32)),
            ],
            options={
                'db_table': 'consent_mailbox_key',
                'constraints': [models.UniqueConstraint(fields=('key', 'pepper_version'), name='consent_mailbox_key_once')],
            },
        ),
        migrations.CreateModel(
            name='Subject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now())),
                ('mailbox', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='subjects', to='consent.mailbox')),
            ],
            options={
                'db_table': 'consent_subject',
            },
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('subject', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='consent.subject')),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('acting_organization', models.BigIntegerField()),
                ('on_behalf_of', models.BigIntegerField(null=True)),
                ('coalition', models.BigIntegerField(null=True)),
                ('campaign', models.BigIntegerField(null=True)),
                ('reference', models.TextField(blank=True)),
                ('channel', models.TextField()),
                ('purpose', models.TextField()),
                ('state', models.TextField()),
                ('outcome', models.TextField(blank=True)),
                ('decision', models.JSONField()),
            ],
            options={
                'db_table': 'consent_attempt',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='consent.subject')),
                ('reference', models.CharField(max_length=32, unique=True)),
                ('event_ids', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ('issued_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('document', models.JSONField(help_text='the signed receipt, as the person keeps it', null=True)),
            ],
            options={
                'db_table': 'consent_receipt',
            },
        ),
        migrations.CreateModel(
            name='SubjectKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keys', to='consent.subject')),
                ('pepper_version', models.SmallIntegerField()),
                ('key', models.BinaryField(max_length=32)),
            ],
            options={
                'db_table': 'consent_subject_key',
                'constraints': [models.UniqueConstraint(fields=('key', 'pepper_version'), name='consent_subject_key_once')],
            },
        ),
    ]
