"""Every page of the sharing floor answers, for those who may see it, with what it should say."""

import pytest
from django.urls import reverse

from tests.conftest import sign_in
from tests.factories import make_member
from tests.sharing.test_overlap import people, snapshot
from tests.sharing.world import World, agree, build, grant, make_campaign, make_world, number, willing


@pytest.fixture
def world(db: None) -> World:
    return make_world()


COORDINATOR_PAGES = ("campaign-detail", "campaign-organizations", "overlap", "audience-list", "call-lists")


def test_campaign_pages_of_an_empty_coalition_say_the_next_step(world: World) -> None:
    client = sign_in(world.maya, world.valley)
    assert b"First, an agreement" in client.get(reverse("sharing:campaign-list")).content
    assert b"First, an agreement" in client.get(reverse("sharing:campaign-create")).content
    assert b"Write the agreement" in client.get(reverse("sharing:agreement-list")).content
    agree(world)
    assert b"No campaign yet" in client.get(reverse("sharing:campaign-list")).content
    campaign = make_campaign(world)
    for page in COORDINATOR_PAGES:
        assert client.get(reverse(f"sharing:{page}", args=[campaign.pk])).status_code == 200, page
    assert b"Ask the organizations" in client.get(reverse("sharing:campaign-detail", args=[campaign.pk])).content
    overlap = client.get(reverse("sharing:overlap", args=[campaign.pk])).content
    assert b"Waiting for 3 organizations" in overlap


def test_campaign_pages_show_released_numbers_to_the_coordinator(world: World) -> None:
    agree(world)
    people(world.alder, 0, 60)
    people(world.birch, 20, 80)
    willing(world.alder, "Canary", number(90))
    campaign = make_campaign(world)
    grant(world, campaign, world.alder)
    grant(world, campaign, world.birch, mode="count")
    snapshot(campaign)
    audience = build(world, campaign)
    client = sign_in(world.maya, world.valley)
    for page in COORDINATOR_PAGES:
        answer = client.get(reverse(f"sharing:{page}", args=[campaign.pk]))
        assert answer.status_code == 200, page
        assert b"Canary" not in answer.content
    assert b"about" in client.get(reverse("sharing:overlap", args=[campaign.pk])).content
    detail = client.get(reverse("sharing:audience-detail", args=[campaign.pk, audience.pk]))
    assert detail.status_code == 200
    assert b"Nobody has asked these people yet" in detail.content
    csv = client.get(reverse("sharing:overlap-export", args=[campaign.pk]))
    assert csv.content.splitlines()[0] == b"What,Organizations,About,Give or take"
    assert b"Alder + Birch" in csv.content


def test_campaign_pages_show_a_member_its_own_part_exactly(world: World) -> None:
    agree(world)
    for index in range(12):
        willing(world.alder, f"A{index}", number(index))
    willing(world.birch, "Canary", number(90))
    campaign = make_campaign(world)
    grant(world, campaign, world.alder)
    grant(world, campaign, world.birch)
    audience = build(world, campaign)
    client = sign_in(world.admins[world.alder.pk], world.alder)
    for page in ("campaign-detail", "audience-list", "call-lists", "grant-create"):
        answer = client.get(reverse(f"sharing:{page}", args=[campaign.pk]))
        assert answer.status_code == 200, page
        assert b"Birch" not in answer.content
    detail = client.get(reverse("sharing:audience-detail", args=[campaign.pk, audience.pk])).content
    assert b'<dd class="v">12</dd>' in detail
    for page in ("campaign-organizations", "overlap", "overlap-export"):
        assert client.get(reverse(f"sharing:{page}", args=[campaign.pk])).status_code == 403, page
    assert client.get(reverse("sharing:grant-list")).status_code == 200
    assert client.get(reverse("sharing:agreement-list")).status_code == 200


def test_campaign_pages_of_another_coalition_look_like_pages_that_do_not_exist(world: World) -> None:
    agree(world)
    campaign = make_campaign(world)
    grant(world, campaign, world.alder)
    audience = build(world, campaign)
    for client in (sign_in(world.noor, world.coast), sign_in(world.admins[world.dune.pk], world.dune)):
        for page in (*COORDINATOR_PAGES, "grant-create", "overlap-export"):
            foreign = client.get(reverse(f"sharing:{page}", args=[campaign.pk]))
            missing = client.get(reverse(f"sharing:{page}", args=[999_999]))
            assert (foreign.status_code, missing.status_code) == (404, 404), page
        for page in ("audience-detail", "audience-progress"):
            assert client.get(reverse(f"sharing:{page}", args=[campaign.pk, audience.pk])).status_code == 404
        for page in ("audience-build", "grants-request", "grant-refuse"):
            assert client.post(reverse(f"sharing:{page}", args=[campaign.pk])).status_code == 404, page
        answer = client.post(reverse("sharing:audience-hand-out", args=[campaign.pk, audience.pk]))
        assert answer.status_code == 404


def test_campaign_pages_refuse_volunteers_and_the_wrong_role(world: World) -> None:
    agree(world)
    campaign = make_campaign(world)
    volunteer = sign_in(make_member(world.alder, "volunteer"), world.alder)
    assert volunteer.get(reverse("sharing:campaign-list")).status_code == 403
    assert volunteer.get(reverse("sharing:campaign-detail", args=[campaign.pk])).status_code == 403
    assert volunteer.get(reverse("sharing:grant-list")).status_code == 403
    analyst = sign_in(make_member(world.alder, "analyst"), world.alder)
    assert analyst.get(reverse("sharing:campaign-detail", args=[campaign.pk])).status_code == 200
    assert analyst.get(reverse("sharing:grant-create", args=[campaign.pk])).status_code == 403
    assert analyst.post(reverse("sharing:audience-build", args=[campaign.pk])).status_code == 403
    maya = sign_in(world.maya, world.valley)
    assert maya.get(reverse("sharing:grant-list")).status_code == 403
    assert maya.get(reverse("sharing:grant-create", args=[campaign.pk])).status_code == 403


def test_the_way_from_agreement_to_call_lists_through_forms(world: World) -> None:
    for index in range(3):
        willing(world.alder, f"A{index}", number(index))
    maya = sign_in(world.maya, world.valley)
    answer = maya.post(
        reverse("sharing:agreement-create"),
        {"title": "Terms", "text": "Kindly.", "modes": ["messenger"], "purposes": ["contact"], "channels": ["phone"],
         "minimum_evidence": "3", "recipients": [world.alder.pk]},
    )  # fmt: skip
    assert answer.status_code == 302, answer.content
    alder = sign_in(world.admins[world.alder.pk], world.alder)
    assert alder.post(answer["Location"] + "accept/").status_code == 302
    wrong = {"name": "C", "purpose": "contact", "channel": "phone", "goal": "10", "starts_on": "2027-02-01",
             "ends_on": "2027-01-01", "calls_from": "9", "calls_until": "20"}  # fmt: skip
    refused = maya.post(reverse("sharing:campaign-create"), wrong)
    assert refused.status_code == 422
    assert b"The last day lies before the first" in refused.content
    answer = maya.post(reverse("sharing:campaign-create"), {**wrong, "ends_on": "2027-03-01"})
    assert answer.status_code == 302
    campaign_id = int(answer["Location"].strip("/").split("/")[-1])
    asked = maya.post(reverse("sharing:grants-request", args=[campaign_id]), follow=True)
    assert b"3 organizations were asked by mail." in asked.content
