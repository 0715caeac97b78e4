"""A request comes in: it stands in the right queue, its clock runs, and what it stops is stopped at once."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404

from coalition.platform.keys import ContactKind
from coalition.platform.tenancy import Actor, acting
from consent.ledger.actions.events import record_events
from consent.ledger.queries.decisions import explain
from consent.ledger.queries.history import consent_history
from consent.ledger.queries.own import events_of
from consent.ledger.rules.new_event import NewEvent
from consent.requests.actions.filing import Filing, enter_request, file_request
from consent.requests.actions.handling import draft_letter
from consent.requests.models import DataRequest
from consent.requests.queries.own import requests_of
from consent.requests.queries.queue import find_request
from orgs.models import Organization
from tests.factories import NOW, actor_of, make_member, make_organization, make_person, subject_of

pytestmark = pytest.mark.django_db

EMAIL = "maria@example.org"


@pytest.fixture
def alder() -> Organization:
    return make_organization("alder", region="AR", language="es")


@pytest.fixture
def person(alder: Organization) -> Actor:
    make_person(alder, "Maria", "Lopez", email=EMAIL, phone="+5491123456789")
    return Actor(role="subject", subject_ids=(subject_of(ContactKind.EMAIL, EMAIL),), membership_ref="portal-1")


def file(person: Actor, alder: Organization, kind: str, **more: Any) -> str:
    return file_request(
        actor=person, now=NOW, organization_id=alder.pk, subject_id=person.subject_ids[0], kind=kind, **more
    )


def admin_of(organization: Organization) -> Actor:
    return actor_of(make_member(organization, "admin"))


def test_file_request_starts_the_clock_of_the_organizations_country(alder: Organization, person: Actor) -> None:
    reference = file(person, alder, "access")

    with acting(admin_of(alder)):
        request = DataRequest.objects.get()
    assert (request.reference, request.state, request.via, request.identity) == (reference, "open", "portal", "portal")
    assert (request.received_on, request.due_on, request.country) == (date(2026, 11, 21), date(2026, 12, 1), "AR")
    assert len(request.people) == 1


def test_the_person_reads_their_requests_and_nobody_elses(alder: Organization, person: Actor) -> None:
    file(person, alder, "access")
    file(person, alder, "complain", detail="You called at night")

    found = requests_of(person)

    assert [(each.kind, each.state, each.organization) for each in found] == [
        ("complain", "open", alder.pk),
        ("access", "open", alder.pk),
    ]
    assert found[1].due_on == date(2026, 12, 1)
    assert "14(2)" in found[1].law
    assert found[0].authority.name.startswith("Agencia de Acceso")
    other = subject_of(ContactKind.EMAIL, "other@example.org")
    assert requests_of(Actor(role="subject", subject_ids=(other,))) == []
    assert requests_of(admin_of(alder)) == []


def test_file_request_twice_is_one_request(alder: Organization, person: Actor) -> None:
    assert file(person, alder, "erase") == file(person, alder, "erase")
    assert file(person, alder, "complain", detail="a") != file(person, alder, "complain", detail="b")
    assert len(requests_of(person)) == 3


@pytest.mark.parametrize("kind", ["object", "erase"])
def test_file_request_again_stops_what_was_allowed_meanwhile(alder: Organization, person: Actor, kind: str) -> None:
    reference = file(person, alder, kind)
    yes = NewEvent(
        person.subject_ids[0], "granted", "person", 3, recipient_organization=alder.pk, purpose="contact",
        channel="email",
    )  # fmt: skip
    with acting(person):
        record_events(actor=person, now=NOW, events=[yes])

    assert file(person, alder, kind) == reference

    own = admin_of(alder)
    with acting(own):
        assert not explain(actor=own, subject_ids=person.subject_ids, channels=["email"])[0].allowed


def test_file_request_of_everybody_after_one_stops_everybody(alder: Organization, person: Actor) -> None:
    assert file(person, alder, "erase") != file(person, alder, "erase", everywhere=True)

    with acting(person):
        assert {event.recipient_organization_id for event in events_of(person)} == {alder.pk, None}


@pytest.mark.parametrize("kind", ["object", "restrict", "erase"])
def test_file_request_stops_contact_at_once(alder: Organization, person: Actor, kind: str) -> None:
    file(person, alder, kind)

    told = "withdrawn" if kind == "erase" else "objected"
    with acting(person):
        assert [(event.kind, event.recipient_organization_id) for event in events_of(person)] == [(told, alder.pk)]
    own = admin_of(alder)
    with acting(own):
        assert explain(actor=own, subject_ids=person.subject_ids, channels=["email"])[0].reason == told


def test_file_request_everywhere_stops_everybody(alder: Organization, person: Actor) -> None:
    file(person, alder, "erase", everywhere=True)

    with acting(person):
        assert [event.recipient_organization_id for event in events_of(person)] == [None]


@pytest.mark.parametrize("kind", ["access", "portability", "correct", "complain"])
def test_file_request_about_data_stops_nothing(alder: Organization, person: Actor, kind: str) -> None:
    file(person, alder, kind)

    with acting(person):
        assert list(events_of(person)) == []


def test_file_request_with_a_stranger_is_not_found(alder: Organization, person: Actor) -> None:
    birch = make_organization("birch")
    with pytest.raises(Http404):
        file(person, birch, "access")


def test_file_request_for_somebody_else_is_refused(alder: Organization, person: Actor) -> None:
    other = subject_of(ContactKind.EMAIL, "other@example.org")
    for actor in (replace(person, subject_ids=(other,)), admin_of(alder), Actor()):
        with pytest.raises(PermissionDenied):
            file_request(
                actor=actor, now=NOW, organization_id=alder.pk, subject_id=person.subject_ids[0], kind="access"
            )
    with pytest.raises(PermissionDenied):
        file(person, alder, "nonsense")


def test_a_household_is_not_taken_for_one_person(alder: Organization, person: Actor) -> None:
    make_person(alder, "Ana", "Lopez", email=EMAIL)

    file(person, alder, "access")

    with acting(admin_of(alder)):
        assert DataRequest.objects.get().people == []


def test_enter_request_counts_from_the_day_it_arrived(alder: Organization) -> None:
    someone = make_person(alder, "Jo", "Paper", phone="+5491123456789")
    own = admin_of(alder)
    with acting(own):
        request = enter_request(
            actor=own, now=NOW, person_id=someone.pk, filing=Filing("object"), via="letter", identity="document",
            received_on=date(2026, 11, 16), language="es",
        )  # fmt: skip
        subject = subject_of(ContactKind.PHONE, "+5491123456789")
        assert explain(actor=own, subject_ids=[subject], channels=["phone"])[0].reason == "objected"
        assert [(each.evidence, each.method) for each in consent_history(own, [subject])] == [(2, "paper")]
    assert (request.due_on, request.people, request.via) == (date(2026, 11, 23), [someone.pk], "letter")


@pytest.mark.parametrize("role", ["volunteer", "analyst", "fundraiser", "organizer"])
def test_enter_request_is_for_administrators(alder: Organization, role: str) -> None:
    someone = make_person(alder, "Jo")
    own = actor_of(make_member(alder, role))
    with acting(own), pytest.raises(PermissionDenied):
        enter_request(
            actor=own, now=NOW, person_id=someone.pk, filing=Filing("access"), via="phone", identity="known",
            received_on=date(2026, 11, 16), language="en",
        )  # fmt: skip


def test_enter_request_for_a_strangers_person_is_not_found(alder: Organization) -> None:
    theirs = make_person(make_organization("birch"), "Not", "Ours")
    own = admin_of(alder)
    with acting(own), pytest.raises(Http404):
        enter_request(
            actor=own, now=NOW, person_id=theirs.pk, filing=Filing("access"), via="phone", identity="known",
            received_on=date(2026, 11, 16), language="en",
        )  # fmt: skip


def test_what_is_asked_and_answered_is_stored_sealed(alder: Organization, person: Actor) -> None:
    reference = file(person, alder, "correct", detail="Calle Corrientes 348", wanted={"city": "Rosario"})
    assert file(person, alder, "correct", detail="Calle Corrientes 348", wanted={"city": "Rosario"}) == reference
    assert file(person, alder, "correct", detail="Calle Corrientes 348", wanted={"city": "Salta"}) != reference
    admin = admin_of(alder)
    with acting(admin):
        request = DataRequest.objects.get(reference=reference)
        draft_letter(actor=admin, now=NOW, request_id=request.pk, refusal="legal_duty")
        found = find_request(admin, request.pk)
        assert (found.words.detail, found.words.wanted) == ("Calle Corrientes 348", {"city": "Rosario"})
        assert found.words.letter
        assert file(person, alder, "correct", detail="Calle Corrientes 348", wanted={"city": "Rosario"}) == reference

        with connection.cursor() as cursor:
            cursor.execute("SELECT r::text, encode(sealed, 'escape') FROM requests_datarequest r")
            stored = " ".join(" ".join(row) for row in cursor.fetchall())
    for words in ("Corrientes", "Rosario", "Salta", "portal"):
        assert (words in stored) == (words == "portal"), words
