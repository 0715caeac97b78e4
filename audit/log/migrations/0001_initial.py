import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('event_id', models.UUIDField(primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField()),
                ('occurred_at', models.DateTimeField()),
                ('xid', models.BigIntegerField()),
                ('schema_version', models.SmallIntegerField()),
                ('nonce', models.BinaryField()),
                ('verb', models.TextField()),
                ('outcome', models.TextField()),
                ('actor_type', models.TextField()),
                ('actor_ref', models.TextField()),
                ('acting_organization', models.BigIntegerField(null=True)),
                ('acting_coalition', models.BigIntegerField(null=True)),
                ('on_behalf_of', models.BigIntegerField(null=True)),
                ('owner_organization', models.BigIntegerField(null=True)),
                ('object_type', models.TextField()),
                ('object_ref', models.TextField()),
                ('subject_count', models.IntegerField()),
                ('subject_commitment', models.BinaryField(null=True)),
                ('campaign', models.BigIntegerField(null=True)),
                ('channel', models.TextField()),
                ('purpose', models.TextField()),
                ('legal_basis', models.TextField()),
                ('consent_event_ids', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ('grant_id', models.BigIntegerField(null=True)),
                ('request_id', models.TextField()),
                ('ip_prefix', models.TextField()),
                ('detail', models.JSONField()),
            ],
            options={
                'db_table': 'audit_event',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='EventParty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event_id', models.UUIDField()),
                ('recorded_at', models.DateTimeField()),
                ('organization_id', models.BigIntegerField(null=True)),
                ('coalition_id', models.BigIntegerField(null=True)),
            ],
            options={
                'db_table': 'audit_event_party',
                'indexes': [models.Index(fields=['organization_id', '-recorded_at'], name='audit_party_organization'), models.Index(fields=['coalition_id', '-recorded_at'], name='audit_party_coalition'), models.Index(fields=['event_id'], name='audit_party_event')],
                'constraints': [models.CheckConstraint(condition=models.Q(('organization_id__isnull', False), ('coalition_id__isnull', False), _connector='XOR'), name='audit_party_is_one')],
            },
        ),
        migrations.CreateModel(
            name='EventSubject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event_id', models.UUIDField()),
                ('recorded_at', models.DateTimeField()),
                ('subject_id', models.BigIntegerField()),
                ('salt', models.BinaryField()),
            ],
            options={
                'db_table': 'audit_event_subject',
                'indexes': [models.Index(fields=['subject_id', '-recorded_at'], name='audit_subject'), models.Index(fields=['event_id'], name='audit_subject_event')],
            },
        ),
    ]
