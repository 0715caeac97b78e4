from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from coalition.platform.tenancy import SubjectOwned
from consent.ledger.models.subject import Subject


class Attempt(SubjectOwned):
    """A contact with a person: the truth of who talked to whom. Written by the gate, partitioned by month."""

    definer_deletes: ClassVar[bool] = True

    class State(models.TextChoices):
        CLAIMED = "claimed"
        SENT = "sent"
        FAILED = "failed"
        UNCERTAIN = "uncertain"

    app_rights: ClassVar[tuple[str, ...]] = ("SELECT",)

    id = models.BigAutoField(primary_key=True)
    subject = models.ForeignKey(Subject, models.CASCADE, related_name="+", db_constraint=False)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    acting_organization = models.BigIntegerField()
    on_behalf_of = models.BigIntegerField(null=True)
    coalition = models.BigIntegerField(null=True)
    campaign = models.BigIntegerField(null=True)
    reference = models.TextField(blank=True)
    channel = models.TextField()
    purpose = models.TextField()
    state = models.TextField()
    outcome = models.TextField(blank=True)
    decision = models.JSONField()

    class Meta:
        managed = False
        db_table = "consent_attempt"

    def __str__(self) -> str:
        return f"attempt {self.pk}"


class Hold(SubjectOwned):
    """A claim on a person for one channel and one window, taken before outreach, across campaigns."""

    definer_deletes: ClassVar[bool] = True

    app_rights: ClassVar[tuple[str, ...]] = ()

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="+")
    channel = models.CharField(max_length=16)
    window_no = models.IntegerField()
    organization = models.ForeignKey("orgs.Organization", models.CASCADE, related_name="+")
    campaign = models.BigIntegerField(null=True)
    taken_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "consent_hold"
        constraints = [
            models.UniqueConstraint(fields=["subject", "channel", "window_no"], name="consent_hold_once"),
        ]

    def __str__(self) -> str:
        return f"hold on {self.subject_id} by {self.organization_id}"
