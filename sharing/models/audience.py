from django.db import models
from django.utils.translation import gettext_lazy as _

from coalition.platform.tenancy import CoalitionOwned, OwnerKind, SharedOwned
from sharing.models.campaign import Campaign


class Audience(CoalitionOwned):
    """One build of a campaign's audience: candidates only; the gate decides at every contact."""

    class State(models.TextChoices):
        QUEUED = "queued"
        BUILDING = "building"
        READY = "ready"
        FAILED = "failed"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="audiences", db_constraint=False)
    version = models.IntegerField()
    state = models.CharField(max_length=16, choices=State.choices, default=State.QUEUED)
    progress = models.IntegerField(default=0, help_text="percent")
    result = models.JSONField(default=dict, help_text="released counts per organization, left out by reason")
    created_by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=models.functions.Now())
    built_at = models.DateTimeField(null=True)
    handed_out_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coalition", "campaign", "version"], name="sharing_audience_once"),
            models.UniqueConstraint(fields=["coalition", "id"], name="sharing_audience_owned"),
        ]

    def __str__(self) -> str:
        return f"audience {self.version} of {self.campaign_id}"


class AudienceMember(SharedOwned):
    """A constituent whom one organization may ask for. Only that organization reads the row.

    The coordinator reads released counts, never rows: an organization's share of a person is that organization's.
    """

    owner_kind = OwnerKind.ORGANIZATION

    audience = models.ForeignKey(Audience, models.CASCADE, related_name="+", db_constraint=False)
    constituent = models.ForeignKey("orgs.Constituent", models.CASCADE, related_name="+", db_constraint=False)
    contact_point = models.ForeignKey("orgs.ContactPoint", models.CASCADE, related_name="+", db_constraint=False)
    affinity = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "audience", "constituent"], name="sharing_audiencemember_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.constituent_id} in {self.audience_id}"


class AudienceTally(SharedOwned):
    """How many of one organization's people are in an audience, or were left out for which reason, exactly.

    Only that organization reads the row; ``included`` is the reason of those who are in.
    """

    owner_kind = OwnerKind.ORGANIZATION

    audience = models.ForeignKey(Audience, models.CASCADE, related_name="+", db_constraint=False)
    reason = models.CharField(max_length=32)
    people = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "audience", "reason"], name="sharing_tally_once"),
        ]

    def __str__(self) -> str:
        return f"{self.people} {self.reason}"


class CallList(SharedOwned):
    """The people one organization's volunteers call for one campaign."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="call_lists", db_constraint=False)
    audience = models.ForeignKey(Audience, models.CASCADE, related_name="+", db_constraint=False)
    name = models.CharField(max_length=200)
    total = models.IntegerField(default=0)
    handed_out_at = models.DateTimeField(db_default=models.functions.Now())
    closed_at = models.DateTimeField(null=True)

    class Meta:
        permissions = [("call_calllist", "Can call the people on the list")]
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="sharing_calllist_owned"),
            models.UniqueConstraint(fields=["organization", "audience"], name="sharing_calllist_once"),
        ]

    def __str__(self) -> str:
        return self.name


class CallListEntry(SharedOwned):
    """One person on a call list: queued, leased to one volunteer, done."""

    owner_kind = OwnerKind.ORGANIZATION

    class State(models.TextChoices):
        QUEUED = "queued"
        LEASED = "leased"
        DONE = "done"
        DROPPED = "dropped"

    class Outcome(models.TextChoices):
        TALKED = "talked", _("Talked")
        NO_ANSWER = "no_answer", _("No answer")
        LEFT_MESSAGE = "left_message", _("Left message")
        CALL_BACK = "call_back", _("Call back later")
        WRONG_NUMBER = "wrong_number", _("Wrong number")
        DO_NOT_CALL = "do_not_call", _("Do not call again")

    call_list = models.ForeignKey(CallList, models.CASCADE, related_name="entries", db_constraint=False)
    constituent = models.ForeignKey("orgs.Constituent", models.CASCADE, related_name="+", db_constraint=False)
    contact_point = models.ForeignKey(
        "orgs.ContactPoint",
        models.SET_NULL,
        null=True,
        related_name="+",
        db_constraint=False,
        help_text="null: taken off the record since",
    )
    position = models.IntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    leased_by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+")
    lease_expires_at = models.DateTimeField(null=True)
    attempt = models.BigIntegerField(null=True)
    revealed_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0, help_text="calls that nobody answered")
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True)
    dropped_because = models.CharField(max_length=32, blank=True)
    due_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "call_list", "state", "position"], name="sharing_entry_queue"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "call_list", "constituent"], name="sharing_entry_once"),
            models.UniqueConstraint(
                fields=["organization", "leased_by", "call_list"],
                condition=models.Q(state="leased"),
                name="sharing_entry_one_lease",
            ),
        ]

    def __str__(self) -> str:
        return f"entry {self.pk}"
