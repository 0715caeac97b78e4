from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from coalition.platform.tenancy import OwnerKind


class Mailbox(models.Model):
    """Identifiers that arrive in one place, as ``ann@gmail.com`` and ``a.nn+news@gmail.com``: a no reaches all."""

    definer_deletes: ClassVar[bool] = True

    owner_kind: ClassVar[OwnerKind] = OwnerKind.SUBJECT
    app_rights: ClassVar[tuple[str, ...]] = ()
    row_policy: ClassVar[str] = "false"

    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "consent_mailbox"

    def __str__(self) -> str:
        return f"mailbox {self.pk}"


class MailboxKey(models.Model):
    """The looser contact key of a mailbox under one pepper. Old peppers stay."""

    definer_deletes: ClassVar[bool] = True

    owner_kind: ClassVar[OwnerKind] = OwnerKind.SUBJECT
    app_rights: ClassVar[tuple[str, ...]] = ()
    row_policy: ClassVar[str] = "false"

    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="keys")
    pepper_version = models.SmallIntegerField()
    key = models.BinaryField(max_length=32)

    class Meta:
        db_table = "consent_mailbox_key"
        constraints = [models.UniqueConstraint(fields=["key", "pepper_version"], name="consent_mailbox_key_once")]

    def __str__(self) -> str:
        return f"key of mailbox {self.mailbox_id}"


class Subject(models.Model):
    """One identifier of a person: what the gate and a withdrawal lock. The application role has no right on it."""

    definer_deletes: ClassVar[bool] = True

    owner_kind: ClassVar[OwnerKind] = OwnerKind.SUBJECT
    app_rights: ClassVar[tuple[str, ...]] = ()
    row_policy: ClassVar[str] = (
        "id = ANY ((SELECT NULLIF(current_setting('app.subject_ids', true), '')::bigint[])::bigint[])"
    )

    created_at = models.DateTimeField(auto_now_add=True, db_default=Now())
    mailbox = models.ForeignKey(Mailbox, models.PROTECT, null=True, related_name="subjects")

    class Meta:
        db_table = "consent_subject"

    def __str__(self) -> str:
        return f"subject {self.pk}"


class SubjectKey(models.Model):
    """The contact key of a subject under one pepper. Old peppers stay."""

    definer_deletes: ClassVar[bool] = True

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

    definer_deletes: ClassVar[bool] = True

    owner_kind: ClassVar[OwnerKind] = OwnerKind.SUBJECT
    app_rights: ClassVar[tuple[str, ...]] = ("SELECT", "INSERT")
    row_addition: ClassVar[str] = "holder_id = NULLIF(current_setting('app.organization_id', true), '')::bigint"

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="+")
    holder = models.ForeignKey("orgs.Organization", models.CASCADE, related_name="+")
    since = models.DateTimeField(db_default=Now())
    source = models.TextField()
    export = models.BigIntegerField(null=True, help_text="the export that brought it; empty: its own list")
    given_by = models.BigIntegerField(null=True, help_text="the organization that passed it on; empty: nobody did")

    class Meta:
        db_table = "consent_holding"
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "holder", "export"], nulls_distinct=False, name="consent_holding_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.holder_id} holds {self.subject_id}"
