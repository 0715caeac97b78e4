from django.db import models

from coalition.platform.tenancy import PlatformOwned


class OutboxMessage(PlatformOwned):
    """A mail or text that the demo did not send. Empty outside demo mode."""

    channel = models.CharField(max_length=8)
    recipient = models.CharField(max_length=254)
    subject = models.CharField(max_length=300, blank=True)
    body = models.TextField()
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        indexes = [models.Index(fields=["-id"], name="orgs_outbox_newest")]

    @property
    def stop_url(self) -> str:
        """Where a mail program's own button posts to (RFC 8058); empty for other mail."""
        if "List-Unsubscribe-Post" not in self.headers:
            return ""
        return str(self.headers.get("List-Unsubscribe", "")).strip("<>")

    def __str__(self) -> str:
        return f"{self.channel} to {self.recipient}"
