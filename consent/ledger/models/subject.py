from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from coalition.platform.tenancy import OwnerKind


class Subject(models.Model):
    """One identifier of a person: what the gate and a withdrawal lock. The application role has no right on it."""

    owner_kind: ClassVar[OwnerKind] = OwnerKind.SUBJECT
    app_rights: ClassVar[tuple[str, ...]] = ()
    row_policy: ClassVar[str] = "id = ANY (NULLIF(current_setting('app.subject_ids', true), '')::bigint[])"

    created_at = models.DateTimeField(auto_now_add=True, db_default=Now())

    class Meta:
        db_table = "consent_subject"

    def __str__(self) -> str:
        return f"subject {self.pk}"


class SubjectKey(models.Model):
    """The contact key of a subject under one pepper. Old peppers stay."""

    owner_kind: ClassVar[OwnerKind] = OwnerKind.SUBJECT
    app_rights: ClassVar[tuple[str, ...]] = ()

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="keys")
    pepper_version = models.SmallIntegerField()
    key = models.BinaryField(max_length=32)

    class Meta:
        db_table = "consent_subject_key"
        constraints = [models.UniqueConstraint(fields=["key", "pepper_version"], name="consent_subject_key_once")]

    def __str__(self) -> str:
        return f"key of subject {self.subject_id}"


class Holding(models.Model):
    """An organization holds this identifier: whom a withdrawal must reach."""

    owner_kind: ClassVar[OwnerKind] = OwnerKind.SUBJECT
    app_rights: ClassVar[tuple[str, ...]] = ("SELECT", "INSERT")
    row_addition: ClassVar[str] = "holder_id = NULLIF(current_setting('app.organization_id', true), '')::bigint"

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="+")
    holder = models.ForeignKey("orgs.Organization", models.CASCADE, related_name="+")
    since = models.DateTimeField(db_default=Now())
    source = models.TextField()

    class Meta:
        db_table = "consent_holding"
        constraints = [models.UniqueConstraint(fields=["subject", "holder"], name="consent_holding_once")]

    def __str__(self) -> str:
        return f"{self.holder_id} holds {self.subject_id}"
