"""Reports that bar a person, and taking them back: one's own alone."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from coalition.platform.tenancy import Actor, acting
from consent.ledger.actions.blocks import NothingToTakeBack, report_block, take_back_block
from consent.ledger.actions.events import record_events
from consent.ledger.actions.gate import Claim, Refusal
from consent.ledger.queries.history import consent_history
from consent.ledger.rules.history import standing_reports
from consent.ledger.rules.new_event import NewEvent
from orgs.models import Organization
from tests.consent.ledger.world import World, agree, claim, make_world, stop
from tests.factories import NOW, actor_of, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    agree(world.birch, [world.phone])
    return world


def reported(actor: Actor, world: World, kind: str = "deceased", **how: object) -> int:
    with acting(actor):
        return len(report_block(actor=actor, now=NOW, subject_ids=[world.phone], kind=kind, **how))  # type: ignore[arg-type]


def taken_back(actor: Actor, world: World, kind: str = "deceased", channel: str = "") -> int:
    with acting(actor):
        return len(
            take_back_block(
                actor=actor, now=NOW, subject_ids=[world.phone], kind=kind, channel=channel, evidence_ref="She called"
            )
        )


def reason(actor: Actor, world: World) -> str:
    verdict = claim(actor, world.phone, hold=False)
    assert isinstance(verdict, Claim | Refusal)
    return verdict.reason


def standing_kinds(actor: Actor, world: World) -> list[str]:
    with acting(actor):
        return [heard.kind for heard in standing_reports(consent_history(actor, [world.phone]))]


def test_report_block_bars_the_person_for_every_organization(world: World) -> None:
    assert reported(world.alder, world) == 1
    assert (reason(world.alder, world), reason(world.birch, world)) == ("deceased", "deceased")


def test_report_block_twice_is_one_report(world: World) -> None:
    assert (reported(world.alder, world), reported(world.alder, world)) == (1, 0)
    assert reported(world.birch, world) == 1


@pytest.mark.parametrize(("kind", "channel"), [("complained", "phone"), ("deceased", "")])
def test_report_block_counts_again_after_the_person_took_it_back(world: World, kind: str, channel: str) -> None:
    assert reported(world.alder, world, kind, channels=(channel,)) == 1
    person = Actor(role="subject", subject_ids=(world.phone,))
    lift = NewEvent(world.phone, f"{kind}_lifted", "person", 3, channel=channel)
    with acting(person):
        record_events(actor=person, now=NOW, events=[lift])
    assert (reason(world.alder, world), standing_kinds(world.alder, world)) == ("consent", [])

    assert reported(world.alder, world, kind, channels=(channel,)) == 1

    assert reason(world.alder, world) == kind


def test_report_block_of_channels_bars_those(world: World) -> None:
    assert reported(world.alder, world, "bounced", channels=("phone", "sms")) == 2
    assert reason(world.birch, world) == "bounced"


def test_take_back_block_ends_ones_own_report(world: World) -> None:
    reported(world.alder, world)
    assert taken_back(world.alder, world) == 1
    assert (reason(world.alder, world), reason(world.birch, world)) == ("consent", "consent")
    assert standing_kinds(world.alder, world) == []
    assert reported(world.alder, world) == 1
    assert reason(world.alder, world) == "deceased"


def test_take_back_block_leaves_another_organizations_report(world: World) -> None:
    reported(world.alder, world)
    reported(world.birch, world)
    assert taken_back(world.alder, world) == 1
    assert reason(world.alder, world) == "deceased"


def test_take_back_block_needs_a_report_of_ones_own(world: World) -> None:
    reported(world.birch, world)
    with pytest.raises(NothingToTakeBack):
        taken_back(world.alder, world)
    reported(world.alder, world)
    taken_back(world.alder, world)
    with pytest.raises(NothingToTakeBack):
        taken_back(world.alder, world)


def test_take_back_block_of_a_bounce_ends_that_channel(world: World) -> None:
    reported(world.alder, world, "bounced", channels=("phone", "sms"))
    taken_back(world.alder, world, "bounced", "phone")
    assert reason(world.alder, world) == "consent"
    assert standing_kinds(world.alder, world) == ["bounced"]


@pytest.mark.parametrize("kind", ["complained", "do_not_contact", "withdrawn"])
def test_take_back_block_never_lifts_what_a_person_wishes(world: World, kind: str) -> None:
    stop([world.phone])
    with pytest.raises(PermissionDenied):
        taken_back(world.alder, world, kind)


def test_take_back_block_is_not_for_fundraisers_and_reporting_not_for_volunteers(world: World) -> None:
    alder = Organization.objects.get(pk=world.alder.organization_id or 0)
    fundraiser, volunteer = (actor_of(make_member(alder, role)) for role in ("fundraiser", "volunteer"))
    assert reported(fundraiser, world) == 1
    with pytest.raises(PermissionDenied):
        taken_back(fundraiser, world)
    with pytest.raises(PermissionDenied):
        reported(volunteer, world)


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "deceased_lifted"},  # without a reason
        {"kind": "complained_lifted", "evidence_ref": "x"},
        {"kind": "do_not_contact", "evidence_ref": "x"},  # our word
        {"kind": "do_not_contact", "evidence": 2},  # no paper
        {"kind": "resumed", "evidence_ref": "x"},
        {"kind": "granted", "actor_kind": "guardian", "evidence": 2, "purpose": "contact", "channel": "phone"},
        {"kind": "bounced_lifted", "evidence_ref": "x", "actor_kind": "import"},
    ],
)
def test_record_events_of_an_organization_stops_at_both_walls(world: World, event: dict[str, Any]) -> None:
    told: dict[str, Any] = {
        "actor_kind": "staff",
        "evidence": 1,
        "recipient_organization": world.alder.organization_id,
        **event,
    }
    with acting(world.alder):
        with pytest.raises(PermissionDenied):
            record_events(actor=world.alder, now=NOW, events=[NewEvent(world.phone, **told)])
        row: dict[str, Any] = {"purpose": "", "channel": "", "evidence_ref": "", **told}
        refused = pytest.raises(DatabaseError, match="row-level security")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                    "INSERT INTO consent_event (id, subject_id, kind, actor_kind, evidence, recipient_organization_id,"
                    " source_organization_id, purpose, channel, evidence_ref, effective_at, legal_basis, source)"
                    " VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, %s, %s, %s, %s, now(), '', '')",
                    [
                        world.phone, row["kind"], row["actor_kind"], row["evidence"], row["recipient_organization"],
                        world.alder.organization_id, row["purpose"], row["channel"], row["evidence_ref"],
                    ],
                )  # fmt: skip


def test_record_events_takes_do_not_contact_on_paper(world: World) -> None:
    event = NewEvent(world.phone, "do_not_contact", "staff", 2, method="paper", evidence_ref="Folder 1")
    with acting(world.alder):
        record_events(actor=world.alder, now=NOW, events=[event])
    assert reason(world.birch, world) == "do_not_contact"
