import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from coalition.platform.tenancy import PlatformOwned, SubjectOwned
from consent.ledger.models.subject import Subject


class Purpose(models.TextChoices):
    CONTACT = "contact", "be contacted for a campaign"
    SHARE = "share", "pass my details to the named recipient"
    MATCH = "match", "tell members that I am on several lists"


class Channel(models.TextChoices):
    EMAIL = "email", "e-mail"
    PHONE = "phone", "phone"
    SMS = "sms", "text message"
    POST = "post", "post"
    VISIT = "visit", "visit"
    SOCIAL = "social", "social media"


class Kind(models.TextChoices):
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    OBJECTED = "objected"
    PAUSED = "paused"
    RESUMED = "resumed"
    DO_NOT_CONTACT = "do_not_contact"
    DO_NOT_CONTACT_LIFTED = "do_not_contact_lifted"
    DECEASED = "deceased"
    DECEASED_LIFTED = "deceased_lifted"
    BOUNCED = "bounced"
    BOUNCED_LIFTED = "bounced_lifted"
    COMPLAINED = "complained"
    COMPLAINED_LIFTED = "complained_lifted"
    MINOR = "minor"
    MINOR_LIFTED = "minor_lifted"


BLOCKS = [
    f"{block}{lifted}"
    for block in (Kind.DECEASED, Kind.DO_NOT_CONTACT, Kind.MINOR, Kind.COMPLAINED, Kind.BOUNCED)
    for lifted in ("", "_lifted")
]


class Method(models.TextChoices):
    """How it was said."""

    PORTAL = "portal"
    FORM = "form"
    LINK = "link", "link in a message"
    TEXT = "text", "text message"
    CALL = "call"
    SPOKEN = "spoken", "conversation"
    PAPER = "paper"
    LIST = "list", "spreadsheet"
    SIGNAL = "signal", "signal of the browser (GPC)"
    BOUNCE = "bounce", "message of a mail server or provider"


class ActorKind(models.TextChoices):
    PERSON = "person"
    GUARDIAN = "guardian"
    STAFF = "staff"
    IMPORT = "import"
    SYSTEM = "system"


class Notice(PlatformOwned):
    """What a person was told, word for word. Immutable: a change is a new version."""

    name = models.TextField()
    version = models.IntegerField()
    language = models.CharField(max_length=8)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    recipients = models.JSONField(default=list)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "consent_notice"
        constraints = [
            models.UniqueConstraint(fields=["sha256", "language"], name="consent_notice_once"),
        ]

    app_rights = ("SELECT", "INSERT")

    def __str__(self) -> str:
        return f"{self.name} v{self.version} ({self.language})"


class ConsentEvent(SubjectOwned):
    """Something a person (or somebody for them) said about being contacted or shared. Append-only.

    ``recipient_organization`` and ``recipient_coalition`` both empty mean every recipient; empty ``purpose`` or
    ``channel`` mean all: only negatives may be that broad.
    """

    definer_deletes: ClassVar[bool] = True

    # A person speaks for their own identifiers. An organization speaks for itself, grants no more than its dated word
    # (or a guardian's paper), and lifts nothing but its own reports. That somebody died, is under age or cannot be
    # reached it says to everybody; that they want nobody to contact them only on their own paper; that they are not to
    # be passed on, to a coalition of its own. Copies for mailbox-mates are written by a trigger alone.
    row_addition: ClassVar[str] = (
        "copied_from IS NULL AND (subject_id"
        " = ANY ((SELECT NULLIF(current_setting('app.subject_ids', true), '')::bigint[])::bigint[])"
        " OR (source_organization_id = NULLIF(current_setting('app.organization_id', true), '')::bigint"
        " AND kind NOT IN ('resumed', 'do_not_contact_lifted', 'complained_lifted')"
        " AND CASE"
        " WHEN kind IN ('deceased', 'bounced', 'complained', 'minor') THEN true"
        " WHEN kind IN ('deceased_lifted', 'bounced_lifted', 'minor_lifted')"
        " THEN actor_kind IN ('staff', 'system') AND evidence_ref <> ''"
        " WHEN kind = 'do_not_contact' THEN evidence = 2 AND evidence_ref <> ''"
        " WHEN kind = 'refused' AND purpose IN ('share', 'match') AND recipient_organization_id IS NULL"
        " THEN recipient_coalition_id = ANY (NULLIF(current_setting('app.coalition_ids', true), '')::bigint[])"
        " WHEN kind = 'granted' THEN evidence <= 2 AND (purpose <> 'contact'"
        " OR recipient_organization_id = source_organization_id)"
        " AND (actor_kind IN ('staff', 'import', 'system')"
        " OR (actor_kind = 'guardian' AND authority <> '' AND until IS NOT NULL))"
        " ELSE recipient_organization_id = source_organization_id END))"
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    subject = models.ForeignKey(Subject, models.CASCADE, related_name="events", db_index=False)  # the order has one
    recipient_organization = models.ForeignKey("orgs.Organization", models.CASCADE, null=True, related_name="+")
    recipient_coalition = models.ForeignKey("orgs.Coalition", models.CASCADE, null=True, related_name="+")
    campaign = models.BigIntegerField(null=True)
    purpose = models.CharField(max_length=32, blank=True)
    channel = models.CharField(max_length=16, blank=True)
    kind = models.CharField(max_length=32, choices=Kind.choices)
    effective_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())
    actor_kind = models.CharField(max_length=16, choices=ActorKind.choices)
    evidence = models.SmallIntegerField()
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, related_name="+")
    legal_basis = models.CharField(max_length=64, blank=True)
    source_organization = models.ForeignKey("orgs.Organization", models.CASCADE, null=True, related_name="+")
    source = models.TextField(blank=True)
    method = models.CharField(max_length=16, choices=Method.choices, blank=True, db_default="")
    authority = models.CharField(max_length=32, blank=True, db_default="", help_text="by what right a guardian speaks")
    evidence_ref = models.CharField(max_length=300, blank=True, db_default="", help_text="where the artefact lies")
    named = models.BinaryField(max_length=32, null=True, help_text="name key of whom a grant speaks of; empty: anybody")
    copied_from = models.UUIDField(null=True, help_text="the event on another identifier of the mailbox it repeats")

    class Meta:
        db_table = "consent_event"
        indexes = [
            models.Index(fields=["subject", "effective_at", "recorded_at"], name="consent_event_order"),
            # Blocks are rare, and every question asks for them.
            models.Index(fields=["subject"], name="consent_event_block", condition=models.Q(kind__in=BLOCKS)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="granted")
                | (
                    (models.Q(recipient_organization__isnull=False) | models.Q(recipient_coalition__isnull=False))
                    & ~models.Q(purpose="")
                    & ~models.Q(channel="")
                ),
                name="consent_grant_names_recipient_purpose_channel",
            ),
            models.CheckConstraint(condition=models.Q(evidence__gte=0, evidence__lte=4), name="consent_evidence_grade"),
            models.CheckConstraint(
                condition=~models.Q(kind="paused") | models.Q(until__isnull=False), name="consent_pause_ends"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.purpose or 'all'}/{self.channel or 'all'}"
