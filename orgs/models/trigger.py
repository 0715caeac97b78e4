"""When something happens for somebody, something is done: the rule, what waits for it, what it did, who was told."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from coalition.platform.tenancy import OrganizationOwned
from orgs.models.constituent import Constituent
from orgs.models.gift import DIGITS, PLACES, Fund
from orgs.models.segment import Segment
from orgs.models.tag import Tag


class Trigger(OrganizationOwned):
    """When ``kind`` happens for somebody in ``segment`` (none: anybody), ``effect`` is done.

    ``active_since`` is null while it is paused; ``problem`` says why when nobody paused it. A deleted one stays for
    30 days, to be put back. ``earlier`` keeps what each version before this one said; nothing about people.
    """

    class Effect(models.TextChoices):
        TASK = "task"
        TAG = "tag"
        TELL = "tell"

    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=16, help_text="one of orgs.rules.triggers.KINDS")
    detail = models.CharField(max_length=16, blank=True, help_text="the kind of interaction, or the role; empty: any")
    tag = models.ForeignKey(Tag, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False)
    fund = models.ForeignKey(Fund, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False)
    least = models.DecimalField(null=True, max_digits=DIGITS, decimal_places=PLACES, help_text="of a gift")
    currency = models.CharField(max_length=3, blank=True)
    first = models.BooleanField(default=False, help_text="only the first of its kind of a person")
    by_import = models.BooleanField(default=False, help_text="also people who come by a spreadsheet")
    segment = models.ForeignKey(
        Segment, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    effect = models.CharField(max_length=8, choices=Effect.choices)
    title = models.CharField(max_length=200, blank=True, help_text="of the task")
    due_days = models.PositiveSmallIntegerField(default=3)
    who = models.CharField(max_length=8, blank=True, help_text="one of orgs.rules.triggers.WHO")
    members = ArrayField(models.BigIntegerField(), default=list, help_text="users, where ``who`` is members")
    put_tag = models.ForeignKey(Tag, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False)
    most_a_day = models.PositiveIntegerField(default=200)
    version = models.PositiveIntegerField(default=1)
    earlier = models.JSONField(default=list)
    active_since = models.DateTimeField(null=True)
    problem = models.CharField(max_length=16, blank=True)
    made_by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="orgs_trigger_owned"),
            models.UniqueConstraint(
                fields=["organization", "name"], condition=models.Q(deleted_at=None), name="orgs_trigger_once"
            ),
            models.CheckConstraint(
                condition=models.Q(deleted_at=None) | models.Q(active_since=None), name="orgs_trigger_stands"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "kind"],
                condition=models.Q(active_since__isnull=False),
                name="orgs_trigger_listening",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TriggerEvent(OrganizationOwned):
    """Something happened that an active trigger listens to. Written by the database, gone when it was looked at.

    ``row`` is the id of what happened, ``occurred_at`` its moment, ``by`` whoever wrote it down, ``origin`` its way in.
    """

    definer_reads: ClassVar[bool] = True  # the platform's round asks which organizations have something that waits

    constituent = models.ForeignKey(Constituent, models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    kind = models.CharField(max_length=16)
    row = models.BigIntegerField()
    occurred_at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    origin = models.CharField(max_length=8, default="person")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "id"], name="orgs_triggerevent_owned")]
        indexes = [models.Index(fields=["organization", "constituent"], name="orgs_te_by_constituent")]

    def __str__(self) -> str:
        return f"{self.kind} {self.row}"


class TriggerRun(OrganizationOwned):
    """A trigger met an event, once: what it did then. ``row``: the task it made or the tag it put; null: nothing new.

    ``held``: the day's number was reached, and somebody decides. ``member``: who got the task; null: the whole team.
    """

    class State(models.TextChoices):
        DONE = "done"
        HELD = "held"
        DROPPED = "dropped"
        UNDONE = "undone"

    trigger = models.ForeignKey(Trigger, models.CASCADE, related_name="runs", db_constraint=False, db_index=False)
    event = models.BigIntegerField()
    constituent = models.ForeignKey(Constituent, models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    happened_at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State.choices)
    ran_at = models.DateTimeField()
    row = models.BigIntegerField(null=True)
    member = models.BigIntegerField(null=True)
    settled_by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="orgs_triggerrun_owned"),
            models.UniqueConstraint(fields=["organization", "trigger", "event"], name="orgs_triggerrun_once"),
        ]
        indexes = [
            models.Index(fields=["organization", "trigger", "-ran_at", "-id"], name="orgs_tr_by_time"),
            models.Index(fields=["organization", "trigger"], condition=models.Q(state="held"), name="orgs_tr_held"),
            models.Index(fields=["organization", "constituent", "-ran_at"], name="orgs_tr_by_constituent"),
        ]

    def __str__(self) -> str:
        return f"{self.trigger_id} on {self.event}"


class TriggerNotice(OrganizationOwned):
    """A trigger tells a member that something happened: a line of their inbox."""

    run = models.ForeignKey(TriggerRun, models.CASCADE, related_name="notices", db_constraint=False, db_index=False)
    member = models.ForeignKey("orgs.User", models.CASCADE, related_name="+", db_index=False)
    made_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "run", "member"], name="orgs_triggernotice_once")
        ]
        indexes = [models.Index(fields=["organization", "member", "-made_at", "-id"], name="orgs_tn_inbox")]

    def __str__(self) -> str:
        return f"{self.run_id} for {self.member_id}"
