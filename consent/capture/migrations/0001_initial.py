import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orgs', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Form',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.organization')),
                ('coalition', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.coalition')),
                ('slug', models.SlugField(max_length=80)),
                ('kind', models.CharField(choices=[('sign_up', 'sign-up'), ('preferences', 'Preferences'), ('campaign', 'campaign opt-in'), ('coalition', 'coalition opt-in')], max_length=16)),
                ('campaign', models.BigIntegerField(help_text='the campaign that people agree to be contacted for', null=True)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('closed', 'Closed')], default='draft', max_length=16)),
                ('draft', models.JSONField(default=dict)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('slug',), name='capture_form_slug'), models.CheckConstraint(condition=models.Q(models.Q(('coalition__isnull', False), ('organization__isnull', True)), models.Q(('coalition__isnull', True), ('organization__isnull', False)), _connector='OR'), name='capture_form_one_owner'), models.UniqueConstraint(fields=('organization', 'id'), name='capture_form_of_organization'), models.UniqueConstraint(fields=('coalition', 'id'), name='capture_form_of_coalition')],
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_hash', models.BinaryField(max_length=32)),
                ('ip_hash', models.BinaryField(max_length=32)),
                ('accepted', models.BooleanField()),
                ('sent_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'indexes': [models.Index(fields=['key_hash', 'sent_at'], name='capture_submission_by_key'), models.Index(fields=['ip_hash', 'sent_at'], name='capture_submission_by_ip')],
            },
        ),
        migrations.CreateModel(
            name='FormVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.organization')),
                ('coalition', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.coalition')),
                ('form', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='capture.form')),
                ('number', models.PositiveIntegerField()),
                ('definition', models.JSONField()),
                ('questions', models.JSONField(help_text='by language, as they were asked')),
                ('notices', models.JSONField(help_text='by language: id, version, sha256 and text of the notice')),
                ('recipients', models.JSONField(help_text='ids and names of the organizations that the notice names')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('published_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('form', 'number'), name='capture_version_once'), models.CheckConstraint(condition=models.Q(models.Q(('coalition__isnull', False), ('organization__isnull', True)), models.Q(('coalition__isnull', True), ('organization__isnull', False)), _connector='OR'), name='capture_version_one_owner')],
            },
        ),
        migrations.CreateModel(
            name='SignUp',
            fields=[
                ('organization', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.organization')),
                ('coalition', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.coalition')),
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('form', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='capture.form')),
                ('version', models.PositiveIntegerField()),
                ('language', models.CharField(max_length=8)),
                ('state', models.CharField(choices=[('waiting', 'waiting for confirmation'), ('guardian', 'waiting for the guardian'), ('confirmed', 'Confirmed'), ('expired', 'never confirmed')], default='waiting', max_length=16)),
                ('refused', models.BooleanField(default=False, help_text='said no to something')),
                ('sealed', models.BinaryField()),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('expires_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['form', 'created_at'], name='capture_signup_by_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('coalition__isnull', False), ('organization__isnull', True)), models.Q(('coalition__isnull', True), ('organization__isnull', False)), _connector='OR'), name='capture_signup_one_owner'), models.UniqueConstraint(fields=('organization', 'id'), name='capture_signup_of_organization'), models.UniqueConstraint(fields=('coalition', 'id'), name='capture_signup_of_coalition')],
            },
        ),
        migrations.CreateModel(
            name='Proof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.organization')),
                ('coalition', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.coalition')),
                ('sign_up', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='proofs', to='capture.signup')),
                ('kind', models.CharField(choices=[('email', 'Email'), ('phone', 'Phone'), ('guardian', 'Guardian')], max_length=8)),
                ('address_hash', models.BinaryField(db_default=b'', help_text='keyed, to be found at erasure', max_length=32)),
                ('token_hash', models.BinaryField(max_length=32, null=True)),
                ('code_hash', models.BinaryField(max_length=32, null=True)),
                ('tries', models.SmallIntegerField(default=0)),
                ('sent_at', models.DateTimeField(null=True)),
                ('used_at', models.DateTimeField(null=True)),
                ('receipt', models.CharField(blank=True, help_text='the receipt of what it confirmed', max_length=32)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('sign_up', 'kind'), name='capture_proof_once'), models.UniqueConstraint(fields=('token_hash',), name='capture_proof_token'), models.CheckConstraint(condition=models.Q(models.Q(('coalition__isnull', False), ('organization__isnull', True)), models.Q(('coalition__isnull', True), ('organization__isnull', False)), _connector='OR'), name='capture_proof_one_owner')],
            },
        ),
    ]
