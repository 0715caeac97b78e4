from django.db import models

from coalition.platform.tenancy import OrganizationOwned


class PeopleList(OrganizationOwned):
    """A list of people put together by hand. Unlike a segment it changes only when somebody changes it."""

    name = models.CharField(max_length=100)
    created_by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="orgs_peoplelist_owned"),
            models.UniqueConstraint(fields=["organization", "name"], name="orgs_peoplelist_once"),
        ]

    def __str__(self) -> str:
        return self.name


class PeopleListMember(OrganizationOwned):
    """A constituent is on a list: who put them there, and when."""

    list = models.ForeignKey(PeopleList, models.CASCADE, related_name="members", db_constraint=False, db_index=False)
    constituent = models.ForeignKey(
        "orgs.Constituent", models.CASCADE, related_name="lists", db_constraint=False, db_index=False
    )
    added_by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    added_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "list", "constituent"], name="orgs_peoplelistmember_once"),
        ]
        indexes = [models.Index(fields=["organization", "constituent"], name="orgs_plm_by_constituent")]

    def __str__(self) -> str:
        return f"{self.constituent_id} is on {self.list_id}"
