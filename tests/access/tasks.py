"""Tasks of an organization in the world of the matrix: about a person, about nobody, removed; a daily mail."""

from typing import Any

from coalition.platform.tenancy import acting
from orgs.actions.digests import switch_digest
from orgs.actions.tasks import TaskFacts, add_task, remove_task
from orgs.models import Organization, User
from tests.factories import NOW, actor_of


def make_tasks(owner: Organization, users: dict[str, User], ids: dict[str, Any], canary: str) -> dict[str, Any]:
    """The ids of a task that nobody has yet, of a removed one, and of one that the organizer has."""
    actor, organizer = actor_of(users["admin"], owner), users["organizer"].pk
    with acting(actor):
        made = {
            name: add_task(
                actor=actor, now=NOW, today=NOW.date(), facts=TaskFacts(f"{canary} {name}", assignee_id=assignee),
                person_id=person,
            )
            for name, person, assignee in (
                ("task", ids["person"], None),
                ("removed_task", ids["person"], None),
                ("taken_task", ids["person"], organizer),
                ("chore", None, None),
            )
        }  # fmt: skip
        remove_task(actor=actor, now=NOW, task_id=made["removed_task"].pk)
        switch_digest(actor=actor, now=NOW, wanted=True)
    return {name: task.pk for name, task in made.items()}
