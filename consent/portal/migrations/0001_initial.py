import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='LinkRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_hash', models.BinaryField(max_length=32)),
                ('ip_hash', models.BinaryField(max_length=32)),
                ('browser_hash', models.BinaryField(max_length=32)),
                ('kind', models.CharField(max_length=8)),
                ('sealed_address', models.BinaryField()),
                ('language', models.CharField(max_length=8)),
                ('accepted', models.BooleanField()),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('sent_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['key_hash', 'asked_at'], name='portal_link_by_key'), models.Index(fields=['ip_hash', 'asked_at'], name='portal_link_by_ip')],
            },
        ),
        migrations.CreateModel(
            name='PortalSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('secret_hash', models.BinaryField(max_length=32, unique=True)),
                ('subject_id', models.BigIntegerField()),
                ('kind', models.CharField(max_length=8)),
                ('sealed_address', models.BinaryField()),
                ('opened_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('expires_at', models.DateTimeField()),
                ('full', models.BooleanField(db_default=False, default=False, help_text='proven enough to read everything')),
                ('second_subject', models.BigIntegerField(help_text='the other identifier that was proven', null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PortalToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.BinaryField(max_length=32, unique=True)),
                ('code_hash', models.BinaryField(max_length=32)),
                ('browser_hash', models.BinaryField(max_length=32)),
                ('subject_id', models.BigIntegerField()),
                ('kind', models.CharField(max_length=8)),
                ('sealed_address', models.BinaryField(help_text='the proven address, for the person alone')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('tries', models.SmallIntegerField(default=0)),
                ('full', models.BooleanField(db_default=False, default=False, help_text='sent a day after it was asked for')),
            ],
            options={
                'indexes': [models.Index(fields=['browser_hash'], name='portal_token_by_browser')],
            },
        ),
        migrations.CreateModel(
            name='StepUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session_id', models.BigIntegerField()),
                ('subject_id', models.BigIntegerField()),
                ('kind', models.CharField(max_length=8)),
                ('sealed_address', models.BinaryField(help_text='goes once the message is sent')),
                ('language', models.CharField(max_length=8)),
                ('code_hash', models.BinaryField(max_length=32)),
                ('reads', models.BooleanField(db_default=True, default=True, help_text='a second proof to read, not to lift alone')),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('send_after', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('used_at', models.DateTimeField(null=True)),
                ('tries', models.SmallIntegerField(default=0)),
            ],
            options={
                'indexes': [models.Index(fields=['session_id'], name='portal_stepup_by_session'), models.Index(fields=['subject_id', 'asked_at'], name='portal_stepup_by_subject')],
            },
        ),
    ]
