import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('orgs', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='SharingAgreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('coalition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.coalition')),
                ('version', models.IntegerField()),
                ('title', models.CharField(max_length=200)),
                ('text', models.TextField()),
                ('modes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('count', 'Counts only'), ('messenger', 'Messenger: we talk to our own people')], max_length=16), size=None)),
                ('purposes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=32), size=None)),
                ('channels', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), size=None)),
                ('minimum_evidence', models.SmallIntegerField(default=3)),
                ('recipients', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), help_text='organizations named as recipients', size=None)),
                ('count_threshold', models.SmallIntegerField(default=10, help_text='counts below this are hidden')),
                ('count_budget', models.FloatField(default=30.0, help_text='lifetime epsilon for each pair of members')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('coalition', 'version'), name='sharing_agreement_once'), models.UniqueConstraint(fields=('coalition', 'id'), name='sharing_agreement_owned')],
            },
        ),
        migrations.CreateModel(
            name='AgreementAcceptance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('coalition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.coalition')),
                ('agreement', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='acceptances', to='sharing.sharingagreement')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.organization')),
                ('accepted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('accepted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('coalition', 'agreement', 'organization'), name='sharing_acceptance_once')],
            },
        ),
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('coalition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.coalition')),
                ('agreement', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.sharingagreement')),
                ('name', models.CharField(max_length=200)),
                ('objective', models.TextField(blank=True)),
                ('purpose', models.CharField(default='contact', max_length=32)),
                ('channel', models.CharField(default='phone', max_length=16)),
                ('goal', models.PositiveIntegerField(default=0, help_text='conversations to reach')),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('script', models.TextField(blank=True)),
                ('script_es', models.TextField(blank=True, help_text='the same in Spanish, for people who speak it')),
                ('calls_from', models.SmallIntegerField(default=9, help_text="the first hour of calling, in the person's zone")),
                ('calls_until', models.SmallIntegerField(default=20, help_text='the hour at which calling ends; 0 to 24 is always')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('open', 'Open: organizations can contribute'), ('running', 'Running: people are being called'), ('closed', 'Closed')], default='open', max_length=16)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('coalition', 'id'), name='sharing_campaign_owned'), models.UniqueConstraint(fields=('coalition', 'name'), name='sharing_campaign_once'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='sharing_campaign_ends_after_start'), models.CheckConstraint(condition=models.Q(('calls_from__gte', 0), ('calls_until__gt', models.F('calls_from')), ('calls_until__lte', 24)), name='sharing_campaign_calling_hours')],
            },
        ),
        migrations.CreateModel(
            name='Audience',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('coalition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.coalition')),
                ('campaign', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='audiences', to='sharing.campaign')),
                ('version', models.IntegerField()),
                ('state', models.CharField(choices=[('queued', 'Queued'), ('building', 'Building'), ('ready', 'Ready'), ('failed', 'Failed')], default='queued', max_length=16)),
                ('progress', models.IntegerField(default=0, help_text='percent')),
                ('result', models.JSONField(default=dict, help_text='released counts per organization, left out by reason')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('built_at', models.DateTimeField(null=True)),
                ('handed_out_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('coalition', 'campaign', 'version'), name='sharing_audience_once'), models.UniqueConstraint(fields=('coalition', 'id'), name='sharing_audience_owned')],
            },
        ),
        migrations.CreateModel(
            name='CountCharge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('coalition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.coalition')),
                ('campaign', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sharing.campaign')),
                ('release', models.BinaryField(max_length=32)),
                ('organizations', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('epsilon', models.FloatField()),
                ('charged_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('coalition', 'campaign', 'release'), name='sharing_charge_once')],
            },
        ),
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('coalition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.coalition')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.organization')),
                ('campaign', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='sharing.campaign')),
                ('segment', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.segment')),
                ('mode', models.CharField(choices=[('count', 'Counts only'), ('messenger', 'Messenger: we talk to our own people')], max_length=16)),
                ('capacity', models.PositiveIntegerField(default=500, help_text='how many people we can talk to')),
                ('expires_on', models.DateField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('granted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'indexes': [models.Index(fields=['organization', 'campaign'], name='sharing_grant_by_campaign')],
                'constraints': [models.UniqueConstraint(fields=('organization', 'coalition', 'id'), name='sharing_grant_owned'), models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('organization', 'campaign'), name='sharing_grant_one_live')],
            },
        ),
        migrations.CreateModel(
            name='GrantRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('coalition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.coalition')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.organization')),
                ('campaign', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='requests', to='sharing.campaign')),
                ('sent_at', models.DateTimeField(null=True)),
                ('refused_at', models.DateTimeField(null=True)),
                ('refused_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organization', 'campaign'), name='sharing_grantrequest_once')],
            },
        ),
        migrations.CreateModel(
            name='ListVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('coalition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.coalition')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.organization')),
                ('campaign', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sharing.campaign')),
                ('version', models.IntegerField()),
                ('people', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('subjects', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organization', 'campaign'), name='sharing_listversion_once')],
            },
        ),
        migrations.CreateModel(
            name='OverlapSnapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('coalition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.coalition')),
                ('campaign', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sharing.campaign')),
                ('state', models.BinaryField(help_text='digest of the list versions counted', max_length=32)),
                ('result', models.JSONField()),
                ('taken_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('coalition', 'campaign', 'state'), name='sharing_snapshot_once')],
            },
        ),
        migrations.CreateModel(
            name='ReleasedCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('coalition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.coalition')),
                ('campaign', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sharing.campaign')),
                ('topic', models.CharField(max_length=48)),
                ('organizations', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('value', models.IntegerField(help_text='empty: too small to show', null=True)),
                ('margin', models.IntegerField(default=0)),
                ('epsilon', models.FloatField()),
                ('question', models.BinaryField(max_length=32)),
                ('released_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'indexes': [models.Index(fields=['coalition', 'campaign', 'topic'], name='sharing_count_by_topic')],
                'constraints': [models.UniqueConstraint(fields=('coalition', 'campaign', 'question'), name='sharing_count_once')],
            },
        ),
        migrations.CreateModel(
            name='AudienceMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('coalition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.coalition')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.organization')),
                ('audience', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sharing.audience')),
                ('constituent', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.constituent')),
                ('contact_point', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.contactpoint')),
                ('affinity', models.SmallIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organization', 'audience', 'constituent'), name='sharing_audiencemember_once')],
            },
        ),
        migrations.CreateModel(
            name='AudienceTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('coalition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.coalition')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.organization')),
                ('audience', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sharing.audience')),
                ('reason', models.CharField(max_length=32)),
                ('people', models.IntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organization', 'audience', 'reason'), name='sharing_tally_once')],
            },
        ),
        migrations.CreateModel(
            name='CallList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('coalition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.coalition')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.organization')),
                ('campaign', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='call_lists', to='sharing.campaign')),
                ('audience', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sharing.audience')),
                ('name', models.CharField(max_length=200)),
                ('total', models.IntegerField(default=0)),
                ('handed_out_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('closed_at', models.DateTimeField(null=True)),
            ],
            options={
                'permissions': [('call_calllist', 'Can call the people on the list')],
                'constraints': [models.UniqueConstraint(fields=('organization', 'id'), name='sharing_calllist_owned'), models.UniqueConstraint(fields=('organization', 'audience'), name='sharing_calllist_once')],
            },
        ),
        migrations.CreateModel(
            name='CallListEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('coalition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.coalition')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.organization')),
                ('call_list', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='sharing.calllist')),
                ('constituent', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.constituent')),
                ('contact_point', models.ForeignKey(db_constraint=False, help_text='null: taken off the record since', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='orgs.contactpoint')),
                ('position', models.IntegerField()),
                ('state', models.CharField(choices=[('queued', 'Queued'), ('leased', 'Leased'), ('done', 'Done'), ('dropped', 'Dropped')], default='queued', max_length=8)),
                ('leased_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lease_expires_at', models.DateTimeField(null=True)),
                ('attempt', models.BigIntegerField(null=True)),
                ('revealed_at', models.DateTimeField(null=True)),
                ('tries', models.SmallIntegerField(default=0, help_text='calls that nobody answered')),
                ('outcome', models.CharField(blank=True, choices=[('talked', 'Talked'), ('no_answer', 'No answer'), ('left_message', 'Left message'), ('call_back', 'Call back later'), ('wrong_number', 'Wrong number'), ('do_not_call', 'Do not call again')], max_length=16)),
                ('dropped_because', models.CharField(blank=True, max_length=32)),
                ('due_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['organization', 'call_list', 'state', 'position'], name='sharing_entry_queue')],
                'constraints': [models.UniqueConstraint(fields=('organization', 'call_list', 'constituent'), name='sharing_entry_once'), models.UniqueConstraint(condition=models.Q(('state', 'leased')), fields=('organization', 'leased_by', 'call_list'), name='sharing_entry_one_lease')],
            },
        ),
        migrations.CreateModel(
            name='CallListGroupPermission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.group')),
                ('content_object', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, to='sharing.calllist')),
            ],
            options={
                'unique_together': {('group', 'permission', 'content_object')},
                'abstract': False,
            },
        ),
    ]
