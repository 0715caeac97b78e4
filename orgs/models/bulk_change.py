from django.db import models

from coalition.platform.tenancy import OrganizationOwned


class BulkChange(OrganizationOwned):
    """One thing done to many people at once, with what is needed to undo it for 30 days.

    ``target`` is the id of the tag or list, ``words`` its name (or the role) as it was shown. Of a task ``words`` is
    the title, ``target`` who is to do it, ``due`` by when.
    """

    kind = models.CharField(max_length=16, help_text="one of orgs.actions.bulk_kinds.KINDS")
    target = models.BigIntegerField(null=True)
    words = models.CharField(max_length=300, blank=True)
    due = models.DateField(null=True)
    people = models.PositiveIntegerField(default=0)
    done_by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    done_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "id"], name="orgs_bulkchange_owned")]
        indexes = [models.Index(fields=["organization", "-done_at"], name="orgs_bulkchange_by_time")]

    def __str__(self) -> str:
        return f"{self.kind} {self.words}"


class BulkChangedPerson(OrganizationOwned):
    """One person whom a bulk change changed. ``row``: what it added; ``by`` and ``at``: what it took away."""

    change = models.ForeignKey(BulkChange, models.CASCADE, related_name="rows", db_constraint=False, db_index=False)
    constituent = models.ForeignKey(
        "orgs.Constituent", models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    row = models.BigIntegerField(null=True)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "change", "constituent"], name="orgs_bulkchangedperson_once"
            ),
        ]
        indexes = [models.Index(fields=["organization", "constituent"], name="orgs_bcp_by_constituent")]

    def __str__(self) -> str:
        return f"{self.constituent_id} in {self.change_id}"
