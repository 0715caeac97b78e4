import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from coalition.platform.tenancy import OrganizationOwned


class Endpoint(OrganizationOwned):
    """Where an organization's own system listens. It also reads the feed, with a token of its own."""

    url = models.CharField(max_length=2000)
    sealed_secret = models.BinaryField()
    sealed_previous = models.BinaryField(null=True, help_text="signs too until previous_until, after a rotation")
    previous_until = models.DateTimeField(null=True)
    token_hash = models.BinaryField(max_length=32)
    public_key = models.CharField(max_length=64, blank=True, help_text="whpk_…: acknowledgements are signed with it")
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.BigIntegerField(null=True)
    failing_since = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True, help_text="since then what is due waits")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "id"], name="propagation_endpoint_owned")]

    def __str__(self) -> str:
        return self.url


class FeedEntry(OrganizationOwned):
    """Something an organization's system is told: a topic and a payload. ``position`` has no gaps and no latecomers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    topic = models.CharField(max_length=64)
    about = models.CharField(max_length=64, help_text="what it is about: told once for each topic")
    position = models.BigIntegerField()
    payload = models.JSONField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="propagation_feedentry_owned"),
            models.UniqueConstraint(fields=["organization", "position"], name="propagation_feedentry_in_order"),
            models.UniqueConstraint(fields=["organization", "topic", "about"], name="propagation_feedentry_once"),
        ]

    definer_reads: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"{self.topic} {self.pk}"


class Delivery(OrganizationOwned):
    """One entry on its way to one endpoint: tried again with growing pauses, for three days."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DELIVERED = "delivered"
        DEAD = "dead"
        CANCELLED = "cancelled"

    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="deliveries", db_constraint=False)
    entry = models.ForeignKey(FeedEntry, models.CASCADE, related_name="deliveries", db_constraint=False)
    state = models.CharField(max_length=16, choices=State.choices, default=State.WAITING)
    attempts = models.IntegerField(default=0)
    first_tried_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField()
    last_status = models.IntegerField(null=True)
    problem = models.CharField(max_length=16, blank=True, help_text="a code: why the last attempt was no success")
    delivered_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    definer_reads: ClassVar[bool] = True

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["organization", "endpoint", "entry"], name="propagation_delivery_once"),
        ]
        indexes = [
            models.Index(fields=["organization", "state", "next_at"], name="propagation_delivery_due"),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"
