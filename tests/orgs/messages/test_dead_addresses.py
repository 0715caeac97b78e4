"""Somebody whose address does not work any more, and who has another one."""

from itertools import count

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from coalition.platform.keys import ContactKind
from coalition.platform.tenancy import Actor, acting
from consent.ledger.actions.bounces import record_bounce
from consent.ledger.actions.events import record_events
from consent.ledger.models import Holding
from consent.ledger.rules.new_event import NewEvent, Withdrawal
from orgs.actions.consent import record_consent
from orgs.actions.contacts import NewContact, add_contacts
from orgs.actions.dead_addresses import HoldsANo, NotDead, remove_dead_address
from orgs.models import ContactPoint
from orgs.rules.answers import Answer
from tests.conftest import sign_in
from tests.factories import NOW, actor_of, make_member, make_organization, make_person
from tests.orgs.messages.writing import Town, agree, make_town, outbox, sent, states, stop

pytestmark = pytest.mark.django_db
OTHER = "ana.ruiz@work.example"


@pytest.fixture
def town() -> Town:
    """Ana's address has bounced, and her other one is on the record."""
    town = make_town()
    with acting(town.own):
        add_contacts(
            actor=town.own, now=NOW, person_id=town.people["ana"].pk, contacts=[NewContact(ContactKind.EMAIL, OTHER)]
        )
        ContactPoint.objects.filter(subject_id=subject_of(town, first=True)).update(preferred=True)
        record_bounce(actor=town.own, now=NOW, subject_id=subject_of(town, first=True), channel="email")
    return town


def subject_of(town: Town, *, first: bool) -> int:
    with acting(town.own):
        points = ContactPoint.objects.filter(constituent=town.people["ana"], kind="email").order_by("id")
        return points[0 if first else 1].subject_id


def test_a_bounce_bars_the_channel_until_somebody_lifts_it(town: Town) -> None:
    assert states(town, sent(town))["Ana"] == ("left_out", "bounced")


def test_whoever_says_yes_with_another_address_is_written_to_there(town: Town) -> None:
    other = subject_of(town, first=False)
    ana = Actor(role="subject", subject_ids=(other,))
    with acting(ana):
        lift = NewEvent(other, "bounced_lifted", "person", 3, channel="email")
        yes = NewEvent(other, "granted", "person", 3, town.alder.pk, purpose="contact", channel="email")
        record_events(actor=ana, now=NOW, events=[lift, yes])

    assert states(town, sent(town))["Ana"] == ("sent", "")
    assert OTHER in [mail.recipient for mail in outbox()]
    assert "ana@mail.example" not in [mail.recipient for mail in outbox()]


PATH, NUMBERS = "/people/dead-addresses/", count()


def point_of(town: Town, *, first: bool = True) -> ContactPoint:
    with acting(town.own):
        return ContactPoint.objects.get(subject_id=subject_of(town, first=first))


def remove(town: Town, point: ContactPoint, role: str = "organizer") -> None:
    actor = actor_of(make_member(town.alder, role, f"{role} {next(NUMBERS)}"))
    with acting(actor):
        remove_dead_address(actor=actor, now=NOW, point_id=point.pk)


def on_record(town: Town) -> list[int]:
    with acting(town.own):
        found = ContactPoint.objects.filter(constituent=town.people["ana"], kind="email")
        return list(found.values_list("subject_id", flat=True))


def held(town: Town, subject: int) -> bool:
    ana = Actor(role="subject", subject_ids=(subject,))
    with acting(ana):
        return Holding.objects.exists()


def test_remove_dead_address_leaves_the_other_one_to_be_used(town: Town) -> None:
    dead, other = subject_of(town, first=True), subject_of(town, first=False)
    agree(town, other, "email", named="Ana")
    message = sent(town)
    assert states(town, message)["Ana"] == ("left_out", "bounced")

    remove(town, point_of(town))

    assert (on_record(town), held(town, dead), held(town, other)) == ([other], False, True)
    assert states(town, message)["Ana"] == ("left_out", "bounced"), "what was stays as it was"
    assert states(town, sent(town))["Ana"] == ("sent", "")
    assert OTHER in [mail.recipient for mail in outbox()]


def test_remove_dead_address_takes_no_address_that_works_and_none_of_others(town: Town) -> None:
    with pytest.raises(NotDead):
        remove(town, point_of(town, first=False))
    with pytest.raises(PermissionDenied):
        remove(town, point_of(town), "fundraiser")
    birch = make_organization("birch")
    stranger = actor_of(make_member(birch, "admin"))
    with acting(stranger), pytest.raises(Http404):
        remove_dead_address(actor=stranger, now=NOW, point_id=point_of(town).pk)
    assert len(on_record(town)) == 2


def test_remove_dead_address_keeps_what_hangs_on_it(town: Town) -> None:
    stop(subject_of(town, first=True), Withdrawal(recipient_organization=town.alder.pk, channel="email"))
    with pytest.raises(HoldsANo):
        remove(town, point_of(town))
    assert len(on_record(town)) == 2

    staff = actor_of(make_member(town.alder, "organizer"))
    with acting(staff):
        answer = Answer("no", ("email",), "spoken", said_at=NOW)
        record_consent(actor=staff, now=NOW, person_id=town.people["ana"].pk, answer=answer)
    remove(town, point_of(town))
    assert on_record(town) != [] and states(town, sent(town))["Ana"] == ("left_out", "refused")


def test_remove_dead_address_keeps_an_only_address_with_a_no(town: Town) -> None:
    with acting(town.own):
        record_bounce(actor=town.own, now=NOW, subject_id=town.subject("carla"), channel="email")
        carla = ContactPoint.objects.get(constituent=town.people["carla"])
    stop(carla.subject_id)
    with pytest.raises(HoldsANo):
        remove(town, carla)


def test_dead_address_list_says_whose_and_removes_in_one_step(town: Town) -> None:
    client = sign_in(make_member(town.alder, "organizer"), town.alder)
    link = f'href="{PATH}"'
    assert link in client.get("/messages/").content.decode()
    assert link in client.get(f"/messages/{sent(town).pk}/").content.decode(), "where the bounce is shown"
    page = client.get(PATH).content.decode()
    assert ("Ana Ruiz" in page, "Ben Okoro" in page, "ana@mail.example" in page) == (True, False, False)

    page = client.post(f"{PATH}{point_of(town).pk}/remove/", follow=True).content.decode()

    assert "The address is off the record." in page and "No dead address" in page


def test_dead_address_list_is_to_look_at_for_fundraisers(town: Town) -> None:
    client = sign_in(make_member(town.alder, "fundraiser"), town.alder)
    page = client.get(PATH).content.decode()
    assert "Ana Ruiz" in page and "Take off the record" not in page


@pytest.mark.parametrize("people", [1, 3])
def test_dead_address_list_asks_a_fixed_number_of_questions(
    town: Town, people: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(1, people):
        one = make_person(town.alder, f"Dee{number}", email=f"dee{number}@mail.example")
        with acting(town.own):
            subject = one.contact_points.get().subject_id
            record_bounce(actor=town.own, now=NOW, subject_id=subject, channel="email")
    client: Client = sign_in(make_member(town.alder, "organizer"), town.alder)
    with django_assert_num_queries(9):
        assert client.get(PATH).content.decode().count("Take off the record") == people
