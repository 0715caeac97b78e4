"""Literal query counts of the list pages: the same for one line and for three."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.urls import reverse
from django.utils import timezone

from coalition.platform.tenancy import acting
from orgs.models import Organization, User
from sharing.actions.agreements import create_agreement
from sharing.actions.campaigns import request_grants
from sharing.actions.handing_out import hand_out_audience
from tests.conftest import sign_in
from tests.sharing.world import NOW, World, agree, build, grant, make_campaign, make_world, number, willing

Counter = Callable[[int], AbstractContextManager[object]]


@pytest.fixture
def world(db: None) -> World:
    world = make_world()
    agree(world)
    return world


def look(world: World, user: User, path: str, queries: int, counter: Counter) -> None:
    owner = world.valley if user == world.maya else world.alder
    client = sign_in(user, owner)
    client.get(path)
    with counter(queries):
        answer = client.get(path)
    assert answer.status_code == 200


def agree_again(world: World, times: int) -> None:
    for _ in range(times):
        with acting(world.coordinator):
            create_agreement(
                actor=world.coordinator, now=NOW, title="T", text="T", modes=["count"], purposes=["contact"],
                channels=["phone"], recipients=[],
            )  # fmt: skip


@pytest.mark.parametrize("items", [1, 3])
def test_agreement_list_queries(world: World, items: int, django_assert_num_queries: Counter) -> None:
    agree_again(world, items - 1)
    look(world, world.maya, reverse("sharing:agreement-list"), 7, django_assert_num_queries)


@pytest.mark.parametrize("items", [1, 3])
def test_campaign_list_queries(world: World, items: int, django_assert_num_queries: Counter) -> None:
    for index in range(items):
        campaign = make_campaign(world, name=f"Campaign {index}")
        grant(world, campaign, world.alder)
    look(world, world.maya, reverse("sharing:campaign-list"), 10, django_assert_num_queries)


@pytest.mark.parametrize("items", [1, 3])
def test_grant_list_queries(world: World, items: int, django_assert_num_queries: Counter) -> None:
    for index in range(items):
        campaign = make_campaign(world, name=f"Campaign {index}")
        grant(world, campaign, world.alder)
    admin = world.admins[world.alder.pk]
    look(world, admin, reverse("sharing:grant-list"), 12, django_assert_num_queries)


@pytest.mark.parametrize("items", [1, 3])
def test_campaign_organizations_queries(world: World, items: int, django_assert_num_queries: Counter) -> None:
    campaign = make_campaign(world)
    organizations: list[Organization] = [world.alder, world.birch, world.cedar]
    for organization in organizations[:items]:
        grant(world, campaign, organization)
    path = reverse("sharing:campaign-organizations", args=[campaign.pk])
    if items < 3:
        with acting(world.coordinator):
            request_grants(actor=world.coordinator, now=timezone.now(), campaign_id=campaign.pk)
    look(world, world.maya, path, 10, django_assert_num_queries)


@pytest.mark.parametrize("items", [1, 3])
def test_audience_and_call_lists_queries(world: World, items: int, django_assert_num_queries: Counter) -> None:
    campaign = make_campaign(world)
    willing(world.alder, "Ana", number(1))
    grant(world, campaign, world.alder)
    for _ in range(items):
        audience = build(world, campaign)
        with acting(world.coordinator):
            hand_out_audience(actor=world.coordinator, now=NOW, audience_id=audience.pk)
    audiences, lists = (reverse(f"sharing:{name}", args=[campaign.pk]) for name in ("audience-list", "call-lists"))
    look(world, world.maya, audiences, 7, django_assert_num_queries)
    look(world, world.maya, lists, 9, django_assert_num_queries)
    look(world, world.admins[world.alder.pk], lists, 10, django_assert_num_queries)
    board = reverse("sharing:campaign-detail", args=[campaign.pk])
    look(world, world.maya, board, 15, django_assert_num_queries)
