"""What one person more on a list changes for a coordinator: nothing that is not a released number."""

import pytest
from django.test import Client

from coalition.platform.tenancy import acting, system_actor
from orgs.models import Organization
from sharing.actions.overlap import snapshot_overlap
from sharing.models import Campaign, ReleasedCount
from sharing.rules.audience import REASONS
from tests.conftest import sign_in
from tests.factories import make_person
from tests.sharing.world import NOW, World, agree, build, grant, make_campaign, make_world, number, willing


@pytest.fixture
def world(db: None) -> World:
    world = make_world()
    agree(world)
    return world


def people(organization: Organization, first: int, last: int) -> None:
    for index in range(first, last):
        make_person(organization, f"P{index}", phone=number(index))


def counted(world: World, name: str) -> dict[str, object]:
    campaign = make_campaign(world, name)
    grant(world, campaign, world.alder, mode="count")
    grant(world, campaign, world.birch, mode="count")
    system = system_actor(coalition_id=campaign.coalition_id)
    with acting(system):
        taken = snapshot_overlap(actor=system, now=NOW, campaign_id=campaign.pk)
    assert taken is not None
    return {
        "hidden": taken.result["hidden_groups"],
        "groups": [line["organizations"] for line in taken.result["groups"]],
        "pairs": [(line["organizations"], line["value"]) for line in taken.result["pairs"]],
        "answers": answers(world, campaign),
    }


def answers(world: World, campaign: Campaign) -> list[tuple[str, list[int]]]:
    with acting(world.coordinator):
        kept = ReleasedCount.objects.filter(campaign=campaign).order_by("topic", "organizations")
        return list(kept.values_list("topic", "organizations"))


def test_snapshot_overlap_does_not_say_whether_one_person_is_on_both_lists(world: World) -> None:
    people(world.alder, 0, 40)
    people(world.birch, 100, 140)
    apart = counted(world, "Apart")
    make_person(world.birch, "Target", phone=number(3))
    assert counted(world, "Together") == apart
    assert apart["hidden"] == 1


def test_snapshot_overlap_does_not_say_that_a_list_is_empty(world: World) -> None:
    people(world.alder, 0, 40)
    empty = counted(world, "Empty")
    people(world.birch, 0, 1)
    assert counted(world, "One") == empty


def test_build_audience_does_not_say_whether_one_person_is_on_another_list(world: World) -> None:
    for index in range(40):
        willing(world.alder, f"A{index}", number(index))
    for index in range(100, 140):
        willing(world.birch, f"B{index}", number(index))
    pages = []
    for name in ("Apart", "Together"):
        campaign = make_campaign(world, name)
        grant(world, campaign, world.alder)
        grant(world, campaign, world.birch)
        audience = build(world, campaign)
        for line in audience.result["organizations"]:
            assert [entry["reason"] for entry in line["left_out"]] == list(REASONS)
        maya: Client = sign_in(world.maya, world.valley)
        pages.append(maya.get(f"/c/{campaign.pk}/audiences/{audience.pk}/").content.decode())
        willing(world.birch, "Target", number(3), times=2)
    assert all("Another organization talks to them" not in page for page in pages)
    assert all("Nobody, or too few people to show" in page for page in pages)
