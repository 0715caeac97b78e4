from typing import ClassVar

from django.db import models

from coalition.platform.tenancy import PlatformOwned


class PortalToken(PlatformOwned):
    """A single-use way into the portal, stored hashed, short-lived by database time, for one subject."""

    token_hash = models.BinaryField(max_length=32, unique=True)
    code_hash = models.BinaryField(max_length=32)
    browser_hash = models.BinaryField(max_length=32)
    subject_id = models.BigIntegerField()
    sealed_address = models.BinaryField(help_text="the proven address, sealed under a key derived from the token")
    created_at = models.DateTimeField(db_default=models.functions.Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)

    app_rights: ClassVar[tuple[str, ...]] = ("SELECT", "INSERT", "UPDATE", "DELETE")

    def __str__(self) -> str:
        return f"portal token {self.pk}"


class LinkRequest(PlatformOwned):
    """Somebody asked for a link: what the limits count (per key, per address prefix)."""

    key_hash = models.BinaryField(max_length=32)
    ip_hash = models.BinaryField(max_length=32)
    asked_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        indexes = [
            models.Index(fields=["key_hash", "asked_at"], name="portal_link_by_key"),
            models.Index(fields=["ip_hash", "asked_at"], name="portal_link_by_ip"),
        ]

    def __str__(self) -> str:
        return f"link request {self.pk}"
