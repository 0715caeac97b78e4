"""Writing down, changing, giving, putting off, finishing and removing tasks, and who may."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404

from audit.log.models import Event
from coalition.platform.tenancy import acting, system_actor
from orgs.actions.stewardship import hand_over
from orgs.actions.tasks import (
    TaskFacts,
    TaskRefused,
    add_task,
    change_task,
    drop_tasks,
    finish_task,
    give_task,
    put_off_task,
    read_task,
    remove_task,
    reopen_task,
    restore_task,
)
from orgs.models import Constituent, Membership, Organization, Task, User
from orgs.queries.tasks import my_tasks
from orgs.queries.visible import RestrictedRecord
from tests.factories import NOW, actor_of, make_member, make_organization
from tests.orgs.tasks.conftest import day, restrict, tasks_now, today, write_down

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def test_add_task_writes_it_down_with_its_event(olga: User, frank: User, ana: Constituent) -> None:
    task = write_down(olga, "  Call   her ", ana, due=day(2), assignee_id=frank.pk, note=" soon ")
    assert (task.title, task.note, task.due, task.assignee_id, task.source) == (
        "Call her",
        "soon",
        day(2),
        frank.pk,
        "hand",
    )
    assert (task.made_by_id, task.given_by_id, task.seen_at) == (olga.pk, olga.pk, None)
    with acting(actor_of(olga)):
        event = Event.objects.get(verb="orgs.task.added")
    assert (event.object_ref, event.subject_count, event.detail) == (str(task.pk), 1, {"to": frank.pk})


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (TaskFacts("   "), "empty"),
        (TaskFacts("Call", date(1899, 1, 1)), "past"),
        (TaskFacts("Call", date(2199, 1, 1)), "far"),
        (TaskFacts("Thank her for $5,000"), "names_amount"),
        (TaskFacts("Call", note="She gave 90 EUR"), "names_amount"),
        (TaskFacts("Call", assignee_id=987_654_321), "not_a_member"),
    ],
)
def test_add_task_refuses_what_cannot_be(olga: User, ana: Constituent, facts: TaskFacts, code: str) -> None:
    with acting(actor := actor_of(olga)), pytest.raises(TaskRefused, match=code):
        add_task(actor=actor, now=NOW, today=today(), facts=facts, person_id=ana.pk)
    assert tasks_now(ana.organization) == []


def test_add_task_is_for_those_who_read_people_and_analysts_about_nobody(alder: Organization, ana: Constituent) -> None:
    analyst, volunteer = make_member(alder, "analyst"), make_member(alder, "volunteer")
    with pytest.raises(PermissionDenied):
        write_down(analyst, "Call", ana)
    for person in (None, ana):
        with pytest.raises(PermissionDenied):
            write_down(volunteer, "Call", person)
    assert write_down(analyst, "Write the report").constituent_id is None


def test_add_task_gives_nothing_to_analysts_strangers_or_those_who_left(
    alder: Organization, olga: User, frank: User, ana: Constituent
) -> None:
    Membership.objects.filter(user=frank).update(active=False)
    stranger = make_member(make_organization("birch"), "admin", "Stella")
    for user in (frank, stranger, make_member(alder, "analyst"), make_member(alder, "volunteer")):
        with pytest.raises(TaskRefused, match="not_a_member"):
            write_down(olga, "Call", ana, assignee_id=user.pk)


def test_add_task_about_a_restricted_record_is_for_those_who_see_it(
    olga: User, frank: User, ada: User, ana: Constituent
) -> None:
    restrict(ana, "fundraiser")
    with pytest.raises(RestrictedRecord):
        write_down(olga, "Call", ana)
    with pytest.raises(TaskRefused, match="not_seen"):
        write_down(frank, "Call", ana, assignee_id=olga.pk)
    assert write_down(frank, "Call", ana, assignee_id=frank.pk).pk


def test_add_task_stays_inside_the_organization(ana: Constituent) -> None:
    stella = make_member(make_organization("birch"), "admin", "Stella")
    with pytest.raises(Http404):
        write_down(stella, "Call", ana)
    task = write_down(make_member(ana.organization, "organizer"), "Call", ana)
    with acting(actor := actor_of(stella)):
        for action in (finish_task, reopen_task, remove_task, restore_task, read_task):
            with pytest.raises(Http404):
                action(actor=actor, now=NOW, task_id=task.pk)


def test_change_task_is_for_maker_doer_and_admins(
    alder: Organization, olga: User, frank: User, ada: User, ana: Constituent
) -> None:
    gus = make_member(alder, "organizer", "Gus")
    task = write_down(olga, "Call", ana, assignee_id=frank.pk)
    facts = TaskFacts("Call again", day(1), frank.pk)
    with acting(actor := actor_of(gus)), pytest.raises(PermissionDenied):
        change_task(actor=actor, now=NOW, today=today(), task_id=task.pk, facts=facts)
    for user in (olga, frank, ada):
        with acting(actor := actor_of(user)):
            change_task(actor=actor, now=NOW, today=today(), task_id=task.pk, facts=facts)
    with acting(actor := actor_of(olga)):
        change_task(actor=actor, now=NOW, today=today(), task_id=task.pk, facts=TaskFacts("Free", None, None))
    with acting(actor := actor_of(gus)):  # nobody has it now
        changed = change_task(
            actor=actor, now=NOW, today=today(), task_id=task.pk, facts=TaskFacts("Mine", None, gus.pk)
        )
    assert (changed.title, changed.assignee_id, changed.given_by_id, changed.changed_at) == (
        "Mine",
        gus.pk,
        gus.pk,
        NOW,
    )


def test_change_task_keeps_a_day_that_has_passed(olga: User) -> None:
    task = write_down(olga, "Call", due=day(-3), assignee_id=olga.pk)
    with acting(actor := actor_of(olga)):
        change_task(
            actor=actor, now=NOW, today=today(), task_id=task.pk, facts=TaskFacts("Write", day(-3), olga.pk)
        )  # fmt: skip
        with pytest.raises(TaskRefused, match="past"):
            change_task(
                actor=actor, now=NOW, today=today(), task_id=task.pk, facts=TaskFacts("Write", day(-2), olga.pk)
            )  # fmt: skip


def test_give_task_makes_it_new_to_whoever_gets_it(olga: User, frank: User, ana: Constituent) -> None:
    task = write_down(olga, "Call", ana)
    with acting(actor := actor_of(frank)):
        give_task(actor=actor, now=NOW, task_id=task.pk, assignee_id=frank.pk)
        read_task(actor=actor, now=NOW, task_id=task.pk)
        assert Task.objects.get().seen_at == NOW
        give_task(actor=actor, now=NOW, task_id=task.pk, assignee_id=olga.pk)
    (given,) = tasks_now(ana.organization)
    assert (given.assignee_id, given.given_by_id, given.seen_at) == (olga.pk, frank.pk, None)


def test_give_task_rids_whoever_does_not_see_the_person(olga: User, frank: User, ana: Constituent) -> None:
    task = write_down(frank, "Call", ana, assignee_id=olga.pk)
    others = write_down(frank, "Write", ana, assignee_id=frank.pk)
    restrict(ana, "fundraiser")
    with acting(actor := actor_of(olga)):
        for task_id, assignee in ((task.pk, frank.pk), (task.pk, olga.pk), (others.pk, None)):
            with pytest.raises(RestrictedRecord):
                give_task(actor=actor, now=NOW, task_id=task_id, assignee_id=assignee)
        give_task(actor=actor, now=NOW, task_id=task.pk, assignee_id=None)
        with pytest.raises(RestrictedRecord):
            give_task(actor=actor, now=NOW, task_id=task.pk, assignee_id=None)
    assert [each.assignee_id for each in tasks_now(ana.organization)] == [None, frank.pk]


@pytest.mark.parametrize(("choice", "days"), [("1", 1), ("3", 3), ("7", 7), ("30", 30)])
def test_put_off_task_counts_from_today(olga: User, choice: str, days: int) -> None:
    task = write_down(olga, "Call", due=day(-400), assignee_id=olga.pk)
    with acting(actor := actor_of(olga)):
        put_off_task(actor=actor, now=NOW, today=today(), task_id=task.pk, choice=choice)
        assert Task.objects.get().due == day(days)
        with pytest.raises(KeyError):
            put_off_task(actor=actor, now=NOW, today=today(), task_id=task.pk, choice="2")


def test_finish_task_is_undone_by_another(olga: User, frank: User, ana: Constituent) -> None:
    task = write_down(olga, "Call", ana, assignee_id=olga.pk)
    with acting(actor := actor_of(olga)):
        finish_task(actor=actor, now=NOW, task_id=task.pk)
        with pytest.raises(TaskRefused, match="done"):
            put_off_task(actor=actor, now=NOW, today=today(), task_id=task.pk, choice="1")
    with acting(actor := actor_of(frank)):
        with pytest.raises(TaskRefused) as refused:
            finish_task(actor=actor, now=LATER, task_id=task.pk)
        assert refused.value.by == "Olga Ortiz"
        reopened = reopen_task(actor=actor, now=LATER, task_id=task.pk)
        assert (reopened.done_at, reopened.done_by_id) == (None, None)
        with pytest.raises(TaskRefused, match="open"):
            reopen_task(actor=actor, now=LATER, task_id=task.pk)


def test_remove_task_is_undone_for_thirty_days(alder: Organization, olga: User, frank: User, ana: Constituent) -> None:
    task = write_down(olga, "Call", ana, assignee_id=olga.pk)
    with acting(actor := actor_of(frank)), pytest.raises(PermissionDenied):
        remove_task(actor=actor, now=NOW, task_id=task.pk)
    own = system_actor(organization_id=alder.pk)
    with acting(actor := actor_of(olga)):
        remove_task(actor=actor, now=NOW, task_id=task.pk)
        with pytest.raises(Http404):
            finish_task(actor=actor, now=NOW, task_id=task.pk)
        restore_task(actor=actor, now=NOW, task_id=task.pk)
        with pytest.raises(Http404):
            restore_task(actor=actor, now=NOW, task_id=task.pk)
        remove_task(actor=actor, now=NOW, task_id=task.pk)
        with pytest.raises(PermissionDenied):
            drop_tasks(actor=actor, now=NOW + timedelta(days=31))
    with acting(own):
        assert drop_tasks(actor=own, now=NOW + timedelta(days=30)) == 0
        assert drop_tasks(actor=own, now=NOW + timedelta(days=31)) == 1
    assert tasks_now(alder) == []


def test_hand_over_moves_open_tasks_and_leaves_what_was_done(
    alder: Organization, olga: User, frank: User, ada: User, ana: Constituent
) -> None:
    open_one, done = (write_down(olga, title, ana, assignee_id=olga.pk) for title in ("Call", "Write"))
    with acting(actor := actor_of(olga)):
        finish_task(actor=actor, now=NOW, task_id=done.pk)
    leaving = Membership.objects.get(user=olga)
    Membership.objects.filter(user=olga).update(active=False)
    with acting(actor := actor_of(ada)):
        assert hand_over(actor=actor, now=NOW, membership_id=leaving.pk, successor_id=frank.pk).tasks == 1
    with acting(actor := actor_of(frank)):
        assert [(task.pk, task.given_by_id) for task in my_tasks(actor)] == [(open_one.pk, ada.pk)]
    assert [task.assignee_id for task in tasks_now(alder)] == [frank.pk, olga.pk]


def test_the_database_refuses_what_is_no_task(alder: Organization, olga: User, ana: Constituent) -> None:
    birch = make_organization("birch")
    mine = {"organization": alder, "title": "Call"}
    wrong: list[dict[str, object]] = [
        {**mine, "title": " "},
        {**mine, "done_by": olga},
        {**mine, "removed_by": olga},
        {**mine, "trigger_id": 1},
    ]
    with acting(system_actor(organization_id=alder.pk)):
        for facts in wrong:
            with pytest.raises(IntegrityError), transaction.atomic():
                Task.objects.create(**facts)
    with acting(system_actor(organization_id=birch.pk)), pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.create(organization=birch, title="Call", constituent=ana)
        transaction.get_connection().check_constraints()
