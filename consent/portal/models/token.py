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

    app_rights: ClassVar[tuple[str, ...]] = ("SELECT", "INSERT", "UPDATE", "DELETE")

    class Meta:
        indexes = [models.Index(fields=["browser_hash"], name="portal_token_by_browser")]

    def __str__(self) -> str:
        return f"portal token {self.pk}"


class PortalSession(PlatformOwned):
    """Somebody who has proven one identifier, for half an hour. Has nothing to do with the sign-in of staff."""

    secret_hash = models.BinaryField(max_length=32, unique=True)
    subject_id = models.BigIntegerField()
    kind = models.CharField(max_length=8)
    sealed_address = models.BinaryField()
    opened_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()

    app_rights: ClassVar[tuple[str, ...]] = ("SELECT", "INSERT", "UPDATE", "DELETE")

    def __str__(self) -> str:
        return f"portal session {self.pk}"
