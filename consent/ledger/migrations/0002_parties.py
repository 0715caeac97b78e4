import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("consent", "0001_initial"),
        ("orgs", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConsentEvent",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                (
                    "subject",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="consent.subject",
                    ),
                ),
                (
                    "recipient_organization",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="orgs.organization"
                    ),
                ),
                (
                    "recipient_coalition",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="orgs.coalition"
                    ),
                ),
                ("campaign", models.BigIntegerField(null=True)),
                ("purpose", models.CharField(blank=True, max_length=32)),
                ("channel", models.CharField(blank=True, max_length=16)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("granted", "Granted"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                            ("objected", "Objected"),
                            ("paused", "Paused"),
                            ("resumed", "Resumed"),
                            ("do_not_contact", "Do Not Contact"),
                            ("do_not_contact_lifted", "Do Not Contact Lifted"),
                            ("deceased", "Deceased"),
                            ("deceased_lifted", "Deceased Lifted"),
                            ("bounced", "Bounced"),
                            ("bounced_lifted", "Bounced Lifted"),
                            ("complained", "Complained"),
                            ("complained_lifted", "Complained Lifted"),
                            ("minor", "Minor"),
                            ("minor_lifted", "Minor Lifted"),
                        ],
                        max_length=32,
                    ),
                ),
                ("effective_at", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "actor_kind",
                    models.CharField(
                        choices=[
                            ("person", "Person"),
                            ("guardian", "Guardian"),
                            ("staff", "Staff"),
                            ("import", "Import"),
                            ("system", "System"),
                        ],
                        max_length=16,
                    ),
                ),
                ("evidence", models.SmallIntegerField()),
                (
                    "notice",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consent.notice"
                    ),
                ),
                ("legal_basis", models.CharField(blank=True, max_length=64)),
                (
                    "source_organization",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="orgs.organization"
                    ),
                ),
                ("source", models.TextField(blank=True)),
                (
                    "method",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("portal", "Portal"),
                            ("form", "Form"),
                            ("link", "link in a message"),
                            ("text", "text message"),
                            ("call", "Call"),
                            ("spoken", "conversation"),
                            ("paper", "Paper"),
                            ("list", "spreadsheet"),
                            ("signal", "signal of the browser (GPC)"),
                            ("bounce", "message of a mail server or provider"),
                        ],
                        db_default="",
                        max_length=16,
                    ),
                ),
                (
                    "authority",
                    models.CharField(
                        blank=True, db_default="", help_text="by what right a guardian speaks", max_length=32
                    ),
                ),
                (
                    "evidence_ref",
                    models.CharField(blank=True, db_default="", help_text="where the artefact lies", max_length=300),
                ),
                (
                    "named",
                    models.BinaryField(
                        help_text="name key of whom a grant speaks of; empty: anybody", max_length=32, null=True
                    ),
                ),
                (
                    "copied_from",
                    models.UUIDField(help_text="the event on another identifier of the mailbox it repeats", null=True),
                ),
            ],
            options={
                "db_table": "consent_event",
                "indexes": [
                    models.Index(fields=["subject", "effective_at", "recorded_at"], name="consent_event_order"),
                    models.Index(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "deceased",
                                    "deceased_lifted",
                                    "do_not_contact",
                                    "do_not_contact_lifted",
                                    "minor",
                                    "minor_lifted",
                                    "complained",
                                    "complained_lifted",
                                    "bounced",
                                    "bounced_lifted",
                                ],
                            )
                        ),
                        fields=["subject"],
                        name="consent_event_block",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "granted"), _negated=True),
                            models.Q(
                                models.Q(
                                    ("recipient_organization__isnull", False),
                                    ("recipient_coalition__isnull", False),
                                    _connector="OR",
                                ),
                                models.Q(("purpose", ""), _negated=True),
                                models.Q(("channel", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="consent_grant_names_recipient_purpose_channel",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("evidence__gte", 0), ("evidence__lte", 4)), name="consent_evidence_grade"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "paused"), _negated=True), ("until__isnull", False), _connector="OR"
                        ),
                        name="consent_pause_ends",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="consent.subject"
                    ),
                ),
                ("channel", models.CharField(max_length=16)),
                ("window_no", models.IntegerField()),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="orgs.organization"
                    ),
                ),
                ("campaign", models.BigIntegerField(null=True)),
                ("taken_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "consent_hold",
                "constraints": [
                    models.UniqueConstraint(fields=("subject", "channel", "window_no"), name="consent_hold_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Holding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="consent.subject"
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="orgs.organization"
                    ),
                ),
                ("since", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("source", models.TextField()),
                (
                    "export",
                    models.BigIntegerField(help_text="the export that brought it; empty: its own list", null=True),
                ),
                (
                    "given_by",
                    models.BigIntegerField(
                        help_text="the organization that passed it on; empty: nobody did", null=True
                    ),
                ),
            ],
            options={
                "db_table": "consent_holding",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subject", "holder", "export"), name="consent_holding_once", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Obligation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("event", models.UUIDField()),
                ("subject_id", models.BigIntegerField(null=True)),
                (
                    "holder",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="orgs.organization",
                    ),
                ),
                ("export", models.BigIntegerField(null=True)),
                ("kind", models.CharField(max_length=32)),
                ("purpose", models.CharField(blank=True, max_length=32)),
                ("channel", models.CharField(blank=True, max_length=16)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("delivered", "Delivered"),
                            ("acknowledged", "Acknowledged"),
                            ("attested", "Attested"),
                            ("overdue", "Overdue"),
                            ("escalated", "Escalated"),
                        ],
                        default="queued",
                        max_length=16,
                    ),
                ),
                (
                    "attestation",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("deleted", "Deleted"),
                            ("suppressed", "Suppressed"),
                            ("not_held", "not held"),
                            ("already_contacted", "already contacted"),
                            ("platform", "nothing left the platform"),
                        ],
                        max_length=32,
                    ),
                ),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("acknowledge_by", models.DateTimeField()),
                ("attest_by", models.DateTimeField()),
                ("delivered_at", models.DateTimeField(null=True)),
                ("acknowledged_at", models.DateTimeField(null=True)),
                ("attested_at", models.DateTimeField(null=True)),
                ("attested_by", models.BigIntegerField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
                ("overdue_at", models.DateTimeField(null=True)),
                ("escalated_at", models.DateTimeField(null=True)),
                ("acknowledgement", models.TextField(blank=True, help_text="the signed acknowledgement, as received")),
            ],
            options={
                "db_table": "consent_obligation",
                "indexes": [
                    models.Index(fields=["holder", "state", "attest_by"], name="consent_obligation_open"),
                    models.Index(fields=["subject_id"], name="consent_obligation_subject"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("event", "holder", "export"), name="consent_obligation_once", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "attested"), _negated=True),
                            models.Q(("attestation", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="consent_obligation_says_what",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Outlet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="orgs.organization",
                    ),
                ),
                ("name", models.CharField(max_length=32)),
                ("since", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "consent_outlet",
                "constraints": [models.UniqueConstraint(fields=("organization", "name"), name="consent_outlet_once")],
            },
        ),
        migrations.CreateModel(
            name="Suppression",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.BinaryField(max_length=32)),
                ("pepper_version", models.SmallIntegerField()),
                ("loose", models.BooleanField(default=False)),
                ("kind", models.CharField(max_length=32)),
                (
                    "recipient_organization",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="orgs.organization"
                    ),
                ),
                (
                    "recipient_coalition",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="orgs.coalition"
                    ),
                ),
                ("campaign", models.BigIntegerField(null=True)),
                ("purpose", models.CharField(blank=True, max_length=32)),
                ("channel", models.CharField(blank=True, max_length=16)),
                ("until", models.DateTimeField(null=True)),
                ("since", models.DateTimeField()),
            ],
            options={
                "db_table": "consent_suppression",
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "key",
                            "pepper_version",
                            "loose",
                            "kind",
                            "recipient_organization",
                            "recipient_coalition",
                            "campaign",
                            "purpose",
                            "channel",
                            "until",
                        ),
                        name="consent_suppression_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
    ]
