from django.contrib.postgres.fields import ArrayField
from django.db import models

from coalition.platform.tenancy import CoalitionOwned, OwnerKind, SharedOwned
from sharing.models.campaign import Campaign


class ReleasedCount(CoalitionOwned):
    """A number that passed ``release_count``: the same question gets the same answer."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+", db_constraint=False)
    topic = models.CharField(max_length=48)
    organizations = ArrayField(models.BigIntegerField())
    value = models.IntegerField(null=True, help_text="empty: too small to show")
    margin = models.IntegerField(default=0)
    epsilon = models.FloatField()
    question = models.BinaryField(max_length=32)
    released_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        indexes = [models.Index(fields=["coalition", "campaign", "topic"], name="sharing_count_by_topic")]
        constraints = [
            models.UniqueConstraint(fields=["coalition", "campaign", "question"], name="sharing_count_once"),
        ]

    def __str__(self) -> str:
        return "hidden" if self.value is None else f"about {self.value}"


class CountCharge(CoalitionOwned):
    """What one release spent of the lifetime budget of every pair among ``organizations``."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+", db_constraint=False)
    release = models.BinaryField(max_length=32)
    organizations = ArrayField(models.BigIntegerField())
    epsilon = models.FloatField()
    charged_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coalition", "campaign", "release"], name="sharing_charge_once"),
        ]

    def __str__(self) -> str:
        return f"{self.epsilon} for {self.organizations}"


class ListVersion(SharedOwned):
    """One organization's list for one campaign, as last counted: parallel arrays of people and their subjects.

    A list that differs by fewer rows than the threshold keeps its version, so that two answers cannot be subtracted.
    Only that organization reads the row.
    """

    owner_kind = OwnerKind.ORGANIZATION

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+", db_constraint=False)
    version = models.IntegerField()
    people = ArrayField(models.BigIntegerField())
    subjects = ArrayField(models.BigIntegerField())
    created_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "campaign"], name="sharing_listversion_once"),
        ]

    def __str__(self) -> str:
        return f"list {self.version} of {self.organization_id} for {self.campaign_id}"


class OverlapSnapshot(CoalitionOwned):
    """The overlap of a campaign's lists in one state, as released numbers only."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+", db_constraint=False)
    state = models.BinaryField(max_length=32, help_text="digest of the list versions counted")
    result = models.JSONField()
    taken_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coalition", "campaign", "state"], name="sharing_snapshot_once"),
        ]

    def __str__(self) -> str:
        return f"overlap of {self.campaign_id}"
