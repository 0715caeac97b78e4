from django.db import models

from coalition.platform.tenancy import SharedOwned


class Escalation(SharedOwned):
    """A coalition is told that a member has overdue withdrawals: how many, of nobody in particular."""

    obligations = models.IntegerField()
    since = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coalition", "organization"], name="propagation_escalation_once"),
        ]
        indexes = [models.Index(fields=["organization"], name="propagation_escalation_of")]

    def __str__(self) -> str:
        return f"{self.organization_id} in {self.coalition_id}"
