from django.db import models

from coalition.platform.tenancy import OrganizationOwned
from orgs.models.constituent import Constituent


class SocialHandle(OrganizationOwned):
    """The name under which a constituent is found on a social network."""

    constituent = models.ForeignKey(Constituent, models.CASCADE, related_name="social_handles", db_constraint=False)
    network = models.CharField(max_length=16, help_text="one of orgs.rules.social.NETWORKS")
    handle = models.CharField(max_length=200, help_text="without @; for a website the whole address")
    created_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="orgs_socialhandle_owned"),
            models.UniqueConstraint(
                fields=["organization", "constituent", "network", "handle"], name="orgs_socialhandle_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.network} of {self.constituent_id}"
