"""What waits on the home page."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from coalition.platform.tenancy import acting
from orgs.models import Organization
from sharing.actions.agreements import create_agreement
from tests.conftest import sign_in
from tests.factories import make_member
from tests.sharing.world import NOW, World, agree, make_campaign, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def admin_of(world: World, organization: Organization) -> Client:
    return sign_in(world.admins[organization.pk], organization)


def waits(client: Client) -> str:
    answer = client.get("/campaigns/tasks/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_task_list_tells_the_coordinator_to_write_the_agreement_first(world: World) -> None:
    coordinator = sign_in(world.maya, world.valley)
    assert "Write the agreement" in waits(coordinator)
    agree(world)
    assert waits(coordinator).strip() == ""


@pytest.mark.parametrize("campaigns", [1, 3])
def test_task_list_shows_admins_the_campaigns_to_answer(
    world: World, campaigns: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    agree(world)
    for each in range(campaigns):
        make_campaign(world, f"Campaign {each}")
    client = admin_of(world, world.alder)
    with django_assert_num_queries(11):
        page = waits(client)
    assert page.count("asks whether you contribute") == campaigns
    assert waits(admin_of(world, world.dune)).strip() == ""


def test_task_list_shows_only_admins_the_agreement_to_accept(world: World) -> None:
    agree(world)
    with acting(world.coordinator):
        create_agreement(
            actor=world.coordinator,
            now=NOW,
            title="Second version",
            text="As before.",
            modes=["count"],
            purposes=["contact"],
            channels=["phone"],
            recipients=[],
        )
    assert "Second version" in waits(admin_of(world, world.alder))
    assert "Second version" not in waits(sign_in(make_member(world.alder, "organizer")))
    assert waits(sign_in(make_member(world.alder, "volunteer"))).strip() == ""
