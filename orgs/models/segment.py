from django.db import models

from coalition.platform.tenancy import OrganizationOwned


class Segment(OrganizationOwned):
    """A question about one's own people, kept as rules and answered anew each time.

    ``rules`` is ``{"match": "all"|"any", "conditions": [{"field", "test", "value"}]}``.
    """

    name = models.CharField(max_length=200)
    rules = models.JSONField(default=dict)
    created_by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+")
    rules_by = models.ForeignKey(
        "orgs.User", models.SET_NULL, null=True, related_name="+", db_index=False, help_text="who wrote the rules last"
    )
    created_at = models.DateTimeField(db_default=models.functions.Now())
    updated_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="orgs_segment_owned"),
            models.UniqueConstraint(fields=["organization", "name"], name="orgs_segment_once"),
        ]

    def __str__(self) -> str:
        return self.name
