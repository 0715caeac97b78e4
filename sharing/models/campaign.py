from django.db import models

from coalition.platform.tenancy import CoalitionOwned, SharedOwned
from sharing.models.agreement import Mode, SharingAgreement


class Campaign(CoalitionOwned):
    """What a coalition wants to achieve together, by which channel, until when."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        OPEN = "open", "Open: organizations can contribute"
        RUNNING = "running", "Running: people are being called"
        CLOSED = "closed", "Closed"

    agreement = models.ForeignKey(SharingAgreement, models.PROTECT, related_name="+", db_constraint=False)
    name = models.CharField(max_length=200)
    objective = models.TextField(blank=True)
    purpose = models.CharField(max_length=32, default="contact")
    channel = models.CharField(max_length=16, default="phone")
    goal = models.PositiveIntegerField(default=0, help_text="conversations to reach")
    starts_on = models.DateField()
    ends_on = models.DateField()
    script = models.TextField(blank=True)
    script_es = models.TextField(blank=True, help_text="the same in Spanish, for people who speak it")
    calls_from = models.SmallIntegerField(default=9, help_text="the first hour of calling, in the person's zone")
    calls_until = models.SmallIntegerField(default=20, help_text="the hour at which calling ends; 0 to 24 is always")
    state = models.CharField(max_length=16, choices=State.choices, default=State.OPEN)
    created_by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coalition", "id"], name="sharing_campaign_owned"),
            models.UniqueConstraint(fields=["coalition", "name"], name="sharing_campaign_once"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="sharing_campaign_ends_after_start"
            ),
            models.CheckConstraint(
                condition=models.Q(calls_from__gte=0, calls_until__gt=models.F("calls_from"), calls_until__lte=24),
                name="sharing_campaign_calling_hours",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Grant(SharedOwned):
    """An organization contributes one segment to one campaign in one mode. Evaluated at the moment of use."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="grants", db_constraint=False)
    segment = models.ForeignKey("orgs.Segment", models.PROTECT, related_name="+", db_constraint=False)
    mode = models.CharField(max_length=16, choices=Mode.choices)
    capacity = models.PositiveIntegerField(default=500, help_text="how many people we can talk to")
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True)
    granted_by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        indexes = [models.Index(fields=["organization", "campaign"], name="sharing_grant_by_campaign")]
        constraints = [
            models.UniqueConstraint(fields=["organization", "coalition", "id"], name="sharing_grant_owned"),
            models.UniqueConstraint(
                fields=["organization", "campaign"],
                condition=models.Q(revoked_at__isnull=True),
                name="sharing_grant_one_live",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} to {self.campaign_id}: {self.mode}"


class GrantRequest(SharedOwned):
    """The question to one organization whether it contributes to a campaign, and its refusal if it does not."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="requests", db_constraint=False)
    sent_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    refused_by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "campaign"], name="sharing_grantrequest_once"),
        ]

    def __str__(self) -> str:
        return f"request to {self.organization_id} for {self.campaign_id}"
