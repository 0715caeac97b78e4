"""Tasks as the actor may see them: their own, the team's, a person's, and what is due."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.http import Http404
from django.utils.translation import gettext as _

from coalition.platform.database.together import Reading
from coalition.platform.tenancy import Actor, owned
from orgs.models import Constituent, Membership, Task
from orgs.models.task import OPEN
from orgs.policies import READERS, STAFF, can_change_task, can_read_tasks, can_read_tasks_about_people
from orgs.queries.visible import RestrictedRecord, closed_to, is_closed, seen_by
from orgs.rules.tasks import group_of

KEPT_FOR = timedelta(days=30)  # a removed one
ON_PAGE, ON_HOME, IN_INBOX = 10, 5, 25


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as a page shows it. Of one about a record that is closed to the reader no words and no name are there."""

    pk: int
    title: str
    note: str
    closed: bool
    person: Constituent | None
    person_id: int | None
    due: date | None
    assignee: str
    assignee_id: int | None
    given_by: str
    by_trigger: bool
    done_at: datetime | None
    done_by: str
    new: bool
    mine: bool
    may_change: bool

    def group(self, today: date) -> str:
        """When it is due, as one of ``rules.tasks.GROUPS``."""
        return group_of(self.due, today)


def open_tasks(actor: Actor) -> QuerySet[Task]:
    """What is to be done, of everybody, as far as the role reads it; ``closed``: about a record closed to the actor."""
    return _ordered(_tasks(actor).filter(OPEN))


def my_tasks(actor: Actor) -> QuerySet[Task]:
    """What the actor is to do, the most urgent first: also about people whom they do not see (any more)."""
    return open_tasks(actor).filter(assignee=actor.user_id or 0)


def team_tasks(actor: Actor) -> QuerySet[Task]:
    """What everybody is to do, about nobody or about people whom the actor sees."""
    return open_tasks(actor).filter(_seen(actor))


def done_tasks(actor: Actor) -> QuerySet[Task]:
    """What was done, the newest first."""
    done = _tasks(actor).filter(_seen(actor), done_at__isnull=False, removed_at__isnull=True)
    return done.order_by("-done_at", "-id")


def given_to_me(actor: Actor) -> QuerySet[Task]:
    """Open tasks that others, or a trigger, gave to the actor, who has not looked at them yet."""
    return my_tasks(actor).filter(seen_at__isnull=True).exclude(given_by=actor.user_id or 0)


def get_task(actor: Actor, task_id: int, *, lock: bool = False, removed: bool = False, unseen: bool = False) -> Task:
    """One task. Raises Http404, also for a role that does not read it, and RestrictedRecord when its person is closed.

    ``removed``: one that was removed and can still be put back; ``unseen``: also one that the actor has without seeing
    its person, to be rid of it.
    """
    tasks = _tasks(actor).filter(pk=task_id, removed_at__isnull=not removed)
    if lock:  # in a statement of its own: whoever waited reads what the one before them wrote, names included
        list(owned(Task.objects.all(), actor).filter(pk=task_id).select_for_update().values_list("pk"))
    task = tasks.first()
    if task is None:
        raise Http404
    has_it = unseen and actor.user_id is not None and task.assignee_id == actor.user_id
    if task.constituent_id is not None and is_closed(task) and not has_it:
        raise RestrictedRecord(task.constituent_id)
    return task


@dataclass(frozen=True, slots=True)
class PersonTasks:
    """What is to be done about a person: the next ones, and whether there are more."""

    rows: list[TaskRow]
    more: bool


def tasks_reading(actor: Actor, person: Constituent) -> Reading[PersonTasks]:
    """What is to be done about a person whom the actor sees."""
    if not can_read_tasks_about_people(actor):
        return PersonTasks([], False)
    tasks = owned(Task.objects.all(), actor).filter(OPEN, constituent=person).annotate(closed=Value(False))
    rows = _ordered(_named(tasks))[: ON_PAGE + 1]
    yield [rows]
    found = list(rows)
    return PersonTasks(shown(actor, found[:ON_PAGE]), len(found) > ON_PAGE)


@dataclass(frozen=True, slots=True)
class Due:
    """How many tasks somebody has, how many of them are overdue, and how many are due today."""

    open: int
    overdue: int
    today: int


def my_due(actor: Actor, today: date) -> Due:
    """How much the actor has to do, in one statement."""
    mine = _tasks(actor).filter(OPEN, assignee=actor.user_id or 0)
    return Due(**mine.aggregate(open=Count("pk"), overdue=Count("pk", filter=Q(due__lt=today)),
                                today=Count("pk", filter=Q(due=today))))  # fmt: skip


def doers(actor: Actor, *, about_person: bool) -> list[tuple[int, str]]:
    """The active members to whom a task can be given, by name: user id and name."""
    # Memberships belong to the platform: this filter is the wall.
    members = Membership.objects.filter(
        organization_id=actor.organization_id or 0, active=True, user__is_active=True,
        role__in=STAFF if about_person else READERS,
    )  # fmt: skip
    return list(members.order_by("user__name", "user_id").values_list("user_id", "user__name"))


def shown(actor: Actor, tasks: list[Task]) -> list[TaskRow]:
    """The tasks of ``open_tasks`` and its like as pages show them."""
    return [_row(actor, task) for task in tasks]


def _row(actor: Actor, task: Task) -> TaskRow:
    closed = is_closed(task)
    mine = actor.user_id is not None and task.assignee_id == actor.user_id
    return TaskRow(
        pk=task.pk,
        title=_("Restricted record") if closed else task.title,
        note="" if closed else task.note,
        closed=closed,
        person=None if closed else task.constituent,
        person_id=task.constituent_id,
        due=task.due,
        assignee=task.assignee.name if task.assignee else "",
        assignee_id=task.assignee_id,
        given_by=task.given_by.name if task.given_by and task.given_by_id != task.assignee_id else "",
        by_trigger=task.source == Task.Source.TRIGGER,
        done_at=task.done_at,
        done_by=task.done_by.name if task.done_by else "",
        new=mine and task.seen_at is None and task.given_by_id != actor.user_id,
        mine=mine,
        may_change=not closed and can_change_task(actor, task),
    )


def _tasks(actor: Actor) -> QuerySet[Task]:
    tasks = owned(Task.objects.all(), actor)
    if not can_read_tasks(actor):
        return tasks.none()
    if not can_read_tasks_about_people(actor):
        tasks = tasks.filter(constituent__isnull=True)
    about_nobody = When(constituent__isnull=True, then=Value(False))
    return _named(tasks.annotate(closed=Case(about_nobody, default=closed_to(actor, "constituent"))))


def _named(tasks: QuerySet[Task]) -> QuerySet[Any]:
    return tasks.select_related("constituent", "assignee", "given_by", "done_by")


def _ordered(tasks: QuerySet[Task]) -> QuerySet[Task]:
    return tasks.order_by(F("due").asc(nulls_last=True), "id")


def _seen(actor: Actor) -> Q:
    seen = seen_by(actor, "constituent")
    return Q(constituent__isnull=True) | seen if seen else seen
