"""What an organization reads of a person's consent: its own business and what binds all, nobody else's."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import Http404
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from coalition.platform.tenancy import Actor, acting, system_actor
from consent.ledger.actions.events import record_events, withdraw
from consent.ledger.actions.gate import Claim, finish_attempt
from consent.ledger.actions.notices import ensure_notice
from consent.ledger.queries.history import (
    consent_history,
    contact_history,
    notice_in_use,
    notices_in_use,
    notices_of,
    standing,
)
from consent.ledger.rules.history import Heard
from consent.ledger.rules.new_event import NewEvent, Withdrawal
from orgs.models import Organization
from tests.consent.ledger.world import World, agree, claim, make_world, stop
from tests.factories import NOW, make_coalition, make_organization

pytestmark = pytest.mark.django_db

CHANNELS = ("phone", "email")


@pytest.fixture
def world() -> World:
    return make_world()


def heard_by(actor: Actor, world: World) -> list[Heard]:
    with acting(actor):
        return consent_history(actor, [world.email, world.phone])


def said(actor: Actor, world: World) -> list[tuple[str, str, bool, bool]]:
    return [(heard.kind, heard.channel, heard.ours, heard.elsewhere) for heard in heard_by(actor, world)]


def told(actor: Actor, *events: NewEvent) -> None:
    with acting(actor):
        record_events(actor=actor, now=NOW, events=events)


def report(actor: Actor, world: World, kind: str, **fields: object) -> None:
    secret = {"source": "Birch secret", "evidence_ref": "Birch folder", "method": "paper", "authority": "court"}
    told(actor, NewEvent(world.phone, kind, "staff", 1, **secret, **fields))  # type: ignore[arg-type]


def test_consent_history_shows_our_own_and_not_another_organizations(world: World) -> None:
    agree(world.birch, [world.phone], channel="phone", source="Birch meeting")
    stop([world.phone, world.email], Withdrawal(recipient_organization=world.birch.organization_id, channel="email"))

    assert said(world.alder, world) == [("granted", "phone", True, False)]
    assert said(world.birch, world) == [("withdrawn", "email", False, False), ("granted", "phone", True, False)]


def test_consent_history_tells_what_binds_all_but_not_who_reported_it(world: World) -> None:
    report(world.birch, world, "deceased")

    (death, _ours) = heard_by(world.alder, world)
    assert (death.kind, death.everybody, death.ours, death.elsewhere) == ("deceased", True, False, True)
    assert (death.source, death.evidence_ref, death.method, death.authority) == ("", "", "", "")
    (theirs,) = heard_by(world.birch, world)
    assert (theirs.ours, theirs.source, theirs.evidence_ref) == (True, "Birch secret", "Birch folder")
    assert (theirs.method, theirs.authority) == ("paper", "court")


def test_consent_history_hides_that_another_organization_may_pass_the_person_on_to_us(world: World) -> None:
    with acting(world.birch):
        notice = ensure_notice(
            actor=world.birch, now=NOW, name="birch sheet", language="en", text="Birch and Alder", recipients=["Alder"]
        )
    attested = NewEvent(
        world.phone, "granted", "staff", 2, recipient_organization=world.alder.organization_id, purpose="share",
        channel="phone", notice_id=notice,
    )  # fmt: skip
    told(world.birch, attested)

    assert said(world.alder, world) == [("granted", "phone", True, False)]
    with acting(world.alder):
        assert notices_in_use(world.alder) == []
    with acting(world.birch):
        assert [each.name for each in notices_in_use(world.birch)] == ["birch sheet"]


def test_consent_history_hides_that_another_organization_shares_with_our_coalition(world: World) -> None:
    members = list(Organization.objects.filter(pk__in=[world.alder.organization_id, world.birch.organization_id]))
    valley = make_coalition("valley", members)
    member = Actor(role="organizer", organization_id=world.alder.organization_id, coalition_ids=(valley.pk,))
    with acting(world.birch):
        event = NewEvent(
            world.phone, "granted", "staff", 2, recipient_coalition=valley.pk, purpose="share", channel="phone"
        )
        record_events(actor=world.birch, now=NOW, events=[event])

    assert said(member, world) == [("granted", "phone", True, False)]

    person = Actor(role="subject", subject_ids=(world.phone,))
    with acting(person):
        withdraw(actor=person, now=NOW, subject_ids=[world.phone], scope=Withdrawal(recipient_coalition=valley.pk))
    assert said(member, world) == [("withdrawn", "", False, False), ("granted", "phone", True, False)]
    assert said(world.alder, world) == [("granted", "phone", True, False)]


def test_consent_history_is_of_people_whom_the_organization_holds(world: World) -> None:
    stop([world.phone])
    stranger = system_actor(organization_id=make_organization("cedar").pk)
    assert said(stranger, world) == []
    assert said(Actor(role="none"), world) == []


def test_consent_history_says_once_what_was_said_of_several_identifiers(world: World) -> None:
    stop([world.phone, world.email])
    everything = heard_by(world.alder, world)[0]
    assert (everything.kind, everything.everybody) == ("withdrawn", True)
    assert sorted(everything.subject_ids) == sorted([world.phone, world.email])
    assert len(everything.ids) == 2


def test_standing_names_the_statement_that_decides(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    stop([world.email, world.phone], Withdrawal(channel="email"))
    history = heard_by(world.alder, world)
    with acting(world.alder), django_assert_num_queries(1):
        phone, email = standing(world.alder, [world.email, world.phone], CHANNELS, history)

    assert (phone.allowed, phone.reason, str(phone.words)) == (True, "consent", "They agreed to this.")
    assert phone.heard is not None and (phone.heard.actor_kind, phone.heard.evidence) == ("import", 1)
    assert (email.allowed, email.reason) == (False, "withdrawn")
    assert email.heard is not None and email.heard.actor_kind == "person"
    assert not email.may_take_back


def test_standing_is_bitemporal(world: World) -> None:
    """A paper that says no, signed before and recorded after: that day we could not know."""
    before = timezone.now()
    signed = before - timedelta(seconds=1)
    told(
        world.alder,
        NewEvent(
            world.phone, "refused", "staff", 2, recipient_organization=world.alder.organization_id, purpose="contact",
            channel="phone", effective_at=signed, method="paper", evidence_ref="Folder",
        ),
    )  # fmt: skip
    history = heard_by(world.alder, world)
    with acting(world.alder):
        (then,) = standing(world.alder, [world.phone], ["phone"], history, at=before, known_at=before)
        (hindsight,) = standing(world.alder, [world.phone], ["phone"], history, at=before)
    assert (then.allowed, then.reason) == (True, "consent")
    assert (hindsight.allowed, hindsight.reason) == (False, "refused")


def test_standing_of_nobody_is_not_asked(world: World) -> None:
    with acting(world.alder):
        assert [each.reason for each in standing(world.alder, [], CHANNELS, [])] == ["not_asked", "not_asked"]


def test_contact_history_keeps_the_decision_of_each_contact_and_shows_only_ours(world: World) -> None:
    agree(world.birch, [world.phone])
    mine = claim(world.alder, world.phone, hold=False)
    theirs = claim(world.birch, world.phone, hold=False)
    assert isinstance(mine, Claim) and isinstance(theirs, Claim)
    with acting(world.alder):
        finish_attempt(actor=world.alder, now=NOW, attempt_id=mine.attempt_id, state="sent", outcome="talked")
    stop([world.phone])

    history = heard_by(world.alder, world)
    with acting(world.alder):
        (contact,) = contact_history(world.alder, [world.phone, world.email], history)
    assert (contact.id, contact.state, contact.reason) == (mine.attempt_id, "sent", "consent")
    assert contact.event_ids == mine.event_ids
    assert contact.decided_at == mine.started_at
    assert contact.heard is not None and contact.heard.kind == "granted"


def test_notices_in_use_are_those_of_ones_own_people(world: World) -> None:
    notices = {}
    for actor, name in ((world.alder, "alder words"), (world.birch, "birch words")):
        with acting(actor):
            notices[name] = ensure_notice(actor=actor, now=NOW, name=name, language="en", text=name, recipients=["A"])
        agree(actor, [world.phone, world.email], notice_id=notices[name])

    with acting(world.alder):
        (found,) = notices_in_use(world.alder)
        assert (found.id, found.name, found.text, found.consents) == (notices["alder words"], *["alder words"] * 2, 2)
        assert notice_in_use(world.alder, found.id) == found
        with pytest.raises(Http404):
            notice_in_use(world.alder, notices["birch words"])
        assert [text.name for text in notices_of(consent_history(world.alder, [world.phone])).values()] == [
            "alder words"
        ]
    assert found.since is not None and found.since > datetime(2026, 1, 1, tzinfo=UTC)
    assert notices_in_use(Actor(role="none")) == []
