from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from coalition.platform.tenancy import OrganizationOwned
from orgs.models.constituent import Constituent


class Relationship(OrganizationOwned):
    """A tie between two constituents: ``person`` is <kind> ``other``. Kinds and their words: orgs/rules/ties.py."""

    class Strength(models.IntegerChoices):
        MET = 1
        KNOWS = 2
        KNOWS_WELL = 3

    person = models.ForeignKey(Constituent, models.CASCADE, related_name="ties", db_constraint=False)
    other = models.ForeignKey(Constituent, models.CASCADE, related_name="ties_back", db_constraint=False)
    kind = models.CharField(max_length=24)
    strength = models.PositiveSmallIntegerField(choices=Strength.choices, default=Strength.KNOWS)
    since = models.DateField(null=True)
    until = models.DateField(null=True, help_text="the last day; null while it lasts")
    note = models.CharField(max_length=300, blank=True)
    added_by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+", db_constraint=False)
    created_at = models.DateTimeField(db_default=models.functions.Now())
    removed_at = models.DateTimeField(null=True, help_text="can be put back for a while, then it is deleted")

    class Meta:
        indexes = [
            models.Index(
                fields=["organization", "person", "-strength"],
                include=["other", "until", "removed_at"],
                name="orgs_relationship_forward",
            ),
            models.Index(
                fields=["organization", "other", "-strength"],
                include=["person", "until", "removed_at"],
                name="orgs_relationship_backward",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="orgs_relationship_owned"),
            # In either direction: two people are not each other's parent, and married once.
            models.UniqueConstraint(
                F("organization"), Least("person", "other"), Greatest("person", "other"), F("kind"),
                condition=Q(removed_at__isnull=True, until__isnull=True),
                name="orgs_relationship_once",
            ),
            models.CheckConstraint(condition=~Q(person=F("other")), name="orgs_relationship_of_two"),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(since__lte=F("until")),
                name="orgs_relationship_in_order",
            ),
            models.CheckConstraint(condition=Q(strength__in=(1, 2, 3)), name="orgs_relationship_strength"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.other_id}"
