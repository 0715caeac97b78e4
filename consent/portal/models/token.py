from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from coalition.platform.tenancy import PlatformOwned


class LinkRequest(PlatformOwned):
    """Somebody asked for a link: what the limits count, and what the job mails. The address goes once it is mailed."""

    key_hash = models.BinaryField(max_length=32)
    ip_hash = models.BinaryField(max_length=32)
    browser_hash = models.BinaryField(max_length=32)
    kind = models.CharField(max_length=8)
    sealed_address = models.BinaryField()
    language = models.CharField(max_length=8)
    accepted = models.BooleanField()
    asked_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)

    app_rights: ClassVar[tuple[str, ...]] = ("SELECT", "INSERT", "UPDATE", "DELETE")

    class Meta:
        indexes = [
            models.Index(fields=["key_hash", "asked_at"], name="portal_link_by_key"),
            models.Index(fields=["ip_hash", "asked_at"], name="portal_link_by_ip"),
        ]

    def __str__(self) -> str:
        return f"link request {self.pk}"


class PortalToken(PlatformOwned):
    """A way into the portal for one identifier: works once, stored hashed, ten minutes by database time.

    The link opens it anywhere; the six digits only in the browser that asked, with five tries.
    """

    token_hash = models.BinaryField(max_length=32, unique=True)
    code_hash = models.BinaryField(max_length=32)
    browser_hash = models.BinaryField(max_length=32)
    subject_id = models.BigIntegerField()
    kind = models.CharField(max_length=8)
    sealed_address = models.BinaryField(help_text="the proven address, for the person alone")
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)
    full = models.BooleanField(default=False, db_default=False, help_text="sent a day after it was asked for")

    app_rights: ClassVar[tuple[str, ...]] = ("SELECT", "INSERT", "UPDATE", "DELETE")

    class Meta:
        indexes = [models.Index(fields=["browser_hash"], name="portal_token_by_browser")]

    def __str__(self) -> str:
        return f"portal token {self.pk}"


class StepUp(PlatformOwned):
    """Somebody in the portal proves more of themselves, to read everything: a code to another of their identifiers.

    Bound to the session, five tries, ten minutes. Where there is no other identifier, ``send_after`` is a day later
    and a second link goes to the one that was proven.
    """

    session_id = models.BigIntegerField()
    subject_id = models.BigIntegerField()
    kind = models.CharField(max_length=8)
    sealed_address = models.BinaryField(help_text="goes once the message is sent")
    language = models.CharField(max_length=8)
    code_hash = models.BinaryField(max_length=32)
    reads = models.BooleanField(default=True, db_default=True, help_text="a second proof to read, not to lift alone")
    asked_at = models.DateTimeField(db_default=Now())
    send_after = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)

    app_rights: ClassVar[tuple[str, ...]] = ("SELECT", "INSERT", "UPDATE", "DELETE")

    class Meta:
        indexes = [
            models.Index(fields=["session_id"], name="portal_stepup_by_session"),
            models.Index(fields=["subject_id", "asked_at"], name="portal_stepup_by_subject"),
        ]

    def __str__(self) -> str:
        return f"step up {self.pk}"


class PortalSession(PlatformOwned):
    """Somebody who has proven one identifier, for half an hour. Has nothing to do with the sign-in of staff."""

    secret_hash = models.BinaryField(max_length=32, unique=True)
    subject_id = models.BigIntegerField()
    kind = models.CharField(max_length=8)
    sealed_address = models.BinaryField()
    opened_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    full = models.BooleanField(default=False, db_default=False, help_text="proven enough to read everything")
    second_subject = models.BigIntegerField(null=True, help_text="the other identifier that was proven")

    app_rights: ClassVar[tuple[str, ...]] = ("SELECT", "INSERT", "UPDATE", "DELETE")

    def __str__(self) -> str:
        return f"portal session {self.pk}"
