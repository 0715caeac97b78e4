from django.db import models

from coalition.platform.tenancy import OrganizationOwned


class Presence(OrganizationOwned):
    """Who has a person's page open, as their browser last said. Worth nothing a minute later: the table is unlogged."""

    constituent = models.ForeignKey(
        "orgs.Constituent", models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    user = models.ForeignKey("orgs.User", models.CASCADE, related_name="+", db_index=False)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "constituent", "user"], name="orgs_presence_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} looks at {self.constituent_id}"
