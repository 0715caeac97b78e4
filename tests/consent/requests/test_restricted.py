"""Requests about people whose records are restricted: who answers sees the record, and meets nobody else's."""

from datetime import date

import pytest

from coalition.platform.keys import ContactKind
from coalition.platform.tenancy import Actor, acting, system_actor
from consent.requests.actions.filing import Filing, enter_request, file_request
from consent.requests.models import DataRequest
from consent.requests.queries.parts import named_elsewhere
from consent.requests.queries.queue import find_request, lookalikes
from orgs.models import Constituent, Organization, RestrictedGroup, RestrictedMember
from orgs.queries.visible import RestrictedRecord
from tests.conftest import sign_in
from tests.factories import NOW, actor_of, make_member, make_organization, make_person, subject_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def alder() -> Organization:
    return make_organization("alder")


def close(person: Constituent) -> None:
    with acting(system_actor(organization_id=person.organization_id)):
        group = RestrictedGroup.objects.create(organization_id=person.organization_id, name="Donors", kind="other")
        RestrictedMember.objects.create(organization_id=person.organization_id, group=group, constituent=person)


def test_find_request_of_somebody_restricted_is_refused_before_and_after_it_is_said_who_it_is(
    alder: Organization,
) -> None:
    ada = make_member(alder, "admin", "Ada Admin")
    person = make_person(alder, "Regina", "Quillfeather", email="regina@post.example")
    subject = subject_of(ContactKind.EMAIL, "regina@post.example")
    file_request(
        actor=Actor(role="subject", subject_ids=(subject,), membership_ref="portal-1"), now=NOW,
        organization_id=alder.pk, subject_id=subject, kind="complain", detail="Quill words",
    )  # fmt: skip
    with acting(actor := actor_of(ada)):
        request = DataRequest.objects.get()
        assert find_request(actor, request.pk).words.detail == "Quill words"
    close(person)
    for people in ([person.pk], []):
        with acting(actor):
            DataRequest.objects.update(people=people)
            with pytest.raises(RestrictedRecord):
                find_request(actor, request.pk)
        answer = sign_in(ada).get(f"/data-requests/{request.pk}/")
        assert answer.status_code == 403
        assert "Quill" not in answer.content.decode()


def test_whoever_is_restricted_is_neither_alike_nor_named_elsewhere(alder: Organization) -> None:
    ada = make_member(alder, "admin", "Ada Admin")
    asks, twin = make_person(alder, "Maria", "Lopez"), make_person(alder, "Maria", "Lopez")
    talker = make_person(alder, "Ben", "Ito", note="Married to Maria Lopez")
    with acting(actor := actor_of(ada)):
        request = enter_request(
            actor=actor, now=NOW, person_id=asks.pk, filing=Filing("erase"), via="letter", identity="document",
            received_on=date(2026, 11, 1), language="en",
        )  # fmt: skip
        held = [{"facts": {"given_name": "Maria", "family_name": "Lopez"}, "contact_points": []}]
        assert (lookalikes(actor, request), named_elsewhere(actor, request, held)) == ([twin], [talker])
    close(twin)
    with acting(system_actor(organization_id=alder.pk)):
        group = RestrictedGroup.objects.get()
        RestrictedMember.objects.create(organization=alder, group=group, constituent=talker)
    with acting(actor):
        assert (lookalikes(actor, request), named_elsewhere(actor, request, held)) == ([], [])
