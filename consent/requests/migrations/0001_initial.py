import django.contrib.postgres.fields
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
            name='DataRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.organization')),
                ('reference', models.CharField(max_length=32)),
                ('kind', models.CharField(choices=[('access', 'See what is held'), ('portability', 'Take the data along'), ('correct', 'Correct something'), ('object', 'Object to the use'), ('restrict', 'Restrict the use'), ('erase', 'Delete the information'), ('complain', 'Complaint')], max_length=16)),
                ('state', models.CharField(choices=[('open', 'Open'), ('proposed', 'Waiting for approval'), ('erasing', 'Being deleted'), ('answered', 'Answered'), ('refused', 'Refused')], default='open', max_length=16)),
                ('via', models.CharField(choices=[('portal', 'the portal'), ('letter', 'a letter'), ('mail', 'an e-mail'), ('phone', 'a phone call'), ('visit', 'a visit in person')], max_length=16)),
                ('identity', models.CharField(choices=[('portal', 'They proved an address or number in the portal'), ('document', 'They showed an identity document'), ('call_back', 'We called back on a number we already had'), ('known', 'A member knows them in person'), ('unchecked', 'Not checked yet')], default='unchecked', max_length=16)),
                ('everywhere', models.BooleanField(default=False, help_text='asked of every organization at once')),
                ('subject', models.BigIntegerField(help_text='the proven identifier', null=True)),
                ('people', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, help_text='which of our people it is', size=None)),
                ('sealed', models.BinaryField(db_default=b'', default=b'', help_text='its ``Words``')),
                ('language', models.CharField(default='en', max_length=8)),
                ('country', models.CharField(help_text='whose law sets the day', max_length=2)),
                ('received_on', models.DateField()),
                ('due_on', models.DateField()),
                ('extended_because', models.CharField(blank=True, max_length=32)),
                ('refused_because', models.CharField(blank=True, max_length=32)),
                ('letter_state', models.CharField(blank=True, help_text='draft, queued, mailed or posted', max_length=8)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'requests_datarequest',
                'indexes': [models.Index(fields=['organization', 'state', 'due_on'], name='requests_queue'), models.Index(fields=['subject'], name='requests_by_subject')],
                'constraints': [models.UniqueConstraint(fields=('organization', 'id'), name='requests_datarequest_owned'), models.UniqueConstraint(fields=('organization', 'reference'), name='requests_datarequest_reference')],
            },
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.organization')),
                ('request', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='erasures', to='requests.datarequest')),
                ('reference', models.CharField(db_index=True, max_length=32)),
                ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('approved_at', models.DateTimeField(null=True)),
                ('counts', models.JSONField(default=dict, help_text='rows deleted, by table')),
                ('done_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'requests_erasure',
                'constraints': [models.UniqueConstraint(fields=('organization', 'request'), name='requests_erasure_once'), models.UniqueConstraint(fields=('organization', 'reference'), name='requests_erasure_reference')],
            },
        ),
        migrations.CreateModel(
            name='RequestStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.organization')),
                ('request', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='requests.datarequest')),
                ('step', models.CharField(max_length=32)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'requests_requeststep',
                'indexes': [models.Index(fields=['organization', 'request', 'id'], name='requests_steps')],
            },
        ),
    ]
