from datetime import timedelta

import pytest
from django.db import connection
from django.http import Http404

from coalition.platform.tenancy import acting, system_actor
from orgs.models import Organization
from sharing.actions.handing_out import hand_out_audience
from sharing.actions.progress import snapshot_progress
from sharing.models import CallListEntry, Campaign
from sharing.queries.progress import call_lists, own_conversations, progress
from tests.sharing.world import NOW, World, agree, build, grant, make_campaign, make_world, number, willing


@pytest.fixture
def world(db: None) -> World:
    world = make_world()
    agree(world)
    return world


def talk(organization: Organization, people: int, minutes: int) -> None:
    """So many queued people were talked to."""
    with acting(system_actor(organization_id=organization.pk)):
        queued = CallListEntry.objects.filter(state="queued").order_by("position").values_list("pk", flat=True)
        at = NOW + timedelta(minutes=minutes)
        CallListEntry.objects.filter(pk__in=list(queued[:people])).update(
            state="done", outcome="talked", finished_at=at
        )


def release(world: World, campaign: Campaign, minutes: int) -> int:
    system = system_actor(coalition_id=world.valley.pk)
    with acting(system):
        return snapshot_progress(actor=system, now=NOW + timedelta(minutes=minutes), campaign_id=campaign.pk)


def test_snapshot_progress_waits_for_the_threshold_and_counts_nobody_twice(world: World) -> None:
    for index in range(40):
        willing(world.alder, f"P{index}", number(index))
    campaign = make_campaign(world)
    grant(world, campaign, world.alder)
    audience = build(world, campaign)
    with acting(world.coordinator):
        hand_out_audience(actor=world.coordinator, now=NOW, audience_id=audience.pk)
    talk(world.alder, 9, minutes=1)
    assert release(world, campaign, minutes=2) == 0
    with acting(world.coordinator):
        assert progress(world.coordinator, campaign).total is None
        assert [line.talked for line in call_lists(world.coordinator, campaign)] == [None]
    talk(world.alder, 11, minutes=3)
    assert release(world, campaign, minutes=4) == 1
    assert release(world, campaign, minutes=5) == 0
    with acting(world.coordinator):
        shown = progress(world.coordinator, campaign)
        assert shown.total == pytest.approx(20, abs=12)
        assert shown.by_organization == {world.alder.pk: shown.total}
        line = call_lists(world.coordinator, campaign)[0]
        assert (line.talked, line.total, line.waiting) == (shown.total, None, None)
    admin = world.admin(world.alder)
    with acting(admin):
        assert own_conversations(admin, campaign) == 20
        line = call_lists(admin, campaign)[0]
        assert (line.talked, line.total, line.waiting, line.done) == (20, 40, 20, 20)
    foreign = system_actor(coalition_id=world.coast.pk)
    with acting(foreign), pytest.raises(Http404):
        snapshot_progress(actor=foreign, now=NOW, campaign_id=campaign.pk)


def test_call_lists_of_one_organization_stay_hidden_from_the_database_of_another(world: World) -> None:
    willing(world.alder, "Ana", number(1))
    campaign = make_campaign(world)
    grant(world, campaign, world.alder)
    audience = build(world, campaign)
    with acting(world.coordinator):
        hand_out_audience(actor=world.coordinator, now=NOW, audience_id=audience.pk)
    tables = ("calllistentry", "audiencemember", "audiencetally", "listversion")
    for actor in (world.coordinator, world.admin(world.birch), world.foreigner):
        with acting(actor), connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"SELECT count(*) FROM sharing_{table}")  # our own names
                assert cursor.fetchone() == (0,), table
