"""A number that turns out to be wrong: nobody is called by it, and what was done by it stays true."""

import pytest
from django.utils import timezone

from coalition.platform.keys import ContactKind
from coalition.platform.tenancy import acting
from consent.ledger.actions.events import record_events
from consent.ledger.rules.new_event import NewEvent
from orgs.actions.contact_changes import mark_number, remove_contact
from orgs.actions.contacts import NewContact, add_contacts
from orgs.models import Constituent, ContactPoint, Engagement, Message, MessageRecipient
from sharing.actions.call_results import NotNow, Number
from tests.conftest import sign_in
from tests.sharing.phonebank import PhoneBank
from tests.sharing.test_calls import called, lease, reveal, undo

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank() -> PhoneBank:
    return PhoneBank()


def numbers(bank: PhoneBank, person: Constituent) -> list[tuple[int, bool]]:
    with acting(bank.own):
        points = ContactPoint.objects.filter(constituent=person, kind="phone").order_by("pk")
        return list(points.values_list("pk", "wrong"))


def mark(bank: PhoneBank, person: Constituent, *, wrong: bool = True) -> None:
    with acting(bank.own):
        for point, _wrong in numbers(bank, person):
            mark_number(actor=bank.own, now=timezone.now(), point_id=point, wrong=wrong)


def take_off(bank: PhoneBank, person: Constituent) -> None:
    ((point, _wrong),) = numbers(bank, person)
    with acting(bank.own):
        remove_contact(actor=bank.own, now=timezone.now(), person_id=person.pk, point_id=point)


def another_number(bank: PhoneBank, person: Constituent) -> ContactPoint:
    with acting(bank.own):
        new = NewContact(ContactKind.PHONE, "+12125550177")
        (point,) = add_contacts(actor=bank.own, now=timezone.now(), person_id=person.pk, contacts=[new])
        yes = NewEvent(
            subject_id=point.subject_id, kind="granted", actor_kind="import", evidence=1, purpose="contact",
            channel="phone", recipient_organization=bank.alder.pk, named=person.given_name,
        )  # fmt: skip
        record_events(actor=bank.own, now=timezone.now(), events=[yes])
        return point


def test_the_outcome_marks_the_number_and_its_undo_takes_the_mark_back(bank: PhoneBank) -> None:
    person = bank.people[0]
    entry = called(bank, "wrong_number")
    assert [wrong for _pk, wrong in numbers(bank, person)] == [True]
    assert bank.entry(person).state == "done"
    undo(bank, entry)
    assert [wrong for _pk, wrong in numbers(bank, person)] == [False]
    assert bank.entry(person).state == "leased"


def test_other_outcomes_mark_nothing(bank: PhoneBank) -> None:
    called(bank, "talked")
    assert [wrong for _pk, wrong in numbers(bank, bank.people[0])] == [False]


def test_whose_only_number_is_wrong_is_passed_over(bank: PhoneBank) -> None:
    mark(bank, bank.people[0])
    assert lease(bank) == bank.entry(bank.people[1]).pk
    dropped = bank.entry(bank.people[0])
    assert (dropped.state, dropped.dropped_because) == ("dropped", "no_phone")


def test_whose_number_was_taken_off_is_passed_over(bank: PhoneBank) -> None:
    take_off(bank, bank.people[0])
    assert bank.entry(bank.people[0]).contact_point_id is None
    assert lease(bank) == bank.entry(bank.people[1]).pk
    assert bank.entry(bank.people[0]).dropped_because == "no_phone"


def test_another_number_of_theirs_is_called_instead(bank: PhoneBank) -> None:
    mark(bank, bank.people[0])
    point = another_number(bank, bank.people[0])
    entry = lease(bank)
    assert entry == bank.entry(bank.people[0]).pk
    assert bank.entry(bank.people[0]).contact_point_id == point.pk
    assert reveal(bank, entry or 0) == Number("+12125550177")


def test_a_number_that_is_found_wrong_in_hand_is_not_shown(bank: PhoneBank) -> None:
    entry = lease(bank) or 0
    mark(bank, bank.people[0])
    assert reveal(bank, entry) == NotNow("number")
    assert bank.entry(bank.people[0]).state == "queued"
    assert lease(bank) == bank.entry(bank.people[1]).pk


def test_a_number_that_is_taken_off_in_hand_leaves_the_page_standing(bank: PhoneBank) -> None:
    entry = lease(bank) or 0
    take_off(bank, bank.people[0])
    client = sign_in(bank.volunteers[0])
    assert client.get(f"/call/{entry}/").status_code == 200
    answer = client.post(f"/call/{entry}/number/", follow=True)
    assert "This number was marked as wrong or taken off meanwhile." in answer.content.decode()


def test_what_was_called_and_sent_stays_when_the_number_goes(bank: PhoneBank) -> None:
    person = bank.people[0]
    called(bank, "talked")
    ((point, _wrong),) = numbers(bank, person)
    with acting(bank.own):
        message = Message.objects.create(organization=bank.alder, channel="sms", body="Hello")
        MessageRecipient.objects.create(
            organization=bank.alder, message=message, constituent=person, contact_point_id=point, state="sent"
        )
    take_off(bank, person)
    entry = bank.entry(person)
    assert (entry.state, entry.outcome, entry.contact_point_id) == ("done", "talked", None)
    with acting(bank.own):
        sent = MessageRecipient.objects.get()
        assert (sent.state, sent.contact_point_id) == ("sent", None)


def test_a_call_counts_at_once_for_how_engaged_somebody_is(bank: PhoneBank) -> None:
    entry = called(bank, "talked")
    with acting(bank.own):
        assert Engagement.objects.get().constituent_id == bank.people[0].pk
    undo(bank, entry)
    with acting(bank.own):
        assert not Engagement.objects.exists()
