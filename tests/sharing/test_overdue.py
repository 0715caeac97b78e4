"""While its withdrawals are overdue, an organization gets nobody new from a coalition; its own people stay usable."""

from datetime import timedelta

import pytest
from django.utils import timezone

from coalition.platform.tenancy import acting, system_actor
from consent.ledger.actions.obligations import attest_obligations, mark_overdue, open_outlet
from consent.ledger.queries.obligations import open_obligations
from orgs.models import Organization
from sharing.actions.calls import lease_call
from sharing.actions.handing_out import hand_out_audience
from sharing.actions.refusals import Refused
from sharing.models import AudienceTally, CallList
from sharing.rules.audience import REASONS
from tests.conftest import sign_in
from tests.consent.ledger.world import stop
from tests.factories import make_member, make_person
from tests.sharing.phonebank import PhoneBank
from tests.sharing.world import NOW, World, agree, build, grant, make_campaign, make_world, number, willing


@pytest.fixture
def world(db: None) -> World:
    world = make_world()
    agree(world)
    willing(world.alder, "Ann", number(1))
    willing(world.birch, "Bob", number(2))
    return world


def forget_a_withdrawal(organization: Organization) -> None:
    """Somebody else on the list said no, it went to another system, and time ran out."""
    own = system_actor(organization_id=organization.pk)
    person = make_person(organization, "Una", email="una@mail.example")
    with acting(own):
        open_outlet(own, "webhook")
        subject = person.contact_points.get().subject_id
    stop([subject])
    with acting(own):
        assert mark_overdue(actor=own, now=NOW + timedelta(days=400)) == 1


def answer(organization: Organization) -> None:
    own = system_actor(organization_id=organization.pk)
    with acting(own):
        ids = list(open_obligations(own).values_list("id", flat=True))
        attest_obligations(actor=own, now=NOW, obligation_ids=ids, answer="deleted")


def hand_out(world: World) -> int:
    campaign = make_campaign(world)
    for organization in (world.alder, world.birch):
        grant(world, campaign, organization)
    audience = build(world, campaign)
    with acting(world.coordinator):
        return hand_out_audience(actor=world.coordinator, now=NOW, audience_id=audience.pk)


def test_hand_out_audience_leaves_the_late_one_out(world: World) -> None:
    forget_a_withdrawal(world.birch)
    assert hand_out(world) == 1
    with acting(system_actor(organization_id=world.birch.pk)):
        assert not CallList.objects.exists()


def test_build_audience_leaves_the_late_one_out_and_says_so(world: World) -> None:
    forget_a_withdrawal(world.birch)
    campaign = make_campaign(world)
    for organization in (world.alder, world.birch):
        grant(world, campaign, organization)
    audience = build(world, campaign)
    found = {}
    for organization in (world.alder, world.birch):
        own = system_actor(organization_id=organization.pk)
        with acting(own):
            tally = AudienceTally.objects.filter(audience_id=audience.pk)
            found[organization.slug] = set(tally.values_list("reason", flat=True))
    assert (found["alder"], found["birch"]) == ({"included"}, {"overdue"})
    assert str(REASONS["overdue"]) == "Their organization has overdue withdrawals to answer"


def test_hand_out_audience_says_when_all_are_late(world: World) -> None:
    for organization in (world.alder, world.birch):
        forget_a_withdrawal(organization)
    with pytest.raises(Refused) as refused:
        hand_out(world)
    assert refused.value.code == "overdue"


@pytest.mark.django_db
def test_lease_call_gives_nobody_until_it_is_answered() -> None:
    bank = PhoneBank(people=1)
    volunteer, admin = bank.volunteers[0], make_member(bank.alder, "admin")
    forget_a_withdrawal(bank.alder)
    actor = bank.actor()

    def leased() -> bool:
        with acting(actor):
            return lease_call(actor=actor, now=timezone.now(), call_list_id=bank.call_list.pk).entry_id is not None

    assert not leased()
    page = sign_in(volunteer, bank.alder).get("/call/").content.decode()
    assert "Calls for campaigns have stopped" in page
    assert "Start calling" not in page
    assert "/obligations/" not in page
    assert 'href="/obligations/"' in sign_in(admin, bank.alder).get("/call/").content.decode()
    assert sign_in(admin, bank.alder).get("/people/").status_code == 200

    answer(bank.alder)
    assert "Start calling" in sign_in(volunteer, bank.alder).get("/call/").content.decode()
    assert leased()
