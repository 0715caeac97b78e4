from django.db import models

from coalition.platform.tenancy import OrganizationOwned


class Tag(OrganizationOwned):
    """A word that an organization puts on people. ``folded`` is the name as it is compared: no two look alike."""

    name = models.CharField(max_length=100)
    folded = models.CharField(max_length=200)
    created_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="orgs_tag_owned"),
            models.UniqueConstraint(fields=["organization", "folded"], name="orgs_tag_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ConstituentTag(OrganizationOwned):
    """A constituent has a tag: who put it there, and when."""

    constituent = models.ForeignKey(
        "orgs.Constituent", models.CASCADE, related_name="tags", db_constraint=False, db_index=False
    )
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="constituents", db_constraint=False, db_index=False)
    tagged_by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    tagged_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "constituent", "tag"], name="orgs_constituenttag_once"),
        ]
        indexes = [models.Index(fields=["organization", "tag", "constituent"], name="orgs_ct_by_tag")]

    def __str__(self) -> str:
        return f"{self.constituent_id} has tag {self.tag_id}"
