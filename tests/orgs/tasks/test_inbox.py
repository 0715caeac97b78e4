"""What the inbox has beside notes: new tasks, questions of colleagues, imports to decide on."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from coalition.platform.tenancy import acting, system_actor
from orgs.actions.stewardship import set_steward
from orgs.models import AccessRequest, Constituent, Import, Organization, Task, User
from tests.conftest import sign_in
from tests.factories import NOW, actor_of, make_person
from tests.orgs.tasks.conftest import restrict, write_down

pytestmark = pytest.mark.django_db


def inbox(client: Client) -> str:
    answer = client.get("/inbox/")
    assert answer.status_code == 200
    return answer.content.decode()


def ask(organization: Organization, person: Constituent, asker: User, kind: str, **more: object) -> None:
    with acting(system_actor(organization_id=organization.pk)):
        AccessRequest.objects.create(
            organization=organization, constituent=person, asked_by=asker, kind=kind, due_at=NOW, **more
        )  # fmt: skip


def test_inbox_has_a_task_until_it_was_looked_at(
    olga: User, frank: User, organizer: Client, fundraiser: Client, ana: Constituent
) -> None:
    assert "All caught up" in inbox(fundraiser)
    task = write_down(olga, "Ask for the hall", ana, assignee_id=frank.pk)
    write_down(frank, "My own idea", ana, assignee_id=frank.pk)
    text = inbox(fundraiser)
    assert "New tasks for you" in text and "Ask for the hall" in text and "from Olga Ortiz" in text
    assert "My own idea" not in text
    assert "Ask for the hall" not in inbox(organizer)
    organizer.get(f"/tasks/{task.pk}/")  # whoever gave it looks: it stays new
    assert "Ask for the hall" in inbox(fundraiser)
    fundraiser.get(f"/tasks/{task.pk}/")
    assert "All caught up" in inbox(fundraiser)


def test_inbox_has_a_task_until_it_is_done(olga: User, frank: User, fundraiser: Client) -> None:
    task = write_down(olga, "Ask for the hall", assignee_id=frank.pk)
    fundraiser.post(f"/tasks/{task.pk}/finish/", {"next": "/inbox/"})
    assert "All caught up" in inbox(fundraiser).replace("Ask for the hall", "")


def test_inbox_has_the_questions_that_wait_for_the_reader(
    alder: Organization, olga: User, frank: User, ada: User, organizer: Client, fundraiser: Client, ana: Constituent
) -> None:
    with acting(actor := actor_of(frank)):
        set_steward(actor=actor, now=NOW, person_id=ana.pk, steward_id=frank.pk, rule="ask_first")
    ask(alder, ana, olga, "reach_out", asked=frank)
    assert "Colleagues who wait for your answer" in inbox(fundraiser)
    assert "to write or call" in inbox(fundraiser)
    assert "All caught up" in inbox(organizer)
    assert "to write or call" not in inbox(sign_in(ada))
    restrict(ana, "fundraiser")
    ask(alder, ana, ada, "break_glass", reason_code="legal")
    text = inbox(organizer)
    assert "to break the glass" in text
    assert "García" not in text


def test_inbox_has_imports_for_those_who_import(alder: Organization, organizer: Client, fundraiser: Client) -> None:
    with acting(system_actor(organization_id=alder.pk)):
        for state in ("checked", "done", "running"):
            Import.objects.create(organization=alder, file_name=f"{state}.csv", stored_as="x", state=state)
    text = inbox(organizer)
    assert "Imports to decide on" in text and "checked.csv" in text
    assert "done.csv" not in text and "running.csv" not in text
    assert "All caught up" in inbox(fundraiser)


def test_inbox_shows_admins_what_floors_above_have_for_them(ada: User, organizer: Client) -> None:
    panel = f'hx-get="{reverse("requests:task-list")}"'
    assert panel in inbox(sign_in(ada))
    assert panel not in inbox(organizer)


@pytest.mark.parametrize("tasks", [1, 3])
def test_inbox_asks_as_often_for_three_as_for_one(
    alder: Organization, olga: User, frank: User, fundraiser: Client, tasks: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    for number in range(tasks):
        person = make_person(alder, f"Ana{number}", "García")
        write_down(olga, "Call", person, assignee_id=frank.pk)
        ask(alder, person, olga, "break_glass", reason_code="legal")
    fundraiser.get("/inbox/")
    with django_assert_num_queries(12):
        inbox(fundraiser)


def test_a_task_of_a_trigger_is_new_to_whoever_gets_it(alder: Organization, frank: User, fundraiser: Client) -> None:
    with acting(system_actor(organization_id=alder.pk)):
        Task.objects.create(organization=alder, title="Thank them", assignee=frank, source="trigger", trigger_id=1)
    text = inbox(fundraiser)
    assert "Thank them" in text and "by a trigger" in text
