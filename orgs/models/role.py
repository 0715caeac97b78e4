from django.db import models

from coalition.platform.tenancy import OrganizationOwned
from orgs.models.constituent import Constituent


class ConstituentRole(OrganizationOwned):
    """What a constituent is to the organization, from and until. The database refuses that one role overlaps itself."""

    constituent = models.ForeignKey(Constituent, models.CASCADE, related_name="roles", db_constraint=False)
    role = models.CharField(max_length=16, help_text="one of orgs.rules.roles.ROLES")
    since = models.DateField(null=True, help_text="null: nobody knows")
    until = models.DateField(null=True, help_text="the last day; null: still")
    created_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        indexes = [models.Index(fields=["organization", "role", "constituent"], name="orgs_constituentrole_by_role")]
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="orgs_constituentrole_owned"),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(since__isnull=True)
                | models.Q(until__gte=models.F("since")),
                name="orgs_constituentrole_in_order",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.role} {self.constituent_id}"
