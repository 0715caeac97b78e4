"""The contact gate."""

from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from audit.log.models import Event
from coalition.platform.tenancy import Actor, acting
from consent.ledger.actions.gate import Claim, Refusal, finish_attempt, recheck_contact
from consent.ledger.queries.decisions import replay
from consent.ledger.queries.own import attempts_of, facts_of
from consent.ledger.rules.effective import effective
from consent.ledger.rules.facts import Scope
from consent.ledger.rules.new_event import Withdrawal
from tests.consent.ledger.world import agree, claim, make_world, stop, subjects_of
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def test_claim_contact_with_consent_writes_an_attempt_that_replays() -> None:
    world = make_world()

    verdict = claim(world.alder, world.phone, [world.email], campaign=7, reference="entry-1")

    assert isinstance(verdict, Claim)
    person = Actor(role="subject", subject_ids=(world.phone, world.email))
    with acting(person):
        attempt = attempts_of(person).get()
        assert (attempt.pk, attempt.state, attempt.acting_organization) == (
            verdict.attempt_id, "claimed", world.alder.organization_id,
        )  # fmt: skip
        assert attempt.decision["subjects"] == sorted([world.phone, world.email])
        at = datetime.fromisoformat(attempt.decision["at"])
        scope = Scope("contact", "phone", recipient_organization=world.alder.organization_id, campaign=7)
        replayed = effective(facts_of(person), scope, at, at)
    assert replayed.reason == attempt.decision["reason"] == "consent"
    assert [str(each) for each in replayed.deciding_events] == attempt.decision["events"]
    assert replayed.rule_version == attempt.decision["rule"]


def test_claim_contact_records_the_contact_for_its_parties_alone() -> None:
    world = make_world()

    claim(world.alder, world.phone)

    with acting(world.alder):
        assert Event.objects.filter(verb="consent.contact.claimed").count() == 1
    with acting(world.birch):
        assert Event.objects.filter(verb="consent.contact.claimed").count() == 0


def test_claim_contact_without_consent_is_refused() -> None:
    world = make_world()

    verdict = claim(world.birch, world.phone)

    assert verdict == Refusal("not_asked")
    assert not verdict.allowed and not verdict.passing


def test_claim_contact_a_negative_on_any_key_counts() -> None:
    world = make_world()
    stop([world.email])

    assert claim(world.alder, world.phone, [world.email]).reason == "withdrawn"
    assert claim(world.alder, world.phone).allowed


def test_claim_contact_after_a_withdrawal_for_another_organization() -> None:
    world = make_world()
    stop([world.phone], Withdrawal(recipient_organization=world.birch.organization_id))

    assert claim(world.alder, world.phone).allowed


def test_claim_contact_holds_the_person_across_organizations_in_neutral_words() -> None:
    world = make_world()
    agree(world.birch, [world.phone])
    assert claim(world.alder, world.phone, campaign=7).allowed

    refused = claim(world.birch, world.phone, campaign=7)

    assert isinstance(refused, Refusal)
    assert (refused.reason, str(refused.words), refused.event_ids) == ("not_available", "Not available now.", ())
    assert refused.passing
    assert claim(world.alder, world.phone, campaign=8).reason == "not_available"
    assert claim(world.alder, world.phone, campaign=7).allowed
    assert claim(world.birch, world.phone, hold=False).allowed


def test_claim_contact_a_hold_covers_every_key() -> None:
    world = make_world()
    _, other_phone = subjects_of("ana@mail.example", "+15105550102")
    agree(world.birch, [other_phone])
    assert claim(world.alder, world.phone, [world.email]).allowed

    assert claim(world.birch, other_phone, [world.email]).reason == "not_available"


def test_recheck_contact_sees_what_was_said_since() -> None:
    world = make_world()
    first = claim(world.alder, world.phone)
    assert isinstance(first, Claim)
    with acting(world.alder):
        again = recheck_contact(actor=world.alder, now=NOW, attempt_id=first.attempt_id, subject_ids=[world.phone])
    assert isinstance(again, Claim) and again.attempt_id == first.attempt_id
    stop([world.phone])

    with acting(world.alder):
        refused = recheck_contact(actor=world.alder, now=NOW, attempt_id=first.attempt_id, subject_ids=[world.phone])

    assert refused.reason == "withdrawn"
    person = Actor(role="subject", subject_ids=(world.phone,))
    with acting(person):
        attempt = attempts_of(person).get()
        assert (attempt.state, attempt.outcome, attempt.decision["reason"]) == ("failed", "refused", "withdrawn")


def test_recheck_and_finish_know_only_the_attempts_of_the_acting_organization() -> None:
    world = make_world()
    first = claim(world.alder, world.phone)
    assert isinstance(first, Claim)
    with acting(world.birch):
        foreign = recheck_contact(actor=world.birch, now=NOW, attempt_id=first.attempt_id, subject_ids=[world.phone])
        assert foreign == Refusal("not_available")
        assert not finish_attempt(actor=world.birch, now=NOW, attempt_id=first.attempt_id, state="sent")
    with acting(world.alder):
        assert finish_attempt(actor=world.alder, now=NOW, attempt_id=first.attempt_id, state="sent", outcome="talked")
        assert not finish_attempt(actor=world.alder, now=NOW, attempt_id=first.attempt_id, state="failed")


def test_claim_contact_of_a_shared_number_needs_a_yes_that_names_the_person() -> None:
    world = make_world()
    alone: dict[int, str] = {}
    mother, son = {world.phone: "Ana"}, {world.phone: "Luis"}

    assert [claim(world.alder, world.phone, household=each).reason for each in (alone, mother)] == [
        "consent", "not_asked",
    ]  # fmt: skip
    agree(world.alder, [world.phone], named="ana ")

    first = claim(world.alder, world.phone, [world.email], household=mother)
    assert isinstance(first, Claim)
    assert claim(world.alder, world.phone, household=son) == Refusal("not_asked")
    with acting(world.alder):
        assert replay(world.alder, first.attempt_id).same
        again = recheck_contact(
            actor=world.alder, now=NOW, attempt_id=first.attempt_id, subject_ids=[world.phone], household=mother
        )
        assert again.allowed and replay(world.alder, first.attempt_id).same
        other = recheck_contact(
            actor=world.alder, now=NOW, attempt_id=first.attempt_id, subject_ids=[world.phone], household=son
        )
        assert other == Refusal("not_asked")
        assert replay(world.alder, first.attempt_id).same
    stop([world.phone])
    assert [claim(world.alder, world.phone, household=each).reason for each in (mother, son)] == ["withdrawn"] * 2


def test_replay_asks_again_about_the_one_who_was_named() -> None:
    world = make_world()
    agree(world.alder, [world.phone], named="Ana")
    agree(world.alder, [world.phone], named="Luis")

    kept = [claim(world.alder, world.phone, [world.email], household={world.phone: name}) for name in ("Ana", "Luis")]

    events = set()
    with acting(world.alder):
        for each in kept:
            assert isinstance(each, Claim)
            again = replay(world.alder, each.attempt_id)
            assert again.same and tuple(map(str, again.found_events)) == tuple(map(str, each.event_ids))
            events.add(each.event_ids)
    assert len(events) == 2


@pytest.mark.parametrize("role", ["analyst", "coordinator", "none", "subject"])
def test_claim_contact_is_for_those_who_talk_to_people(role: str) -> None:
    world = make_world()
    actor = Actor(role=role, organization_id=world.alder.organization_id)  # type: ignore[arg-type]

    with pytest.raises(PermissionDenied):
        claim(actor, world.phone)


def test_claim_attempt_in_the_name_of_another_organization_is_refused_by_the_database() -> None:
    world = make_world()

    with pytest.raises(DatabaseError, match="own name"), transaction.atomic(), acting(world.birch):
        claim_as(world.alder.organization_id, world.phone)


def claim_as(organization: int | None, phone: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM commonlist.claim_attempt(%s, ARRAY[%s]::bigint[], 'phone', 'contact', %s, NULL, NULL,"
            " NULL, '', 1, false)",
            [phone, phone, organization],
        )


@pytest.mark.parametrize("table", ["consent_subject", "consent_subject_key", "consent_hold"])
def test_the_application_role_has_no_right_on(table: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table}")


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO consent_attempt (subject_id, started_at, acting_organization, channel, purpose, state, decision)"
        " VALUES (1, now(), 1, 'phone', 'contact', 'claimed', '{}')",
        "UPDATE consent_event SET kind = 'granted'",
        "DELETE FROM consent_event",
        "DELETE FROM consent_holding",
    ],
)
def test_the_application_role_cannot(statement: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_events_and_attempts_are_read_by_the_person_alone() -> None:
    world = make_world()
    claim(world.alder, world.phone)
    with acting(world.alder), connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM consent_event), (SELECT count(*) FROM consent_attempt)")
        assert cursor.fetchone() == (0, 0)
    with acting(Actor(role="subject", subject_ids=(world.email,))), connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM consent_event), (SELECT count(*) FROM consent_attempt)")
        assert cursor.fetchone() == (0, 0)
