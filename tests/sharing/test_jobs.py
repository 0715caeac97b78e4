import pytest
from django.core import mail

from coalition.platform.tenancy import acting
from orgs.models import OutboxMessage
from sharing import jobs
from sharing.actions.audiences import build_audience
from sharing.models import Audience, OverlapSnapshot
from tests.sharing.test_overlap import people
from tests.sharing.world import NOW, World, agree, grant, make_campaign, make_world, number, willing


@pytest.fixture
def world(db: None) -> World:
    world = make_world()
    agree(world)
    return world


def test_build_audience_job_may_come_twice(world: World) -> None:
    willing(world.alder, "Ana", number(1))
    campaign = make_campaign(world)
    grant(world, campaign, world.alder)
    with acting(world.coordinator):
        audience = build_audience(actor=world.coordinator, now=NOW, campaign_id=campaign.pk)
    for _ in range(2):
        jobs.build_audience(coalition_id=world.valley.pk, audience_id=audience.pk)
        with acting(world.coordinator):
            audience.refresh_from_db()
        assert (audience.state, audience.progress) == ("ready", 100)


def test_build_audience_job_says_when_it_fails(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    campaign = make_campaign(world)
    grant(world, campaign, world.alder)
    with acting(world.coordinator):
        audience = build_audience(actor=world.coordinator, now=NOW, campaign_id=campaign.pk)

    def broken(**_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(jobs, "complete_audience", broken)
    with pytest.raises(ZeroDivisionError):
        jobs.build_audience(coalition_id=world.valley.pk, audience_id=audience.pk)
    with acting(world.coordinator):
        assert Audience.objects.get(pk=audience.pk).state == "failed"


def test_send_request_mails_the_admins_in_their_language(world: World) -> None:
    campaign = make_campaign(world, name="Rent <Freeze>")
    admin = world.admins[world.alder.pk]
    jobs.send_request(coalition_id=world.valley.pk, campaign_id=campaign.pk, organization_id=world.alder.pk)
    sent = mail.outbox if mail.outbox else list(OutboxMessage.objects.all())
    assert len(sent) == 1
    assert sent[0].body.count(f"/c/{campaign.pk}/grant/") == 1
    assert "Rent <Freeze>" in sent[0].subject
    recipient = sent[0].to[0] if isinstance(sent[0], mail.EmailMessage) else sent[0].recipient
    assert recipient == admin.email


def test_the_nightly_rounds_reach_every_campaign_that_has_not_ended(world: World) -> None:
    people(world.alder, 0, 30)
    campaign = make_campaign(world)
    grant(world, campaign, world.alder, mode="count")
    jobs.take_overlap_snapshots(0)
    jobs.take_progress_snapshots(0)
    with acting(world.coordinator):
        assert OverlapSnapshot.objects.filter(campaign=campaign).count() == 1
