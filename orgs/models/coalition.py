from typing import ClassVar

from django.db import models

from coalition.platform.tenancy import PlatformOwned


class Coalition(PlatformOwned):
    """Organizations that campaign together."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(db_default=models.functions.Now())

    def __str__(self) -> str:
        return self.name


class CoalitionMember(PlatformOwned):
    """An organization in a coalition."""

    definer_reads: ClassVar[bool] = True  # whom a no to a coalition concerns

    coalition = models.ForeignKey(Coalition, models.CASCADE, related_name="members")
    organization = models.ForeignKey("orgs.Organization", models.CASCADE, related_name="coalition_memberships")
    joined_at = models.DateTimeField(db_default=models.functions.Now())
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["coalition", "organization"], name="orgs_coalitionmember_once")]

    def __str__(self) -> str:
        return f"{self.organization_id} in {self.coalition_id}"


class Coordinator(PlatformOwned):
    """A user who coordinates a coalition."""

    coalition = models.ForeignKey(Coalition, models.CASCADE, related_name="coordinators")
    user = models.ForeignKey("orgs.User", models.CASCADE, related_name="coordinations")
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["coalition", "user"], name="orgs_coordinator_once")]

    def __str__(self) -> str:
        return f"{self.user_id} coordinates {self.coalition_id}"
