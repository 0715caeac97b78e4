import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orgs', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Endpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.organization')),
                ('url', models.CharField(max_length=2000)),
                ('sealed_secret', models.BinaryField()),
                ('sealed_previous', models.BinaryField(help_text='signs too until previous_until, after a rotation', null=True)),
                ('previous_until', models.DateTimeField(null=True)),
                ('token_hash', models.BinaryField(max_length=32)),
                ('public_key', models.CharField(blank=True, help_text='whpk_…: acknowledgements are signed with it', max_length=64)),
                ('active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('created_by', models.BigIntegerField(null=True)),
                ('failing_since', models.DateTimeField(null=True)),
                ('paused_at', models.DateTimeField(help_text='since then what is due waits', null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organization', 'id'), name='propagation_endpoint_owned')],
            },
        ),
        migrations.CreateModel(
            name='Escalation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('coalition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.coalition')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.organization')),
                ('obligations', models.IntegerField()),
                ('since', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['organization'], name='propagation_escalation_of')],
                'constraints': [models.UniqueConstraint(fields=('coalition', 'organization'), name='propagation_escalation_once')],
            },
        ),
        migrations.CreateModel(
            name='FeedEntry',
            fields=[
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.organization')),
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('topic', models.CharField(max_length=64)),
                ('about', models.CharField(help_text='what it is about: told once for each topic', max_length=64)),
                ('position', models.BigIntegerField()),
                ('payload', models.JSONField()),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organization', 'id'), name='propagation_feedentry_owned'), models.UniqueConstraint(fields=('organization', 'position'), name='propagation_feedentry_in_order'), models.UniqueConstraint(fields=('organization', 'topic', 'about'), name='propagation_feedentry_once')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.organization')),
                ('endpoint', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='propagation.endpoint')),
                ('entry', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='propagation.feedentry')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('delivered', 'Delivered'), ('dead', 'Dead'), ('cancelled', 'Cancelled')], default='waiting', max_length=16)),
                ('attempts', models.IntegerField(default=0)),
                ('first_tried_at', models.DateTimeField(null=True)),
                ('next_at', models.DateTimeField()),
                ('last_status', models.IntegerField(null=True)),
                ('problem', models.CharField(blank=True, help_text='a code: why the last attempt was no success', max_length=16)),
                ('delivered_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'verbose_name_plural': 'deliveries',
                'indexes': [models.Index(fields=['organization', 'state', 'next_at'], name='propagation_delivery_due')],
                'constraints': [models.UniqueConstraint(fields=('organization', 'endpoint', 'entry'), name='propagation_delivery_once')],
            },
        ),
    ]
