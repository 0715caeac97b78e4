from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from coalition.platform.tenancy import OwnerKind


class Event(models.Model):
    """One thing that happened. Partitioned by month of ``recorded_at``; inserted by ``record`` alone, never changed."""

    owner_kind: ClassVar[OwnerKind] = OwnerKind.PARTY
    # Whoever acts for an organization writes down nothing that another, or a coalition, did.
    row_addition: ClassVar[str] = (
        "NULLIF(current_setting('app.organization_id', true), '') IS NULL"
        " OR (coalesce(acting_organization = NULLIF(current_setting('app.organization_id', true), '')::bigint, true)"
        " AND acting_coalition IS NULL)"
    )

    event_id = models.UUIDField(primary_key=True)
    recorded_at = models.DateTimeField()
    occurred_at = models.DateTimeField()
    xid = models.BigIntegerField()
    schema_version = models.SmallIntegerField()
    nonce = models.BinaryField()
    verb = models.TextField()
    outcome = models.TextField()
    actor_type = models.TextField()
    actor_ref = models.TextField()
    acting_organization = models.BigIntegerField(null=True)
    acting_coalition = models.BigIntegerField(null=True)
    on_behalf_of = models.BigIntegerField(null=True)
    owner_organization = models.BigIntegerField(null=True)
    object_type = models.TextField()
    object_ref = models.TextField()
    subject_count = models.IntegerField()
    subject_commitment = models.BinaryField(null=True)
    campaign = models.BigIntegerField(null=True)
    channel = models.TextField()
    purpose = models.TextField()
    legal_basis = models.TextField()
    consent_event_ids = ArrayField(models.UUIDField())
    grant_id = models.BigIntegerField(null=True)
    request_id = models.TextField()
    ip_prefix = models.TextField()
    detail = models.JSONField()

    class Meta:
        managed = False  # the partitioned table is made in SQL, by the first migration
        db_table = "audit_event"

    def __str__(self) -> str:
        return f"{self.verb} {self.event_id}"


class EventParty(models.Model):
    """An organization or coalition that may see an event."""

    owner_kind: ClassVar[OwnerKind] = OwnerKind.PARTY
    row_policy: ClassVar[str] = (
        "organization_id = NULLIF(current_setting('app.organization_id', true), '')::bigint"
        " OR (NULLIF(current_setting('app.organization_id', true), '') IS NULL"
        " AND coalition_id = ANY (NULLIF(current_setting('app.coalition_ids', true), '')::bigint[]))"
    )

    event_id = models.UUIDField()
    recorded_at = models.DateTimeField()
    organization_id = models.BigIntegerField(null=True)
    coalition_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization_id", "-recorded_at"], name="audit_party_organization"),
            models.Index(fields=["coalition_id", "-recorded_at"], name="audit_party_coalition"),
            models.Index(fields=["event_id"], name="audit_party_event"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(organization_id__isnull=False) ^ models.Q(coalition_id__isnull=False),
                name="audit_party_is_one",
            )
        ]
        db_table = "audit_event_party"

    def __str__(self) -> str:
        return f"{self.event_id} for {self.organization_id or self.coalition_id}"


class EventSubject(models.Model):
    """Whom an event is about: a consent subject and the salt of its commitment. Deleted by an erasure."""

    definer_deletes: ClassVar[bool] = True

    owner_kind: ClassVar[OwnerKind] = OwnerKind.SUBJECT
    definer_reads: ClassVar[bool] = True

    event_id = models.UUIDField()
    recorded_at = models.DateTimeField()
    subject_id = models.BigIntegerField()
    salt = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["subject_id", "-recorded_at"], name="audit_subject"),
            models.Index(fields=["event_id"], name="audit_subject_event"),
        ]
        db_table = "audit_event_subject"

    def __str__(self) -> str:
        return f"{self.event_id} about {self.subject_id}"
