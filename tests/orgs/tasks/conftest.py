"""Alder with Ana on its list; an organizer, a fundraiser and an administrator of it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from coalition.platform.tenancy import acting, system_actor
from orgs.actions.tasks import TaskFacts, add_task
from orgs.models import Constituent, Organization, RestrictedGroup, RestrictedMember, Task, User
from tests.conftest import sign_in
from tests.factories import NOW, actor_of, make_member, make_organization, make_person


@pytest.fixture
def alder() -> Organization:
    return make_organization("alder", time_zone="UTC")


@pytest.fixture
def olga(alder: Organization) -> User:
    return make_member(alder, "organizer", "Olga Ortiz")


@pytest.fixture
def frank(alder: Organization) -> User:
    return make_member(alder, "fundraiser", "Frank Moss")


@pytest.fixture
def ada(alder: Organization) -> User:
    return make_member(alder, "admin", "Ada Admin")


@pytest.fixture
def organizer(olga: User) -> Client:
    return sign_in(olga)


@pytest.fixture
def fundraiser(frank: User) -> Client:
    return sign_in(frank)


@pytest.fixture
def ana(alder: Organization) -> Constituent:
    return make_person(alder, "Ana", "García", email="ana@post.example")


def today() -> date:
    return timezone.localdate()


def day(days: int) -> date:
    return today() + timedelta(days=days)


def write_down(maker: User, title: str, person: Constituent | None = None, **facts: Any) -> Task:
    """A task by ``maker``; ``due`` may have passed."""
    due = facts.pop("due", None)
    with acting(actor := actor_of(maker)):
        task = add_task(
            actor=actor, now=NOW, today=due or today(), person_id=person.pk if person else None,
            facts=TaskFacts(title, due, **facts),
        )  # fmt: skip
    return task


def restrict(person: Constituent, *roles: str) -> None:
    """Put a person into a group that nobody but its keeper's role sees."""
    with acting(system_actor(organization_id=person.organization_id)):
        group = RestrictedGroup.objects.create(
            organization_id=person.organization_id, name="Donors", kind="other", keeper_role=roles[0] if roles else ""
        )
        RestrictedMember.objects.create(organization_id=person.organization_id, group=group, constituent=person)


def tasks_now(organization: Organization) -> list[Task]:
    with acting(system_actor(organization_id=organization.pk)):
        return list(Task.objects.order_by("id").select_related("assignee", "done_by"))
