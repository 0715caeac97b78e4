"""What happened between a constituent and the organization."""

from django.db import models
from django.db.models.functions import Now

from coalition.platform.tenancy import OrganizationOwned
from orgs.models.constituent import Constituent, Interest


class Interaction(OrganizationOwned):
    """Something a constituent did with the organization, or the organization with them. Partitioned by month.

    ``summary`` is one line (of press coverage its title), ``body`` the longer text of a note. ``campaign``: the contact
    was made for a campaign of a coalition. ``ask_id``: the Ask it belonged to.
    """

    class Kind(models.TextChoices):
        CALL = "call"
        MAIL = "mail"
        TEXT = "text"
        LETTER = "letter"
        MEETING = "meeting"
        EVENT = "event"
        PETITION = "petition"
        GIFT = "gift"
        SHIFT = "shift"
        SOCIAL = "social"
        PRESS = "press"
        NOTE = "note"

    class Sentiment(models.TextChoices):
        GOOD = "good"
        NEUTRAL = "neutral"
        BAD = "bad"

    id = models.BigAutoField(primary_key=True)
    constituent = models.ForeignKey(Constituent, models.CASCADE, related_name="interactions", db_constraint=False)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    occurred_at = models.DateTimeField()
    summary = models.CharField(max_length=300)
    body = models.TextField(blank=True, db_default="")
    outcome = models.CharField(max_length=32, blank=True)
    sentiment = models.CharField(max_length=8, choices=Sentiment.choices, blank=True, db_default="")
    topic = models.ForeignKey(Interest, models.SET_NULL, null=True, related_name="+", db_constraint=False)
    outlet = models.CharField(max_length=200, blank=True, db_default="", help_text="where it was published")
    link = models.CharField(max_length=500, blank=True, db_default="")
    campaign = models.BigIntegerField(null=True)
    ask_id = models.BigIntegerField(null=True)
    actor = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+", db_constraint=False)
    source = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(null=True, db_default=Now())
    changed_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "orgs_interaction"

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Mention(OrganizationOwned):
    """A note names a colleague, who finds it in their inbox. ``occurred_at`` is the note's: half of its key."""

    interaction = models.ForeignKey(Interaction, models.CASCADE, related_name="mentions", db_constraint=False)
    occurred_at = models.DateTimeField()
    constituent = models.ForeignKey(Constituent, models.CASCADE, related_name="+", db_constraint=False)
    member = models.ForeignKey("orgs.User", models.CASCADE, related_name="+")
    by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "member", "interaction"], name="orgs_mention_once"),
        ]
        indexes = [
            models.Index(fields=["organization", "member", "-created_at", "-id"], name="orgs_mention_inbox"),
            models.Index(fields=["organization", "occurred_at", "interaction"], name="orgs_mention_by_note"),
            models.Index(fields=["organization", "constituent"], name="orgs_mention_by_constituent"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.interaction_id}"
