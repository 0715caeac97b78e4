from django.contrib.postgres.fields import ArrayField
from django.db import models

from coalition.platform.tenancy import OrganizationOwned


class SavedView(OrganizationOwned):
    """Filters, columns and order of the people table under a name: one member's own, or shared with colleagues.

    ``filters`` are parameters of the page's address. Searched words are not kept: they may be somebody's address.
    """

    name = models.CharField(max_length=100)
    owner = models.ForeignKey("orgs.User", models.CASCADE, related_name="+", db_index=False)
    shared = models.BooleanField(default=False)
    filters = models.JSONField(default=dict)
    columns = ArrayField(models.CharField(max_length=32), default=list)
    sort = models.CharField(max_length=32, blank=True)
    created_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="orgs_savedview_owned"),
            models.UniqueConstraint(fields=["organization", "owner", "name"], name="orgs_savedview_once"),
        ]

    def __str__(self) -> str:
        return self.name


class SavedViewUse(OrganizationOwned):
    """When a member last opened a view: the last used stand first."""

    view = models.ForeignKey(SavedView, models.CASCADE, related_name="uses", db_constraint=False, db_index=False)
    user = models.ForeignKey("orgs.User", models.CASCADE, related_name="+", db_index=False)
    used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "view", "user"], name="orgs_savedviewuse_once")]

    def __str__(self) -> str:
        return f"{self.user_id} used {self.view_id}"


class Workspace(OrganizationOwned):
    """How one member has arranged their pages: columns of the people table, and whether the first week is put away."""

    user = models.ForeignKey("orgs.User", models.CASCADE, related_name="+", db_index=False)
    columns = ArrayField(models.CharField(max_length=32), null=True)
    first_week_closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "user"], name="orgs_workspace_once")]

    def __str__(self) -> str:
        return f"workspace of {self.user_id}"
