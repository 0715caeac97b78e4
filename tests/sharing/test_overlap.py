import pytest

from coalition.platform.tenancy import acting, system_actor
from orgs.models import Organization
from sharing.actions.overlap import snapshot_overlap
from sharing.models import Campaign, CountCharge, ListVersion, OverlapSnapshot, ReleasedCount, SharingAgreement
from sharing.queries.overlap import overlap
from tests.factories import make_person
from tests.sharing.world import NOW, World, agree, grant, make_campaign, make_world, number


@pytest.fixture
def world(db: None) -> World:
    world = make_world()
    agree(world)
    return world


def people(organization: Organization, first: int, last: int) -> None:
    for index in range(first, last):
        make_person(organization, f"P{index}", phone=number(index))


def snapshot(campaign: Campaign) -> OverlapSnapshot:
    system = system_actor(coalition_id=campaign.coalition_id)
    with acting(system):
        taken = snapshot_overlap(actor=system, now=NOW, campaign_id=campaign.pk)
    assert taken is not None
    return taken


def test_snapshot_overlap_releases_numbers_near_the_truth_and_hides_small_ones(world: World) -> None:
    people(world.alder, 0, 60)
    people(world.birch, 30, 80)
    people(world.cedar, 78, 99)
    campaign = make_campaign(world)
    for organization in (world.alder, world.birch, world.cedar):
        grant(world, campaign, organization, mode="count")
    taken = snapshot(campaign)
    with acting(world.coordinator):
        shown = overlap(world.coordinator, campaign)
    assert shown is not None
    pairs = {tuple(o.slug for o in count.organizations): count.value for count in shown.pairs}
    assert pairs[("alder", "birch")] == pytest.approx(30, abs=12)
    assert pairs[("birch", "cedar")] is None
    assert pairs[("alder", "cedar")] is None
    assert shown.reach == pytest.approx(99, abs=25)
    assert taken.result["frozen"] is False
    stored = str(taken.result)
    assert "P1" not in stored


def test_snapshot_overlap_keeps_its_answer_until_enough_people_changed(world: World) -> None:
    people(world.alder, 0, 40)
    people(world.birch, 0, 40)
    campaign = make_campaign(world)
    grant(world, campaign, world.alder, mode="count")
    grant(world, campaign, world.birch, mode="count")
    first = snapshot(campaign)
    people(world.birch, 40, 49)
    again = snapshot(campaign)
    assert (again.pk, again.result) == (first.pk, first.result)
    people(world.birch, 49, 50)
    third = snapshot(campaign)
    assert third.pk != first.pk
    with acting(system_actor(organization_id=world.birch.pk)):
        assert ListVersion.objects.get(campaign=campaign).version == 2
    with acting(system_actor(organization_id=world.alder.pk)):
        assert ListVersion.objects.get(campaign=campaign).version == 1


def test_snapshot_overlap_stops_when_the_lifetime_budget_is_spent(world: World) -> None:
    agree(world, title="Stricter")
    with acting(world.coordinator):
        SharingAgreement.objects.update(count_budget=3.0)
    people(world.alder, 0, 40)
    people(world.birch, 0, 40)
    campaign = make_campaign(world)
    grant(world, campaign, world.alder, mode="count")
    grant(world, campaign, world.birch, mode="count")
    first = snapshot(campaign)
    with acting(world.coordinator):
        spent = sum(CountCharge.objects.values_list("epsilon", flat=True))
        answers = ReleasedCount.objects.count()
    assert spent == 3.0
    people(world.birch, 40, 80)
    frozen = snapshot(campaign)
    assert frozen.result == {**first.result, "frozen": True}
    with acting(world.coordinator):
        assert sum(CountCharge.objects.values_list("epsilon", flat=True)) == 3.0
        assert ReleasedCount.objects.count() == answers
