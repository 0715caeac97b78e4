from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.utils import timezone

from audit.log.queries.events import newest_events
from coalition.platform.tenancy import acting, system_actor
from sharing.actions.agreements import accept_agreement, create_agreement
from sharing.actions.audiences import build_audience
from sharing.actions.campaigns import request_grants
from sharing.actions.grants import create_grant, refuse_grant, revoke_grant
from sharing.actions.handing_out import hand_out_audience
from sharing.actions.refusals import Refused
from sharing.models import CallList, CallListEntry
from sharing.queries.campaigns import answers, get_campaign
from sharing.queries.grants import grants, open_campaigns
from tests.factories import actor_of, make_member, make_segment
from tests.sharing.world import (
    LATER,
    NOW,
    TODAY,
    World,
    agree,
    build,
    grant,
    make_campaign,
    make_world,
    number,
    willing,
)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def states(world: World, campaign_id: int) -> dict[str, str]:
    actor = world.coordinator
    with acting(actor):
        found = answers(actor, get_campaign(actor, campaign_id), TODAY)
    return {answer.organization.slug: answer.state for answer in found}


def test_create_grant_needs_the_agreement_accepted(world: World) -> None:
    actor = world.coordinator
    with acting(actor):
        agreement = create_agreement(
            actor=actor, now=NOW, title="T", text="T", modes=["messenger"], purposes=["contact"], channels=["phone"],
            recipients=[],
        )  # fmt: skip
    campaign = make_campaign(world)
    with pytest.raises(Refused, match="not_accepted"):
        grant(world, campaign, world.alder)
    admin = world.admin(world.alder)
    with acting(admin):
        accept_agreement(actor=admin, now=NOW, agreement_id=agreement.pk)
    with pytest.raises(Refused, match="mode"):
        grant(world, campaign, world.alder, mode="count", name="Two")
    assert grant(world, campaign, world.alder, name="Three").mode == "messenger"
    with pytest.raises(Refused, match="already_granted"):
        grant(world, campaign, world.alder, name="Four")


def test_create_grant_refuses_what_is_over_and_what_is_not_ones_own(world: World) -> None:
    agree(world)
    campaign = make_campaign(world)
    with pytest.raises(Refused, match="expired"):
        grant(world, campaign, world.alder, expires_on=TODAY - timedelta(days=1))
    foreign = make_segment(world.birch, "Theirs")
    admin = world.admin(world.alder)
    analyst = actor_of(make_member(world.alder, "analyst"), world.alder)
    dune = world.admin(world.dune)
    for actor, segment, error in (
        (admin, foreign.pk, Http404),
        (analyst, foreign.pk, PermissionDenied),
        (dune, foreign.pk, Http404),
        (world.coordinator, foreign.pk, PermissionDenied),
    ):
        with acting(actor), pytest.raises(error):
            create_grant(
                actor=actor, now=NOW, campaign_id=campaign.pk, segment_id=segment, mode="count", expires_on=LATER
            )


def test_revoke_grant_ends_everything_at_once(world: World) -> None:
    agree(world)
    willing(world.alder, "Ana", number(1))
    campaign = make_campaign(world)
    given = grant(world, campaign, world.alder)
    audience = build(world, campaign)
    with acting(world.coordinator):
        hand_out_audience(actor=world.coordinator, now=NOW, audience_id=audience.pk)
    admin, other = world.admin(world.alder), world.admin(world.birch)
    with acting(other), pytest.raises(Http404):
        revoke_grant(actor=other, now=NOW, grant_id=given.pk)
    with acting(admin):
        revoke_grant(actor=admin, now=NOW, grant_id=given.pk)
        entry = CallListEntry.objects.get()
        assert (entry.state, entry.dropped_because) == ("dropped", "revoked")
        assert CallList.objects.get().closed_at is not None
        again = revoke_grant(actor=admin, now=NOW + timedelta(days=1), grant_id=given.pk)
        assert again.revoked_at == NOW
    with acting(world.coordinator), pytest.raises(Refused, match="nobody_granted"):
        build_audience(actor=world.coordinator, now=timezone.now(), campaign_id=campaign.pk)


def test_refuse_grant_is_an_answer_that_can_be_changed(world: World) -> None:
    agree(world)
    campaign = make_campaign(world)
    admin = world.admin(world.alder)
    with acting(admin):
        assert [c.pk for c in open_campaigns(admin, TODAY)] == [campaign.pk]
        refuse_grant(actor=admin, now=NOW, campaign_id=campaign.pk)
        assert open_campaigns(admin, TODAY) == []
    assert states(world, campaign.pk) == {"alder": "refused", "birch": "silent", "cedar": "silent"}
    grant(world, campaign, world.alder)
    assert states(world, campaign.pk)["alder"] == "granted"
    with acting(admin), pytest.raises(Refused, match="already_granted"):
        refuse_grant(actor=admin, now=NOW, campaign_id=campaign.pk)


def test_request_grants_asks_those_who_have_not_answered(world: World) -> None:
    agree(world)
    campaign = make_campaign(world)
    grant(world, campaign, world.alder)
    with acting(world.coordinator):
        assert request_grants(actor=world.coordinator, now=NOW, campaign_id=campaign.pk) == 2
    assert states(world, campaign.pk) == {"alder": "granted", "birch": "asked", "cedar": "asked"}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (args ->> 'organization_id')::bigint FROM procrastinate_jobs"
            " WHERE task_name = 'sharing.grants.request' ORDER BY id"
        )
        asked = [row[0] for row in cursor.fetchall()]
    assert asked == [world.birch.pk, world.cedar.pk]
    with acting(world.foreigner), pytest.raises(Http404):
        request_grants(actor=world.foreigner, now=NOW, campaign_id=campaign.pk)


def test_a_member_sees_its_own_grants_alone(world: World) -> None:
    agree(world)
    campaign = make_campaign(world)
    mine = grant(world, campaign, world.alder)
    grant(world, campaign, world.birch)
    admin = world.admin(world.alder)
    with acting(admin):
        assert [given.pk for given in grants(admin)] == [mine.pk]
        assert [a.organization.slug for a in answers(admin, mine.campaign, TODAY)] == ["alder"]
        verbs = [event.verb for event in newest_events(admin, campaign=campaign.pk)]
    assert verbs.count("sharing.grant.created") == 1
    with acting(system_actor(coalition_id=world.valley.pk)):
        assert list(grants(system_actor(coalition_id=world.valley.pk))) == []
