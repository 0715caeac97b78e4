from django.contrib.postgres.fields import ArrayField
from django.db import models

from coalition.platform.tenancy import CoalitionOwned


class Mode(models.TextChoices):
    """What an organization contributes, from least to most. Hashed and reveal come with their own issue."""

    COUNT = "count", "Counts only"
    MESSENGER = "messenger", "Messenger: we talk to our own people"


class SharingAgreement(CoalitionOwned):
    """What the members agreed: text, and clauses that the platform enforces. A change is a new version."""

    version = models.IntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField()
    modes = ArrayField(models.CharField(max_length=16, choices=Mode.choices))
    purposes = ArrayField(models.CharField(max_length=32))
    channels = ArrayField(models.CharField(max_length=16))
    minimum_evidence = models.SmallIntegerField(default=3)
    recipients = ArrayField(models.BigIntegerField(), help_text="organizations named as recipients")
    count_threshold = models.SmallIntegerField(default=10, help_text="counts below this are hidden")
    count_budget = models.FloatField(default=30.0, help_text="lifetime epsilon for each pair of members")
    created_by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coalition", "version"], name="sharing_agreement_once"),
            models.UniqueConstraint(fields=["coalition", "id"], name="sharing_agreement_owned"),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"


class AgreementAcceptance(CoalitionOwned):
    """An organization's admin accepted an agreement. All members see who did."""

    agreement = models.ForeignKey(SharingAgreement, models.CASCADE, related_name="acceptances", db_constraint=False)
    organization = models.ForeignKey("orgs.Organization", models.CASCADE, related_name="+")
    accepted_by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+")
    accepted_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coalition", "agreement", "organization"], name="sharing_acceptance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} accepted {self.agreement_id}"
