import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from coalition.platform.tenancy import OrganizationOwned, SubjectOwned


class Obligation(SubjectOwned):
    """A holder must act on a negative: one for each (event, holder, export), written with the event.

    Read by the holder and by the person. Changed by functions only. The subject goes at erasure, the duty stays.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        DELIVERED = "delivered"
        ACKNOWLEDGED = "acknowledged"
        ATTESTED = "attested"
        OVERDUE = "overdue"
        ESCALATED = "escalated"

    class Attestation(models.TextChoices):
        DELETED = "deleted"
        SUPPRESSED = "suppressed"
        NOT_HELD = "not_held", "not held"
        ALREADY_CONTACTED = "already_contacted", "already contacted"
        PLATFORM = "platform", "nothing left the platform"

    app_rights: ClassVar[tuple[str, ...]] = ("SELECT",)
    row_policy: ClassVar[str] = (
        "subject_id = ANY ((SELECT NULLIF(current_setting('app.subject_ids', true), '')::bigint[])::bigint[])"
        " OR holder_id = NULLIF(current_setting('app.organization_id', true), '')::bigint"
    )
    also_read_by: ClassVar[str] = "holder_id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    event = models.UUIDField()
    subject_id = models.BigIntegerField(null=True)
    holder = models.ForeignKey("orgs.Organization", models.CASCADE, related_name="+", db_index=False)
    export = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=32)
    purpose = models.CharField(max_length=32, blank=True)
    channel = models.CharField(max_length=16, blank=True)
    state = models.CharField(max_length=16, choices=State.choices, default=State.QUEUED)
    attestation = models.CharField(max_length=32, choices=Attestation.choices, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    acknowledge_by = models.DateTimeField()
    attest_by = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    attested_at = models.DateTimeField(null=True)
    attested_by = models.BigIntegerField(null=True)
    reminded_at = models.DateTimeField(null=True)
    overdue_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    acknowledgement = models.TextField(blank=True, help_text="the signed acknowledgement, as received")

    class Meta:
        db_table = "consent_obligation"
        constraints = [
            models.UniqueConstraint(
                fields=["event", "holder", "export"], nulls_distinct=False, name="consent_obligation_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="attested") | ~models.Q(attestation=""), name="consent_obligation_says_what"
            ),
        ]
        indexes = [
            models.Index(fields=["holder", "state", "attest_by"], name="consent_obligation_open"),
            models.Index(fields=["subject_id"], name="consent_obligation_subject"),
        ]

    def __str__(self) -> str:
        return f"obligation {self.pk}"


class Outlet(OrganizationOwned):
    """People leave the platform here by themselves (a webhook endpoint): their holder attests, not the platform."""

    definer_reads: ClassVar[bool] = True

    name = models.CharField(max_length=32)
    since = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "consent_outlet"
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="consent_outlet_once")]

    def __str__(self) -> str:
        return f"{self.name} of {self.organization_id}"
