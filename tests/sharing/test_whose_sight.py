"""A contribution counts nobody whom its contributor, or who wrote the segment's rules last, may not see."""

from typing import Any

import pytest
from django.utils import timezone

from coalition.platform.tenancy import acting, system_actor
from orgs.actions.segments import save_segment
from orgs.models import (
    Constituent,
    CustomField,
    CustomValue,
    Membership,
    Organization,
    RestrictedGroup,
    RestrictedMember,
    Segment,
    Stewardship,
    User,
)
from orgs.queries.segments import UnseenField
from sharing.actions.grants import create_grant
from sharing.actions.list_versions import refresh_list_version
from sharing.actions.refusals import Refused
from sharing.models import AudienceTally, Campaign
from tests.conftest import sign_in
from tests.factories import NOW, actor_of, make_member
from tests.sharing.world import LATER, World, agree, build, make_campaign, make_world, number, willing

pytestmark = pytest.mark.django_db
WEALTHY = [{"field": "custom", "test": "is", "value": "Wealth: high"}]
IN_OAKLAND = [{"field": "city", "test": "is", "value": "Oakland"}]


@pytest.fixture
def world() -> World:
    world = make_world()
    agree(world)
    return world


@pytest.fixture
def campaign(world: World) -> Campaign:
    return make_campaign(world)


@pytest.fixture
def ada(world: World) -> User:
    """Alder's administrator, who contributes."""
    return world.admins[world.alder.pk]


@pytest.fixture
def olga(world: World) -> User:
    return make_member(world.alder, "organizer", "Olga Org")


@pytest.fixture
def rich(world: World) -> Constituent:
    """Regina in Oakland, and Ben beside her."""
    willing(world.alder, "Ben", number(1))
    person = willing(world.alder, "Regina", number(2))
    change(person, city="Oakland")
    return person


def change(person: Constituent, **facts: Any) -> None:
    with acting(system_actor(organization_id=person.organization_id)):
        Constituent.objects.filter(pk=person.pk).update(**facts)


def saved(user: User, conditions: list[dict[str, str]], segment: Segment | None = None) -> Segment:
    with acting(actor := actor_of(user)):
        rules = {"match": "all", "conditions": conditions}
        return save_segment(
            actor=actor, now=NOW, name="Probe", rules=rules, segment_id=segment.pk if segment else None
        )  # fmt: skip


def contribute(user: User, campaign: Campaign, segment: Segment) -> None:
    with acting(actor := actor_of(user)):
        create_grant(
            actor=actor, now=timezone.now(), campaign_id=campaign.pk, segment_id=segment.pk, mode="messenger",
            expires_on=LATER,
        )  # fmt: skip


def tally(world: World, campaign: Campaign) -> dict[str, int]:
    audience = build(world, campaign)
    with acting(system_actor(organization_id=world.alder.pk)):
        return dict(AudienceTally.objects.filter(audience=audience).values_list("reason", "people"))


def on_list(world: World, campaign: Campaign) -> int:
    own = system_actor(organization_id=world.alder.pk, coalition_id=campaign.coalition_id)
    with acting(own):
        return len(set(refresh_list_version(own, timezone.now(), campaign).people))


def restrict(person: Constituent, keeper: User) -> None:
    with acting(system_actor(organization_id=person.organization_id)):
        group = RestrictedGroup.objects.create(
            organization_id=person.organization_id, name="Donors", kind="major_donors", keeper=keeper
        )
        RestrictedMember.objects.create(organization_id=person.organization_id, group=group, constituent=person)


def wealth(alder: Organization, person: Constituent, visible_to: str) -> CustomField:
    with acting(system_actor(organization_id=alder.pk)):
        field = CustomField.objects.create(
            organization=alder, name="Wealth", folded="wealth", type="text", applies_to="both", visible_to=visible_to
        )
        CustomValue.objects.create(organization=alder, constituent=person, field=field, type="text", text="high")
    return field


def test_restricted_people_are_in_no_tally_of_a_contributor_who_does_not_see_them(
    world: World, campaign: Campaign, ada: User, olga: User, rich: Constituent
) -> None:
    contribute(ada, campaign, saved(ada, IN_OAKLAND))
    assert (tally(world, campaign), on_list(world, campaign)) == ({"included": 1}, 1)
    restrict(rich, olga)
    assert (tally(world, campaign), on_list(world, campaign)) == ({}, 1)  # a list counts anew at the threshold


def test_whoever_edits_a_contributed_segment_learns_of_nobody_they_do_not_see(
    world: World, campaign: Campaign, ada: User, olga: User, rich: Constituent
) -> None:
    """Ada sees Regina and contributes everybody; Olga then asks for Oakland, to read in the count who is there."""
    restrict(rich, ada)
    segment = saved(ada, [])
    contribute(ada, campaign, segment)
    assert tally(world, campaign) == {"included": 2}
    saved(olga, IN_OAKLAND, segment)
    assert tally(world, campaign) == {}
    Membership.objects.filter(user=olga).update(active=False)
    assert tally(world, campaign) == {"included": 1}


def test_stewarded_people_are_held_back_and_counted(
    world: World, campaign: Campaign, ada: User, olga: User, rich: Constituent
) -> None:
    with acting(system_actor(organization_id=world.alder.pk)):
        Stewardship.objects.create(
            organization=world.alder, constituent=rich, steward=olga, rule="hands_off", since=NOW
        )
    contribute(ada, campaign, saved(ada, []))
    assert tally(world, campaign) == {"included": 1, "hands_off": 1}


def test_create_grant_refuses_a_segment_that_asks_for_an_unseen_field(
    world: World, campaign: Campaign, ada: User, olga: User, rich: Constituent
) -> None:
    wealth(world.alder, rich, "admins")
    segment = saved(ada, WEALTHY)
    with pytest.raises(Refused, match="unseen"):
        contribute(olga, campaign, segment)
    form = {"segment": segment.pk, "mode": "messenger", "capacity": "10", "expires_on": LATER.isoformat()}
    page = sign_in(olga).post(f"/c/{campaign.pk}/grant/", form)
    assert page.status_code == 422
    assert "asks for a field that you do not see" in page.content.decode()
    contribute(ada, campaign, segment)
    assert tally(world, campaign) == {"included": 1}


def test_create_grant_refuses_a_segment_whose_rules_broke(
    world: World, campaign: Campaign, ada: User, olga: User
) -> None:
    segment = saved(ada, [])
    with acting(system_actor(organization_id=world.alder.pk)):
        Segment.objects.filter(pk=segment.pk).update(rules={"conditions": [{"field": "gone", "test": "is"}]})
    with pytest.raises(Refused, match="broken"):
        contribute(ada, campaign, segment)


def test_save_segment_refuses_who_does_not_see_a_field_that_it_asks_or_asked_for(
    world: World, ada: User, olga: User, rich: Constituent
) -> None:
    wealth(world.alder, rich, "fundraisers")
    segment = saved(ada, WEALTHY)
    for conditions in (WEALTHY, [*WEALTHY, *IN_OAKLAND], []):
        with pytest.raises(UnseenField):
            saved(olga, conditions, segment)
    with pytest.raises(UnseenField):
        saved(olga, WEALTHY)
    page = sign_in(olga).post(
        f"/segments/{segment.pk}/edit/", {"save": "1", "name": "Probe", "question": "phone:has", "value": ""}
    )
    assert page.status_code == 422
    assert "asks for a field that you do not see" in page.content.decode()


def test_a_field_that_its_contributor_does_not_see_any_more_finds_nobody(
    world: World, campaign: Campaign, olga: User, rich: Constituent
) -> None:
    field = wealth(world.alder, rich, "organizers")
    contribute(olga, campaign, saved(olga, WEALTHY))
    assert tally(world, campaign) == {"included": 1}
    with acting(system_actor(organization_id=world.alder.pk)):
        CustomField.objects.filter(pk=field.pk).update(visible_to="fundraisers")
    assert tally(world, campaign) == {}
