from django.db import models
from django.db.models import Q

from coalition.platform.tenancy import OrganizationOwned
from orgs.models.constituent import Constituent, Interest


class Engagement(OrganizationOwned):
    """How much somebody does with the organization, 0 to 100, with the parts it is made of (orgs/rules/engagement.py).

    Computed; whoever did nothing within two years has no row.
    """

    constituent = models.ForeignKey(Constituent, models.CASCADE, related_name="engagements", db_constraint=False)
    score = models.PositiveSmallIntegerField()
    recency = models.PositiveSmallIntegerField()
    frequency = models.PositiveSmallIntegerField()
    depth = models.PositiveSmallIntegerField()
    last_at = models.DateTimeField(help_text="what they did last")
    spoken_at = models.DateTimeField(null=True, help_text="a call or a meeting")
    year = models.JSONField(default=dict, help_text="how often within twelve months, by kind")
    computed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organization", "-score", "constituent"], name="orgs_engagement_by_score")]
        constraints = [
            models.UniqueConstraint(fields=["organization", "constituent"], name="orgs_engagement_once"),
            models.CheckConstraint(condition=Q(score__range=(0, 100)), name="orgs_engagement_score"),
        ]

    def __str__(self) -> str:
        return f"{self.constituent_id}: {self.score}"


class InferredInterest(OrganizationOwned):
    """A topic somebody seems to care about, from what they did. What they said themselves: ConstituentInterest."""

    constituent = models.ForeignKey(Constituent, models.CASCADE, related_name="inferred_interests", db_constraint=False)
    interest = models.ForeignKey(Interest, models.CASCADE, related_name="inferred", db_constraint=False)
    times = models.PositiveIntegerField()
    by_kind = models.JSONField(default=dict, help_text="how often, by kind of interaction")
    last_at = models.DateTimeField()
    computed_at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True, help_text="staff said that it is not so: never offered again")

    class Meta:
        indexes = [models.Index(fields=["organization", "interest"], name="orgs_inferred_by_interest")]
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="orgs_inferredinterest_owned"),
            models.UniqueConstraint(
                fields=["organization", "constituent", "interest"], name="orgs_inferredinterest_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.constituent_id} seems to care about {self.interest_id}"
