"""The pages of tasks: one's own, the team's, what was done; a person's next steps; home."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from audit.log.models import Event
from coalition.platform.tenancy import acting, system_actor
from orgs.models import AccessRequest, Constituent, Organization, Task, User
from tests.conftest import sign_in
from tests.factories import NOW, actor_of, make_member, make_organization, make_person
from tests.orgs.tasks.conftest import day, restrict, tasks_now, write_down

pytestmark = pytest.mark.django_db


def page(client: Client, address: str = "/tasks/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def sends(client: Client, address: str, **data: object) -> int:
    return client.post(address, data).status_code


def test_task_list_groups_by_when_they_are_due(olga: User, organizer: Client, ana: Constituent) -> None:
    for title, due in (("No", None), ("Far", day(40)), ("Near", day(3)), ("Now", day(0)), ("Late", day(-2))):
        write_down(olga, f"{title} one", ana if title == "Late" else None, due=due, assignee_id=olga.pk)
    write_down(olga, "Somebody's", None)

    groups = organizer.get("/tasks/").context["groups"]

    assert [(str(words), [row.title for row in rows]) for words, rows in groups] == [
        ("Overdue", ["Late one"]), ("Today", ["Now one"]), ("This week", ["Near one"]), ("Later", ["Far one"]),
        ("No day", ["No one"]),
    ]  # fmt: skip
    text = page(organizer)
    assert "5 tasks of yours are open, 1 is overdue" in text
    assert "2 days overdue" in text
    assert "Ana García" in text
    assert "Somebody&#x27;s" not in text
    team = page(organizer, "/tasks/?show=team")
    assert "Somebody&#x27;s" in team and "Nobody has it yet" in team and "Take it" in team
    assert "Nothing is done yet" in page(organizer, "/tasks/?show=done")


def test_a_task_is_written_down_finished_and_both_undone(alder: Organization, olga: User, organizer: Client) -> None:
    assert sends(organizer, "/tasks/new/", title="Order flyers", assignee=olga.pk, next="/tasks/?show=team") == 302
    (task,) = tasks_now(alder)
    told = organizer.get("/tasks/")
    assert f'action="/tasks/{task.pk}/remove/"' in told.content.decode()
    answer = organizer.post(f"/tasks/{task.pk}/finish/", {"next": "/tasks/"})
    assert answer.headers["Location"] == "/tasks/"
    assert f'action="/tasks/{task.pk}/reopen/"' in page(organizer)
    assert "Order flyers" in page(organizer, "/tasks/?show=done")
    organizer.post(f"/tasks/{task.pk}/reopen/")
    assert tasks_now(alder)[0].done_at is None
    organizer.post(f"/tasks/{task.pk}/remove/")
    assert "Order flyers" not in page(organizer)
    organizer.post(f"/tasks/{task.pk}/restore/")
    assert "Order flyers" in page(organizer)


def test_finishing_what_a_colleague_finished_says_so(olga: User, organizer: Client, fundraiser: Client) -> None:
    task = write_down(olga, "Order flyers")
    organizer.post(f"/tasks/{task.pk}/finish/")
    answer = fundraiser.post(f"/tasks/{task.pk}/finish/", follow=True)
    assert "Olga Ortiz has done this already." in answer.content.decode()


def test_what_was_typed_wrongly_comes_back_with_the_reason(
    alder: Organization, organizer: Client, ana: Constituent
) -> None:
    for address, sent, words in (
        ("/tasks/new/", {"title": " \t "}, "This field is required."),
        ("/tasks/new/", {"title": "Call", "due": "1899-12-31"}, "This day has passed."),
        ("/tasks/new/", {"title": "Call", "due": "31.12.2199"}, "Enter a valid date."),
        ("/tasks/new/", {"title": "Call", "assignee": "x"}, "Select a valid choice."),
        ("/tasks/new/", {"title": "x" * 201}, "at most 200 characters"),
        (f"/people/{ana.pk}/tasks/new/", {"title": "Thank her for $90"}, "leave the amount out"),
    ):
        answer = organizer.post(address, sent)
        assert (answer.status_code, words in answer.content.decode()) == (422, True), sent
    assert tasks_now(alder) == []
    assert sends(organizer, "/tasks/1/put-off/", by="400") == 302


def test_nobody_is_led_out_of_the_house(olga: User, organizer: Client) -> None:
    task = write_down(olga, "Order flyers")
    for address in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        answer = organizer.post(f"/tasks/{task.pk}/put-off/", {"by": "1", "next": address})
        assert answer.headers["Location"] == "/tasks/"


def test_a_task_about_a_closed_record_shows_neither_words_nor_name(
    alder: Organization, olga: User, frank: User, organizer: Client, fundraiser: Client, ana: Constituent
) -> None:
    mine = write_down(frank, "Thank García", ana, assignee_id=olga.pk, due=day(-1))
    free = write_down(frank, "Ask García", ana)
    done = write_down(frank, "Met García", ana)
    fundraiser.post(f"/tasks/{done.pk}/finish/")
    restrict(ana, "fundraiser")

    for address in ("/tasks/", "/tasks/?show=team", "/tasks/?show=done", "/", "/inbox/"):
        assert "García" not in page(organizer, address), address
    assert "Restricted record" in page(organizer)
    assert f'href="/people/{ana.pk}/"' in page(organizer)
    assert "Restricted record" not in page(organizer, "/tasks/?show=team")
    for task in (mine, free, done):
        for answer in (organizer.get(f"/tasks/{task.pk}/"), organizer.post(f"/tasks/{task.pk}/finish/")):
            assert answer.status_code == 403
            assert "García" not in answer.content.decode()
    assert organizer.get(f"/people/{ana.pk}/tasks/new/").status_code == 403
    assert "Ask García" in page(fundraiser, "/tasks/?show=team")
    assert [task.done_at is None for task in tasks_now(alder)] == [True, True, False]


def test_analysts_read_tasks_about_nobody_and_volunteers_none(
    alder: Organization, olga: User, ana: Constituent
) -> None:
    analyst = make_member(alder, "analyst", "Andy")
    about = write_down(olga, "Call García", ana)
    write_down(olga, "Count the flyers", assignee_id=analyst.pk)
    with acting(system_actor(organization_id=alder.pk)):
        Task.objects.filter(pk=about.pk).update(assignee=analyst)  # from before they became one
    client = sign_in(analyst)
    for address in ("/tasks/", "/tasks/?show=team"):
        assert "García" not in page(client, address)
        assert "Count the flyers" in page(client, address)
    assert client.get(f"/tasks/{about.pk}/").status_code == 404
    volunteer = sign_in(make_member(alder, "volunteer"))
    for address in ("/tasks/", f"/tasks/{about.pk}/", "/preferences/mail/"):
        assert volunteer.get(address).status_code == 403
    assert "Next tasks" not in page(volunteer, "/")


def test_the_persons_page_has_the_next_step(
    olga: User, frank: User, organizer: Client, fundraiser: Client, ana: Constituent
) -> None:
    assert "What should happen next?" in page(organizer, f"/people/{ana.pk}/")
    answer = organizer.post(f"/people/{ana.pk}/tasks/new/", {"title": "Call her", "due": day(1), "assignee": olga.pk})
    assert answer.headers["Location"] == f"/people/{ana.pk}/"
    text = page(organizer, f"/people/{ana.pk}/")
    assert "Call her" in text and "due tomorrow" in text
    assert "Call her" in page(fundraiser, f"/people/{ana.pk}/")


def test_home_shows_the_next_ones(olga: User, organizer: Client, ana: Constituent) -> None:
    assert "You have nothing to do." in page(organizer, "/")
    for number in range(7):
        write_down(olga, f"Step {number} of it", ana, due=day(number), assignee_id=olga.pk)
    text = page(organizer, "/")
    assert [f"Step {number} of it" in text for number in range(7)] == [True] * 5 + [False] * 2


def test_home_says_to_admins_that_a_glass_is_broken(
    alder: Organization, ada: User, olga: User, frank: User, ana: Constituent
) -> None:
    with acting(system_actor(organization_id=alder.pk)):
        AccessRequest.objects.create(
            organization=alder, constituent=ana, kind="break_glass", asked_by=ada, reason_code="legal", due_at=NOW,
            answer="granted", answered_by=frank, until=NOW + timedelta(days=9999),
        )  # fmt: skip
    assert "Glass broken: Ada Admin sees a restricted record" in page(sign_in(ada), "/")
    assert "Glass broken" not in page(sign_in(olga), "/")
    assert "Glass broken" in page(sign_in(olga), "/stewardship/")


def test_opening_a_task_is_in_the_log(olga: User, organizer: Client, ana: Constituent) -> None:
    task = write_down(olga, "Call her", ana, note="She speaks Spanish")
    assert "She speaks Spanish" in page(organizer, f"/tasks/{task.pk}/")
    with acting(actor_of(olga)):
        event = Event.objects.get(verb="orgs.task.read")
    assert (event.object_ref, event.subject_count) == (str(task.pk), 1)


@pytest.mark.parametrize("tasks", [1, 3])
@pytest.mark.parametrize("address", ["/tasks/", "/tasks/?show=team", "/tasks/?show=done"])
def test_task_list_asks_as_often_for_three_as_for_one(
    alder: Organization, olga: User, frank: User, organizer: Client, fundraiser: Client, tasks: int, address: str,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    for number in range(tasks):
        person = make_person(alder, f"Ana{number}", "García")
        write_down(frank, "Call", person, assignee_id=olga.pk, due=day(number))
        done = write_down(frank, "Call", person)
        fundraiser.post(f"/tasks/{done.pk}/finish/")
    organizer.get(address)
    with django_assert_num_queries(10):
        assert organizer.get(address).status_code == 200


def test_tasks_of_another_organization_are_not_there(organizer: Client, olga: User, ana: Constituent) -> None:
    task = write_down(olga, "Call her", ana)
    stranger = sign_in(make_member(make_organization("birch"), "admin", "Stella"))
    for verb in ("", "finish/", "reopen/", "take/", "remove/", "restore/"):
        assert stranger.post(f"/tasks/{task.pk}/{verb}").status_code == 404
    assert "Call her" not in page(stranger, "/tasks/?show=team")
