import pytest

from coalition.platform.tenancy import acting, system_actor
from orgs.models import Organization
from sharing.actions.handing_out import hand_out_audience
from sharing.actions.refusals import Refused
from sharing.models import Audience, CallList, CallListEntry
from tests.factories import actor_of, make_member
from tests.sharing.world import NOW, World, agree, build, grant, make_campaign, make_world, number, willing


@pytest.fixture
def world(db: None) -> World:
    world = make_world()
    agree(world)
    return world


def hand_out(world: World, audience: Audience) -> int:
    with acting(world.coordinator):
        return hand_out_audience(actor=world.coordinator, now=NOW, audience_id=audience.pk)


def queue(organization: Organization) -> list[str]:
    with acting(system_actor(organization_id=organization.pk)):
        entries = CallListEntry.objects.filter(state="queued").order_by("position")
        return [entry.constituent.given_name for entry in entries.select_related("constituent")]


def test_hand_out_audience_makes_a_list_per_organization_ordered_by_affinity(world: World) -> None:
    willing(world.alder, "Some", number(1), times=2)
    willing(world.alder, "Best", number(2), times=5)
    willing(world.birch, "Other", number(3))
    volunteer = make_member(world.alder, "volunteer")
    analyst = make_member(world.alder, "analyst")
    campaign = make_campaign(world)
    grant(world, campaign, world.alder)
    grant(world, campaign, world.birch)
    audience = build(world, campaign)
    assert hand_out(world, audience) == 2
    assert queue(world.alder) == ["Best", "Some"]
    assert queue(world.birch) == ["Other"]
    with acting(system_actor(organization_id=world.alder.pk)):
        call_list = CallList.objects.get(organization=world.alder)
    assert call_list.total == 2
    assert actor_of(volunteer, world.alder).may("call_calllist", call_list.pk)
    assert actor_of(world.admins[world.alder.pk], world.alder).may("call_calllist", call_list.pk)
    assert not actor_of(analyst, world.alder).may("call_calllist", call_list.pk)
    assert not actor_of(world.admins[world.birch.pk], world.birch).may("call_calllist", call_list.pk)
    with pytest.raises(Refused, match="handed_out"):
        hand_out(world, audience)


def test_hand_out_audience_of_a_new_version_ends_the_list_before(world: World) -> None:
    willing(world.alder, "First", number(1))
    campaign = make_campaign(world)
    grant(world, campaign, world.alder)
    hand_out(world, build(world, campaign))
    willing(world.alder, "Second", number(2))
    hand_out(world, build(world, campaign))
    assert sorted(queue(world.alder)) == ["First", "Second"]
    with acting(system_actor(organization_id=world.alder.pk)):
        assert CallListEntry.objects.filter(state="dropped", dropped_because="superseded").count() == 1
        assert CallList.objects.filter(closed_at__isnull=True).count() == 1
