"""Leasing: one person, one caller, through the gate, within the hours."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models.functions import Now
from django.http import Http404
from django.utils import timezone

from audit.log.queries.events import EventFilter, events
from coalition.platform.tenancy import Actor, acting
from consent.ledger.actions.events import withdraw
from consent.ledger.rules.new_event import Withdrawal
from orgs.models import Constituent, Interaction
from sharing.actions.call_results import (
    NotNow,
    Number,
    NumberNotShown,
    TooLate,
    record_call,
    reveal_contact,
    undo_call,
)
from sharing.actions.calls import NumberShown, expire_calls, lease_call, release_call
from sharing.jobs import take_back_calls
from sharing.models import CallListEntry, Grant
from sharing.queries.calls import lists_to_call
from tests.factories import actor_of, make_member, make_organization
from tests.sharing.phonebank import PhoneBank

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank() -> PhoneBank:
    return PhoneBank()


def lease(bank: PhoneBank, volunteer: int = 0, now: datetime | None = None) -> int | None:
    with acting(bank.actor(volunteer)):
        leased = lease_call(actor=bank.actor(volunteer), now=now or timezone.now(), call_list_id=bank.call_list.pk)
    return leased.entry_id


def reveal(bank: PhoneBank, entry_id: int, volunteer: int = 0, now: datetime | None = None) -> Number | NotNow:
    actor = bank.actor(volunteer)
    with acting(actor):
        return reveal_contact(actor=actor, now=now or timezone.now(), entry_id=entry_id)


def finish(bank: PhoneBank, entry_id: int, outcome: str, volunteer: int = 0) -> None:
    actor = bank.actor(volunteer)
    with acting(actor):
        record_call(actor=actor, now=timezone.now(), entry_id=entry_id, outcome=outcome)


def undo(bank: PhoneBank, entry_id: int, volunteer: int = 0) -> None:
    actor = bank.actor(volunteer)
    with acting(actor):
        undo_call(actor=actor, now=timezone.now(), entry_id=entry_id)


def called(bank: PhoneBank, outcome: str, volunteer: int = 0) -> int:
    entry_id = lease(bank, volunteer)
    assert entry_id is not None
    assert isinstance(reveal(bank, entry_id, volunteer), Number)
    finish(bank, entry_id, outcome, volunteer)
    return entry_id


def withdraw_phone(bank: PhoneBank, person: Constituent) -> None:
    with acting(bank.own):
        withdraw(
            actor=bank.own,
            now=timezone.now(),
            subject_ids=bank.subjects(person),
            scope=Withdrawal(recipient_organization=bank.alder.pk, channel="phone"),
        )


def age(bank: PhoneBank, entry_id: int, **fields: timedelta) -> None:
    """Move times of an entry into the past, by the database's clock."""
    with acting(bank.own):
        CallListEntry.objects.filter(pk=entry_id).update(**{name: Now() - by for name, by in fields.items()})


def attempt_state(bank: PhoneBank, attempt: int | None) -> tuple[str, str]:
    subjects = [subject for person in bank.people for subject in bank.subjects(person)]
    with acting(Actor(role="subject", subject_ids=tuple(subjects))), connection.cursor() as cursor:
        cursor.execute("SELECT state, outcome FROM consent_attempt WHERE id = %s", [attempt])
        state, outcome = cursor.fetchone()
        return state, outcome


def verbs(bank: PhoneBank) -> list[str]:
    with acting(bank.own):
        found = events(bank.own, EventFilter(), size=500).events
    return sorted(event.verb for event in found if event.verb.startswith("sharing."))


def test_lease_call_gives_the_first_person_and_says_so(bank: PhoneBank) -> None:
    entry_id = lease(bank)
    entry = bank.entry(bank.people[0])
    assert entry.pk == entry_id
    assert (entry.state, entry.leased_by_id) == ("leased", bank.volunteers[0].pk)
    assert attempt_state(bank, entry.attempt) == ("claimed", "")
    assert verbs(bank) == ["sharing.call.leased"]


def test_lease_call_gives_two_volunteers_different_people(bank: PhoneBank) -> None:
    assert lease(bank, 0) != lease(bank, 1)


def test_lease_call_keeps_the_person_in_hand(bank: PhoneBank) -> None:
    assert lease(bank) == lease(bank)
    assert verbs(bank) == ["sharing.call.leased"]


def test_lease_call_passes_over_who_withdrew(bank: PhoneBank) -> None:
    withdraw_phone(bank, bank.people[0])
    assert lease(bank) == bank.entry(bank.people[1]).pk
    dropped = bank.entry(bank.people[0])
    assert (dropped.state, dropped.dropped_because) == ("dropped", "withdrawn")
    assert verbs(bank) == ["sharing.call.dropped", "sharing.call.leased"]


def test_lease_call_drops_who_was_never_asked() -> None:
    bank = PhoneBank(people=0)
    stranger = bank.add_person(0, consent=False)
    assert lease(bank) is None
    assert bank.entry(stranger).dropped_because == "not_asked"


def test_lease_call_puts_back_whom_another_campaign_holds(bank: PhoneBank) -> None:
    point = bank.entry(bank.people[0]).contact_point_id
    with acting(bank.own), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT commonlist.take_hold(ARRAY(SELECT subject_id FROM orgs_contactpoint WHERE id = %s),"
            " 'phone', %s, 999)",
            [point, bank.alder.pk],
        )
    assert lease(bank) == bank.entry(bank.people[1]).pk
    back = bank.entry(bank.people[0])
    assert back.state == "queued"
    assert back.due_at is not None
    assert back.due_at > timezone.now() + timedelta(hours=23)


def test_lease_call_ends_with_the_queue(bank: PhoneBank) -> None:
    for _ in bank.people:
        called(bank, "talked")
    assert lease(bank) is None


def test_lease_call_stops_when_the_contribution_is_revoked(bank: PhoneBank) -> None:
    with acting(bank.own):
        Grant.objects.filter(pk=bank.grant.pk).update(revoked_at=Now())
    with acting(bank.actor()):
        assert lists_to_call(bank.actor(), timezone.now())[0].now == 0
    assert lease(bank) is None


def test_lease_call_of_a_foreign_list_is_not_found(bank: PhoneBank) -> None:
    stranger = actor_of(make_member(make_organization("birch"), "volunteer"))
    with acting(stranger), pytest.raises(Http404):
        lease_call(actor=stranger, now=timezone.now(), call_list_id=bank.call_list.pk)


@pytest.mark.parametrize("role", ["fundraiser", "analyst"])
def test_lease_call_needs_the_permission_on_the_list(bank: PhoneBank, role: str) -> None:
    actor = actor_of(make_member(bank.alder, role))
    with acting(actor), pytest.raises(PermissionDenied):
        lease_call(actor=actor, now=timezone.now(), call_list_id=bank.call_list.pk)


def test_lease_call_waits_for_the_persons_morning() -> None:
    bank = PhoneBank(calls_from=9, calls_until=20)
    midnight = datetime.now(UTC).replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(
        days=2
    )  # 0:00 or 1:00 in California
    assert lease(bank, now=midnight) is None
    entry = bank.entry(bank.people[0])
    assert entry.state == "queued"
    assert entry.due_at is not None
    assert entry.due_at - midnight in (timedelta(hours=8), timedelta(hours=9))


def test_release_call_gives_the_person_back(bank: PhoneBank) -> None:
    entry_id = lease(bank)
    assert entry_id is not None
    attempt = bank.entry(bank.people[0]).attempt
    with acting(bank.actor()):
        release_call(actor=bank.actor(), now=timezone.now(), entry_id=entry_id)
    assert bank.entry(bank.people[0]).state == "queued"
    assert attempt_state(bank, attempt) == ("failed", "not_called")
    assert lease(bank, 1) == entry_id


def test_release_call_wants_a_result_once_the_number_was_shown(bank: PhoneBank) -> None:
    entry_id = lease(bank)
    assert entry_id is not None
    reveal(bank, entry_id)
    with acting(bank.actor()), pytest.raises(NumberShown):
        release_call(actor=bank.actor(), now=timezone.now(), entry_id=entry_id)


def test_expire_calls_queues_who_was_not_called(bank: PhoneBank) -> None:
    entry_id = lease(bank)
    assert entry_id is not None
    age(bank, entry_id, lease_expires_at=timedelta(seconds=1))
    assert lease(bank, 1) == entry_id
    assert bank.entry(bank.people[0]).leased_by_id == bank.volunteers[1].pk


def test_expire_calls_never_calls_again_where_the_number_was_shown(bank: PhoneBank) -> None:
    entry_id = lease(bank)
    assert entry_id is not None
    reveal(bank, entry_id)
    attempt = bank.entry(bank.people[0]).attempt
    age(bank, entry_id, lease_expires_at=timedelta(seconds=1))
    with acting(bank.sweeper):
        assert expire_calls(actor=bank.sweeper, now=timezone.now(), call_list_id=bank.call_list.pk) == 1
    entry = bank.entry(bank.people[0])
    assert (entry.state, entry.dropped_because) == ("dropped", "uncertain")
    assert attempt_state(bank, attempt) == ("uncertain", "not_called")


def test_expire_calls_leaves_live_leases(bank: PhoneBank) -> None:
    lease(bank)
    with acting(bank.sweeper):
        assert expire_calls(actor=bank.sweeper, now=timezone.now(), call_list_id=bank.call_list.pk) == 0


def test_take_back_calls_finds_the_callers_who_went_away(bank: PhoneBank) -> None:
    entry_id = lease(bank)
    assert entry_id is not None
    take_back_calls(0)
    assert bank.entry(bank.people[0]).state == "leased"
    age(bank, entry_id, lease_expires_at=timedelta(seconds=1))
    take_back_calls(0)
    assert bank.entry(bank.people[0]).state == "queued"
    assert verbs(bank) == ["sharing.call.expired", "sharing.call.leased"]


def test_reveal_contact_opens_the_number_and_tells_the_coalition(bank: PhoneBank) -> None:
    entry_id = lease(bank)
    assert entry_id is not None
    assert reveal(bank, entry_id) == Number("+14155550100")
    assert verbs(bank) == ["sharing.call.leased", "sharing.contact.revealed"]
    coordinator = Actor(role="system", coalition_id=bank.valley.pk, coalition_ids=(bank.valley.pk,))
    with acting(coordinator):
        told = {event.verb for event in events(coordinator, EventFilter(campaign=bank.campaign.pk)).events}
    assert "sharing.contact.revealed" in told
    assert "sharing.call.leased" not in told


def test_reveal_contact_is_for_whoever_has_the_person_in_hand(bank: PhoneBank) -> None:
    entry_id = lease(bank, 0)
    assert entry_id is not None
    with pytest.raises(Http404):
        reveal(bank, entry_id, 1)


def test_reveal_contact_heeds_a_withdrawal_after_the_lease(bank: PhoneBank) -> None:
    entry_id = lease(bank)
    assert entry_id is not None
    withdraw_phone(bank, bank.people[0])
    assert reveal(bank, entry_id) == NotNow("withdrawn")
    entry = bank.entry(bank.people[0])
    assert (entry.state, entry.dropped_because, entry.leased_by_id) == ("dropped", "withdrawn", None)


def test_reveal_contact_heeds_the_hours() -> None:
    bank = PhoneBank(calls_from=9, calls_until=20)
    noon = datetime.now(UTC).replace(hour=20, minute=0, second=0, microsecond=0)  # noon or 13:00 in California
    entry_id = lease(bank, now=noon)
    assert entry_id is not None
    assert reveal(bank, entry_id, now=noon + timedelta(hours=10)) == NotNow("hours")
    assert bank.entry(bank.people[0]).state == "queued"


def test_record_call_ends_the_attempt_and_writes_the_history(bank: PhoneBank) -> None:
    called(bank, "talked")
    entry = bank.entry(bank.people[0])
    assert (entry.state, entry.outcome) == ("done", "talked")
    assert attempt_state(bank, entry.attempt) == ("sent", "talked")
    with acting(bank.own):
        written = Interaction.objects.get(constituent=bank.people[0])
    assert (written.kind, written.outcome, written.campaign) == ("call", "talked", bank.campaign.pk)
    assert written.summary == "Rent Freeze: Talked on the phone"
    assert written.actor_id == bank.volunteers[0].pk
    assert verbs(bank) == ["sharing.call.leased", "sharing.contact.made", "sharing.contact.revealed"]


def test_record_call_needs_a_call(bank: PhoneBank) -> None:
    entry_id = lease(bank)
    assert entry_id is not None
    with pytest.raises(NumberNotShown):
        finish(bank, entry_id, "talked")


@pytest.mark.parametrize(("outcome", "hours"), [("no_answer", 20), ("call_back", 4)])
def test_record_call_tries_again_later(bank: PhoneBank, outcome: str, hours: int) -> None:
    called(bank, outcome)
    entry = bank.entry(bank.people[0])
    assert (entry.state, entry.outcome, entry.tries) == ("queued", outcome, 1)
    assert entry.due_at is not None
    assert abs(entry.due_at - timezone.now() - timedelta(hours=hours)) < timedelta(minutes=2)


def test_record_call_gives_up_after_three_tries(bank: PhoneBank) -> None:
    with acting(bank.own):
        CallListEntry.objects.filter(constituent=bank.people[0]).update(tries=2)
    called(bank, "no_answer")
    assert bank.entry(bank.people[0]).state == "done"


def test_record_call_do_not_call_again_is_a_withdrawal(bank: PhoneBank) -> None:
    called(bank, "do_not_call")
    with acting(bank.own):
        CallListEntry.objects.filter(constituent=bank.people[0]).update(state="queued", position=0)
    assert lease(bank) == bank.entry(bank.people[1]).pk
    assert bank.entry(bank.people[0]).dropped_because == "withdrawn"


def test_undo_call_puts_the_person_in_hand_again(bank: PhoneBank) -> None:
    entry_id = called(bank, "no_answer")
    lease(bank)
    undo(bank, entry_id)
    entry = bank.entry(bank.people[0])
    assert (entry.state, entry.outcome, entry.tries) == ("leased", "", 0)
    assert attempt_state(bank, entry.attempt) == ("claimed", "")
    assert bank.entry(bank.people[1]).state == "queued"
    with acting(bank.own):
        assert not Interaction.objects.filter(constituent=bank.people[0]).exists()
    finish(bank, entry_id, "talked")
    assert bank.entry(bank.people[0]).outcome == "talked"


def test_undo_call_ends_after_half_a_minute(bank: PhoneBank) -> None:
    entry_id = called(bank, "talked")
    age(bank, entry_id, finished_at=timedelta(seconds=31))
    with pytest.raises(TooLate):
        undo(bank, entry_id)
    assert bank.entry(bank.people[0]).state == "done"


def test_undo_call_never_takes_back_a_withdrawal(bank: PhoneBank) -> None:
    entry_id = called(bank, "do_not_call")
    with pytest.raises(TooLate):
        undo(bank, entry_id)


def test_undo_call_waits_for_the_call_in_hand(bank: PhoneBank) -> None:
    first = called(bank, "talked")
    second = lease(bank)
    assert second is not None
    reveal(bank, second)
    with pytest.raises(NumberShown):
        undo(bank, first)


def test_undo_call_is_for_whoever_recorded_it(bank: PhoneBank) -> None:
    entry_id = called(bank, "talked", 0)
    with pytest.raises(Http404):
        undo(bank, entry_id, 1)
