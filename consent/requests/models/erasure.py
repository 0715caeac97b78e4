from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from coalition.platform.tenancy import OrganizationOwned
from consent.requests.models.request import DataRequest


class Erasure(OrganizationOwned):
    """A deletion that one member proposed and another approved, and the evidence that it was done.

    ``counts`` says how many rows went from which table. Nothing here speaks of the person; kept for three years.
    """

    definer_reads: ClassVar[bool] = True

    request = models.ForeignKey(DataRequest, models.CASCADE, related_name="erasures", db_constraint=False)
    reference = models.CharField(max_length=32, db_index=True)
    proposed_by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+")
    proposed_at = models.DateTimeField(db_default=Now())
    approved_by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict, help_text="rows deleted, by table")
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "requests_erasure"
        constraints = [
            models.UniqueConstraint(fields=["organization", "request"], name="requests_erasure_once"),
            models.UniqueConstraint(fields=["organization", "reference"], name="requests_erasure_reference"),
        ]

    def __str__(self) -> str:
        return f"erasure {self.reference}"
