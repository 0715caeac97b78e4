"""A task for many people at once, and its undo."""

from datetime import timedelta

import pytest
from django.test import Client

from audit.log.models import Event
from coalition.platform.tenancy import acting
from orgs.actions.bulk import undo_change
from orgs.actions.tasks import finish_task, put_off_task
from orgs.models import BulkChange, Constituent, Organization, User
from tests.factories import NOW, actor_of, make_member, make_person
from tests.orgs.tasks.conftest import day, restrict, tasks_now, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(alder: Organization, ana: Constituent) -> list[Constituent]:
    return [ana, *(make_person(alder, name, "Ito") for name in ("Ben", "Cy", "Dot"))]


def give(client: Client, people: list[Constituent], **sent: object) -> int:
    chosen = {"person": [person.pk for person in people], "filters": "", "stated": len(people), "do": "task"}
    return client.post("/people/bulk/", {**chosen, **sent}).status_code


def test_change_many_writes_a_task_down_for_each_and_undo_leaves_what_was_touched(
    alder: Organization, olga: User, frank: User, organizer: Client, people: list[Constituent]
) -> None:
    assert give(organizer, people, task=" Invite  them ", task_doer=frank.pk, task_due=day(7)) == 302
    tasks = tasks_now(alder)
    assert {task.constituent_id for task in tasks} == {person.pk for person in people}
    for task in tasks:
        assert (task.title, task.assignee_id, task.due, task.source) == ("Invite them", frank.pk, day(7), "bulk")
        assert (task.made_by_id, task.given_by_id) == (olga.pk, olga.pk)
    with acting(actor := actor_of(frank)):
        finish_task(actor=actor, now=NOW, task_id=tasks[0].pk)
        put_off_task(actor=actor, now=NOW, today=today(), task_id=tasks[1].pk, choice="1")
    with acting(actor := actor_of(olga)):
        change = BulkChange.objects.get()
        assert (change.people, change.words, change.target, change.due) == (4, "Invite them", frank.pk, day(7))
        event = Event.objects.get(verb="orgs.bulk.task_given")
        assert (event.subject_count, event.detail) == (1, {"people": 4, "chosen": 4})
        undo_change(actor=actor, now=change.done_at + timedelta(days=1), change_id=change.pk)
    assert [task.pk for task in tasks_now(alder)] == [tasks[0].pk, tasks[1].pk]
    assert "The task “Invite them” was written down for 4 people." in organizer.get("/people/changes/").content.decode()


def test_change_many_refuses_a_task_that_cannot_be(
    alder: Organization, organizer: Client, people: list[Constituent]
) -> None:
    analyst = make_member(alder, "analyst", "Andy")
    for sent in (
        {"task": "  "},
        {"task": "Thank for $90"},
        {"task": "Call", "task_due": "1899-01-01"},
        {"task": "Call", "task_doer": analyst.pk},
        {"task": "Call", "stated": 2},
    ):
        assert give(organizer, people, **sent) == 422, sent
    assert tasks_now(alder) == []


def test_change_many_gives_a_task_without_doer_or_day(
    alder: Organization, fundraiser: Client, people: list[Constituent]
) -> None:
    assert give(fundraiser, people[:2], task="Call") == 302
    assert [(task.assignee, task.due) for task in tasks_now(alder)] == [(None, None)] * 2


def test_change_many_leaves_out_whom_the_doer_of_it_does_not_see(
    alder: Organization, olga: User, organizer: Client, people: list[Constituent]
) -> None:
    restrict(people[0], "fundraiser")
    assert give(organizer, people, task="Call", stated=3) == 302
    assert people[0].pk not in {task.constituent_id for task in tasks_now(alder)}
