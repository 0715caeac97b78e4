from django.db import models

from coalition.platform.tenancy import OrganizationOwned
from orgs.models.constituent import Constituent, ContactPoint
from orgs.models.segment import Segment


class Message(OrganizationOwned):
    """Something an organization writes to a segment of its people, or to one of them."""

    class Channel(models.TextChoices):
        EMAIL = "email"
        SMS = "sms"

    class State(models.TextChoices):
        DRAFT = "draft"
        QUEUED = "queued"
        SENDING = "sending"
        PAUSED = "paused"
        CANCELLED = "cancelled"
        DONE = "done"

    segment = models.ForeignKey(Segment, models.SET_NULL, null=True, related_name="+", db_constraint=False)
    constituent = models.ForeignKey(Constituent, models.CASCADE, null=True, related_name="+", db_constraint=False)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    language = models.CharField(max_length=8, default="en")
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    reply_to = models.EmailField(blank=True)
    state = models.CharField(max_length=16, choices=State.choices, default=State.DRAFT)
    problem = models.CharField(max_length=40, blank=True, help_text="a code: why it does not go on by itself")
    created_by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=models.functions.Now())
    started_by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "-id"], name="orgs_message_newest")]
        constraints = [models.UniqueConstraint(fields=["organization", "id"], name="orgs_message_owned")]

    def __str__(self) -> str:
        return self.subject or f"message {self.pk}"


class MessageRecipient(OrganizationOwned):
    """One person of a message, by one identifier: nobody gets it twice, nor one address for two people."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"
        UNCERTAIN = "uncertain"
        LEFT_OUT = "left_out"

    message = models.ForeignKey(Message, models.CASCADE, related_name="recipients", db_constraint=False)
    constituent = models.ForeignKey(Constituent, models.CASCADE, related_name="+", db_constraint=False)
    contact_point = models.ForeignKey(
        ContactPoint,
        models.SET_NULL,
        null=True,
        related_name="+",
        db_constraint=False,
        help_text="null: taken off since",
    )
    state = models.CharField(max_length=16, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=40, blank=True, help_text="a code: why not, or what went wrong")
    attempt = models.BigIntegerField(null=True)
    provider_reference = models.CharField(max_length=200, blank=True)
    tries = models.SmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        indexes = [
            models.Index(fields=["organization", "message", "state", "id"], name="orgs_mr_by_state"),
            models.Index(fields=["organization", "constituent"], name="orgs_mr_by_constituent"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "message", "constituent"], name="orgs_messagerecipient_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"


class Reply(OrganizationOwned):
    """A text that a person sent back and that is no keyword: somebody of the organization reads it."""

    class Mark(models.TextChoices):
        STOP = "stop"
        COMPLAINT = "complaint"
        NOTHING = "nothing"

    constituent = models.ForeignKey(Constituent, models.CASCADE, null=True, related_name="+", db_constraint=False)
    subject = models.ForeignKey("consent.Subject", models.PROTECT, related_name="+")
    sealed = models.BinaryField(help_text="the words, under the organization's data key")
    reference = models.CharField(max_length=64, help_text="the provider's: a text delivered twice is read once")
    maybe_stop = models.BooleanField(default=False, help_text="has a word that means stop")
    mark = models.CharField(max_length=16, choices=Mark.choices, blank=True)
    marked_by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+")
    marked_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        indexes = [models.Index(fields=["organization", "mark", "-id"], name="orgs_reply_by_mark")]
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="orgs_reply_owned"),
            models.UniqueConstraint(fields=["organization", "reference"], name="orgs_reply_once"),
        ]

    def __str__(self) -> str:
        return f"reply {self.pk}"
