from django.db import models

from coalition.platform.tenancy import OrganizationOwned


class FieldUse(OrganizationOwned):
    """When something that is collected was last used: in a segment, a contribution or a message.

    ``ref`` is ``tag:12``, ``custom:3`` or ``fact:city``.
    """

    ref = models.CharField(max_length=64)
    used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "ref"], name="orgs_fielduse_once")]

    def __str__(self) -> str:
        return self.ref


class Removal(OrganizationOwned):
    """What was removed and can be put back: a tag, custom field or fact of everybody, or something of one person."""

    class Kind(models.TextChoices):
        TAG = "tag"
        MERGED = "merged"  # a tag that went up in another
        CUSTOM = "custom"
        FACT = "fact"
        PERSON = "person"  # an address, handle, skill, role or contact point of one person

    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(max_length=100)
    definition = models.JSONField(default=dict, help_text="what is needed to make it anew; nothing about people")
    people = models.PositiveIntegerField()
    removed_by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    removed_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "id"], name="orgs_removal_owned")]
        indexes = [models.Index(fields=["organization", "expires_at"], name="orgs_removal_by_expiry")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class RemovedValue(OrganizationOwned):
    """What one constituent had of something that was removed, sealed under the organization's data key."""

    removal = models.ForeignKey(Removal, models.CASCADE, related_name="values", db_constraint=False, db_index=False)
    constituent = models.ForeignKey(
        "orgs.Constituent", models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "constituent", "removal"], name="orgs_removedvalue_once"),
        ]
        indexes = [models.Index(fields=["organization", "removal"], name="orgs_removedvalue_by_removal")]

    def __str__(self) -> str:
        return f"removed from {self.constituent_id}"
