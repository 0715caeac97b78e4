import pytest

from coalition.platform.tenancy import acting, system_actor
from orgs.models import FieldUse, Organization
from sharing.models import Audience, AudienceMember, AudienceTally
from tests.factories import make_person
from tests.sharing.world import World, agree, build, grant, make_campaign, make_world, number, say, willing


@pytest.fixture
def world(db: None) -> World:
    world = make_world()
    agree(world)
    return world


def members(organization: Organization, audience: Audience) -> list[int]:
    with acting(system_actor(organization_id=organization.pk)):
        found = AudienceMember.objects.filter(audience=audience, organization=organization)
        return sorted(found.values_list("constituent_id", flat=True))


def tally(organization: Organization, audience: Audience) -> dict[str, int]:
    with acting(system_actor(organization_id=organization.pk)):
        found = AudienceTally.objects.filter(audience=audience, organization=organization)
        return dict(found.values_list("reason", "people"))


def test_build_audience_gives_a_shared_person_to_the_organization_that_knows_them_best(world: World) -> None:
    shared_by_alder = willing(world.alder, "Ana", number(1), times=1)
    shared_by_birch = willing(world.birch, "Ana", number(1), times=5)
    only_alder = willing(world.alder, "Bo", number(2))
    campaign = make_campaign(world)
    grant(world, campaign, world.alder)
    grant(world, campaign, world.birch)
    audience = build(world, campaign)
    assert audience.state == "ready"
    assert members(world.alder, audience) == [only_alder.pk]
    assert members(world.birch, audience) == [shared_by_birch.pk]
    assert shared_by_alder.pk not in members(world.birch, audience)
    assert tally(world.alder, audience) == {"included": 1, "other_organization": 1}
    assert tally(world.birch, audience) == {"included": 1}


def test_build_audience_leaves_people_out_by_reason(world: World) -> None:
    willing(world.alder, "In", number(1))
    make_person(world.alder, "Nophone", email="n@example.org")
    make_person(world.alder, "Nothing")
    make_person(world.alder, "Silent", phone=number(2))
    say(world.alder, make_person(world.alder, "No", phone=number(3)), "refused")
    say(world.alder, make_person(world.alder, "Gone", phone=number(4)), "withdrawn")
    campaign = make_campaign(world)
    grant(world, campaign, world.alder)
    audience = build(world, campaign)
    assert tally(world.alder, audience) == {
        "included": 1, "no_phone": 2, "not_asked": 1, "refused": 1, "withdrawn": 1
    }  # fmt: skip


def test_build_audience_uses_what_the_segment_asks_for(world: World) -> None:
    willing(world.alder, "Ana", number(1))
    campaign = make_campaign(world)
    grant(world, campaign, world.alder, conditions=[{"field": "city", "test": "is", "value": "Oakland"}])
    with acting(system_actor(organization_id=world.alder.pk)):
        FieldUse.objects.all().delete()
    build(world, campaign)
    with acting(system_actor(organization_id=world.alder.pk)):
        assert list(FieldUse.objects.values_list("ref", flat=True)) == ["fact:city"]
