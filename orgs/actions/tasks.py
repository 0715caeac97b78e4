"""Tasks by hand: writing one down, changing, giving, putting off, finishing and removing it, each with its way back."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.models import Task
from orgs.queries.people import get_person, subjects_of
from orgs.queries.tasks import KEPT_FOR, doers, get_task
from orgs.queries.visible import sight_of, visible_people
from orgs.rules.money import names_an_amount
from orgs.rules.tasks import due_problem, put_off_to


class TaskRefused(ValueError):
    """``code`` is one of ``orgs.rules.tasks.PROBLEMS``; ``by``: who did it already, for ``done``."""

    def __init__(self, code: str, by: str = "") -> None:
        super().__init__(code)
        self.code, self.by = code, by


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What is to be done, by whom (``None``: whoever takes it) and until when."""

    title: str
    due: date | None = None
    assignee_id: int | None = None
    note: str = ""


def add_task(*, actor: Actor, now: datetime, today: date, facts: TaskFacts, person_id: int | None = None) -> Task:
    """Write down a task, about a person or about nobody.

    Raises TaskRefused, PermissionDenied, Http404, RestrictedRecord.
    """
    if not policies.can_add_task(actor, about_person=person_id is not None) or actor.organization_id is None:
        raise PermissionDenied
    title = _title(facts, due_problem(facts.due, today), about_person=person_id is not None)
    with transaction.atomic():
        if person_id is not None:
            get_person(actor, person_id)
        _check_doer(actor, facts.assignee_id, person_id)
        task = Task.objects.create(
            organization_id=actor.organization_id, constituent_id=person_id, title=title, note=facts.note.strip(),
            assignee_id=facts.assignee_id, due=facts.due, made_by_id=actor.user_id, made_at=now,
            given_by_id=actor.user_id,
        )  # fmt: skip
        _record("orgs.task.added", actor, task, to=task.assignee_id)
    return task


def change_task(*, actor: Actor, now: datetime, today: date, task_id: int, facts: TaskFacts) -> Task:
    """Change a task's words, day or who does it. Raises TaskRefused, PermissionDenied, Http404, RestrictedRecord."""
    with transaction.atomic():
        task = _to_change(actor, task_id)
        about_person = task.constituent_id is not None
        title = _title(facts, due_problem(facts.due, today, task.due), about_person=about_person)
        if facts.assignee_id != task.assignee_id:
            _check_doer(actor, facts.assignee_id, task.constituent_id)
            task.assignee_id, task.given_by_id, task.seen_at = facts.assignee_id, actor.user_id, None
        task.title, task.note, task.due, task.changed_at = title, facts.note.strip(), facts.due, now
        task.save()
        _record("orgs.task.changed", actor, task, to=task.assignee_id)
    return task


def give_task(*, actor: Actor, now: datetime, task_id: int, assignee_id: int | None) -> Task:
    """Give a task to somebody, take it oneself, or lay it before the team with ``None``: so is whoever does not see its
    person (any more) rid of it.

    Raises TaskRefused, PermissionDenied, Http404, RestrictedRecord.
    """
    with transaction.atomic():
        task = _to_change(actor, task_id, unseen=assignee_id is None)
        _check_doer(actor, assignee_id, task.constituent_id)
        task.assignee_id, task.given_by_id, task.seen_at, task.changed_at = assignee_id, actor.user_id, None, now
        task.save(update_fields=["assignee", "given_by", "seen_at", "changed_at"])
        _record("orgs.task.given", actor, task, to=assignee_id)
    return task


def put_off_task(*, actor: Actor, now: datetime, today: date, task_id: int, choice: str) -> Task:
    """Put a task off by one of ``orgs.rules.tasks.PUT_OFF``, counted from today.

    Raises TaskRefused, KeyError, PermissionDenied, Http404, RestrictedRecord.
    """
    with transaction.atomic():
        task = _to_change(actor, task_id)
        task.due, task.changed_at = put_off_to(choice, today), now
        task.save(update_fields=["due", "changed_at"])
        _record("orgs.task.put_off", actor, task, days=int(choice))
    return task


def finish_task(*, actor: Actor, now: datetime, task_id: int) -> Task:
    """Say that a task is done. Raises TaskRefused (``done``: somebody was faster), PermissionDenied, Http404."""
    with transaction.atomic():
        task = _to_finish(actor, task_id)
        if task.done_at is not None:
            raise TaskRefused("done", task.done_by.name if task.done_by else "")
        task.done_at, task.done_by_id = now, actor.user_id
        task.save(update_fields=["done_at", "done_by"])
        _record("orgs.task.finished", actor, task)
    return task


def reopen_task(*, actor: Actor, now: datetime, task_id: int) -> Task:
    """Take back that a task is done. Raises TaskRefused (``open``), PermissionDenied, Http404, RestrictedRecord."""
    with transaction.atomic():
        task = _to_finish(actor, task_id)
        if task.done_at is None:
            raise TaskRefused("open")
        task.done_at = task.done_by_id = None
        task.save(update_fields=["done_at", "done_by"])
        _record("orgs.task.reopened", actor, task)
    return task


def remove_task(*, actor: Actor, now: datetime, task_id: int) -> Task:
    """Remove a task; for 30 days it can be put back. Raises PermissionDenied, Http404, RestrictedRecord."""
    with transaction.atomic():
        task = get_task(actor, task_id, lock=True)
        if not policies.can_change_task(actor, task):
            raise PermissionDenied
        task.removed_at, task.removed_by_id = now, actor.user_id
        task.save(update_fields=["removed_at", "removed_by"])
        _record("orgs.task.removed", actor, task)
    return task


def restore_task(*, actor: Actor, now: datetime, task_id: int) -> Task:
    """Put a removed task back. Raises PermissionDenied, Http404, RestrictedRecord."""
    with transaction.atomic():
        task = get_task(actor, task_id, lock=True, removed=True)
        if not policies.can_change_task(actor, task):
            raise PermissionDenied
        task.removed_at = task.removed_by_id = None
        task.save(update_fields=["removed_at", "removed_by"])
        _record("orgs.task.restored", actor, task)
    return task


def read_task(*, actor: Actor, now: datetime, task_id: int) -> Task:
    """Open a task; with the first look of whoever has it, it is new to them no more.

    Raises PermissionDenied, Http404, RestrictedRecord.
    """
    if not policies.can_read_tasks(actor):
        raise PermissionDenied
    with transaction.atomic():
        task = get_task(actor, task_id)
        if task.seen_at is None and task.assignee_id is not None and task.assignee_id == actor.user_id:
            owned(Task.objects.all(), actor).filter(pk=task.pk).update(seen_at=now)
        _record("orgs.task.read", actor, task)
    return task


def drop_tasks(*, actor: Actor, now: datetime) -> int:
    """Delete what was removed more than 30 days ago; how many tasks. Raises PermissionDenied."""
    if actor.role != "system":
        raise PermissionDenied
    with transaction.atomic():
        dropped, _models = owned(Task.objects.all(), actor).filter(removed_at__lt=now - KEPT_FOR).delete()
        if dropped:
            record("orgs.tasks.dropped", actor=actor, detail={"tasks": dropped})
    return dropped


def task_for_many(actor: Actor, title: str, assignee_id: int | None) -> str:
    """The title of a task about each of many people, tidy. Raises TaskRefused.

    Of people whom the assignee does not see they will read that there is a restricted record, and whom to ask.
    """
    tidy = _title(TaskFacts(title), "", about_person=True)
    if assignee_id is not None and assignee_id not in dict(doers(actor, about_person=True)):
        raise TaskRefused("not_a_member")
    return tidy


def _title(facts: TaskFacts, problem: str, *, about_person: bool) -> str:
    title = " ".join(facts.title.split())
    if not title:
        raise TaskRefused("empty")
    if problem:
        raise TaskRefused(problem)
    # Everybody on the staff reads it, and not everybody sees amounts of money beside a name.
    if about_person and any(names_an_amount(text) for text in (title, facts.note)):
        raise TaskRefused("names_amount")
    return title


def _check_doer(actor: Actor, user_id: int | None, person_id: int | None) -> None:
    if user_id is None or user_id == actor.user_id:
        return
    if user_id not in dict(doers(actor, about_person=person_id is not None)):
        raise TaskRefused("not_a_member")
    if person_id is not None and not visible_people(sight_of(actor, user_id)).filter(pk=person_id).exists():
        raise TaskRefused("not_seen")


def _to_change(actor: Actor, task_id: int, *, unseen: bool = False) -> Task:
    task = get_task(actor, task_id, lock=True, unseen=unseen)
    if not policies.can_change_task(actor, task):
        raise PermissionDenied
    if task.done_at is not None:
        raise TaskRefused("done", task.done_by.name if task.done_by else "")
    return task


def _to_finish(actor: Actor, task_id: int) -> Task:
    # Whoever reads a task may say that it is done: colleagues finish for each other.
    if not policies.can_read_tasks(actor):
        raise PermissionDenied
    return get_task(actor, task_id, lock=True)


def _record(verb: str, actor: Actor, task: Task, **detail: int | None) -> None:
    subjects = subjects_of(actor, task.constituent_id) if task.constituent_id is not None else []
    record(verb, actor=actor, object_type="task", object_ref=task.pk, subjects=subjects, detail=dict(detail) or None)
