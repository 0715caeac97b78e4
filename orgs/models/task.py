"""What somebody is to do next, about a person or not, and the mail that reminds them once a day."""

from django.db import models
from django.db.models.functions import Now

from coalition.platform.tenancy import OrganizationOwned
from orgs.models.constituent import Constituent

OPEN = models.Q(done_at__isnull=True, removed_at__isnull=True)


class Task(OrganizationOwned):
    """Something to do. Without an assignee it waits for whoever of the team takes it.

    ``given_by``: who gave it to the assignee last, null when a trigger did. ``seen_at``: when the assignee saw it.
    ``changed_at``: when somebody last changed, gave or put it off. A removed one stays for 30 days, to be put back.
    """

    class Source(models.TextChoices):
        HAND = "hand"
        BULK = "bulk"
        TRIGGER = "trigger"

    title = models.CharField(max_length=200)
    note = models.TextField(blank=True, db_default="")
    constituent = models.ForeignKey(
        Constituent, models.CASCADE, null=True, related_name="tasks", db_constraint=False, db_index=False
    )
    assignee = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    due = models.DateField(null=True)
    source = models.CharField(max_length=8, choices=Source.choices, db_default=Source.HAND)
    trigger_id = models.BigIntegerField(null=True)
    made_by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField(db_default=Now())
    given_by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    seen_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    done_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="orgs_task_owned"),
            models.CheckConstraint(condition=models.Q(title__regex=r"\S"), name="orgs_task_title"),
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=False) | models.Q(done_by__isnull=True), name="orgs_task_done"
            ),
            models.CheckConstraint(
                condition=models.Q(removed_at__isnull=False) | models.Q(removed_by__isnull=True),
                name="orgs_task_removed",
            ),
            models.CheckConstraint(
                condition=models.Q(trigger_id__isnull=True) | models.Q(source="trigger"), name="orgs_task_source"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "assignee", "due", "id"], name="orgs_task_mine", condition=OPEN),
            models.Index(fields=["organization", "due", "id"], name="orgs_task_open", condition=OPEN),
            models.Index(fields=["organization", "constituent", "due", "id"], name="orgs_task_of_person"),
            models.Index(
                fields=["organization", "-done_at", "-id"],
                name="orgs_task_finished",
                condition=models.Q(done_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"task {self.pk}"


class Digest(OrganizationOwned):
    """The daily mail of one member: whether they want it (they do, unless they said no), and when it last went."""

    user = models.ForeignKey("orgs.User", models.CASCADE, related_name="+", db_index=False)
    wanted = models.BooleanField(default=True, db_default=True)
    sent_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "user"], name="orgs_digest_once")]

    def __str__(self) -> str:
        return f"digest of {self.user_id}"
