"""Working on requests: who may, corrections, four eyes, evidence."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from coalition.platform.keys import ContactKind, identifier
from coalition.platform.tenancy import Actor, acting, system_actor
from consent.ledger.actions.events import withdraw
from consent.ledger.actions.subjects import ensure_subjects
from consent.ledger.rules.new_event import Withdrawal
from consent.requests.actions.answering import answer_request
from consent.requests.actions.approvals import (
    approve_erasure,
    cancel_erasure,
    propose_erasure,
)
from consent.requests.actions.handling import (
    accept_correction,
    draft_letter,
    export_held,
    identify,
    open_request,
)
from consent.requests.actions.purging import purge_requests
from consent.requests.jobs import run_erasure
from consent.requests.models import DataRequest, Erasure
from orgs.models import Constituent
from tests.consent.requests.desk import EMAIL, PHONE, Act, Desk, refused, verbs
from tests.factories import NOW, actor_of, make_member, make_organization, make_person

pytestmark = pytest.mark.django_db


def test_open_request_gathers_what_is_held_and_records_the_reading(desk: Desk) -> None:
    opened = desk.do(open_request, desk.filed("access"))

    held = opened.held[0]  # type: ignore[attr-defined]
    assert held["facts"]["given_name"] == "Maria"
    assert held["facts"]["source"] == "Petition"
    assert held["contact_points"] == [{"kind": "email", "value": EMAIL}, {"kind": "phone", "value": PHONE}]
    assert held["interests"] == ["Housing"]
    assert "consent.request.read" in verbs(desk)


def test_identify_takes_only_people_who_may_be_the_person(desk: Desk) -> None:
    household = make_person(desk.alder, "Ana", "Lopez", email=EMAIL)
    stranger = make_person(desk.alder, "Zoe", "Else", email="zoe@example.org")
    request_id = desk.filed("access")
    assert desk.request(request_id).people == []
    with refused("people"):
        desk.do(identify, request_id, people=[stranger.pk])

    desk.do(identify, request_id, people=[household.pk])

    assert desk.request(request_id).people == [household.pk]


def test_identify_adds_a_second_record_of_the_same_name(desk: Desk) -> None:
    twin = make_person(desk.alder, "maria", "LOPEZ", note="no address")
    request_id = desk.filed("erase")

    desk.do(identify, request_id, people=[twin.pk])

    assert desk.request(request_id).people == [desk.person.pk, twin.pk]


def test_accept_correction_changes_the_record_and_drafts_the_letter(desk: Desk) -> None:
    request_id = desk.filed("correct", wanted={"city": "Cádiz", "email": "maria.new@example.org"})

    with refused("correction"):  # the letter would say that it was made
        desk.do(draft_letter, request_id)
    with refused("correction"):
        desk.do(answer_request, request_id, letter="Done", by_mail=True)
    desk.do(accept_correction, request_id)
    with refused("state"):
        desk.do(accept_correction, request_id)

    with acting(desk.admin):
        person = Constituent.objects.get(pk=desk.person.pk)
        assert (person.city, person.given_name) == ("Cádiz", "Maria")
        assert person.contact_points.filter(kind="email").count() == 2
        assert person.interests.count() == 1
    assert "Cádiz" in desk.request(request_id).words.letter


def test_accept_correction_with_a_broken_address_changes_nothing(desk: Desk) -> None:
    request_id = desk.filed("correct", wanted={"city": "Cádiz", "email": "not an address"})

    with pytest.raises(ValueError, match="address"):
        desk.do(accept_correction, request_id)

    with acting(desk.admin):
        assert Constituent.objects.get(pk=desk.person.pk).city == "Sevilla"


@pytest.mark.parametrize(("field", "value"), [("email", "bruno@example.org"), ("phone", "+34600111222")])
def test_accept_correction_takes_no_address_that_has_said_no(desk: Desk, field: str, value: str) -> None:
    written = identifier(ContactKind(field), value)
    subject = next(iter(ensure_subjects([written]).values()))
    owner = Actor(role="subject", subject_ids=(subject,), membership_ref="test")
    with acting(owner):
        withdraw(actor=owner, now=NOW, subject_ids=[subject], scope=Withdrawal())
    request_id = desk.filed("correct", wanted={"city": "Cádiz", field: value})

    with refused("silenced"):
        desk.do(accept_correction, request_id)

    with acting(desk.admin):
        person = Constituent.objects.get(pk=desk.person.pk)
        assert (person.city, person.contact_points.filter(subject_id=subject).count()) == ("Sevilla", 0)


def test_approve_erasure_needs_another_admin(desk: Desk) -> None:
    other = actor_of(make_member(desk.alder, "admin", "Ben Admin"))
    request_id = desk.filed("erase")
    desk.do(propose_erasure, request_id)

    with pytest.raises(PermissionDenied):
        desk.do(approve_erasure, request_id)
    with pytest.raises(PermissionDenied):
        desk.do(approve_erasure, request_id, now=NOW + timedelta(days=9))
    desk.do(approve_erasure, request_id, other)

    assert desk.request(request_id).state == "erasing"
    with refused("state"):
        desk.do(approve_erasure, request_id, other)
    with refused("state"):
        desk.do(cancel_erasure, request_id)


def test_approve_erasure_alone_waits_a_day(desk: Desk) -> None:
    request_id = desk.filed("erase")
    desk.do(propose_erasure, request_id)

    with refused("waits"):
        desk.do(approve_erasure, request_id, now=NOW + timedelta(hours=23, minutes=59))
    desk.do(approve_erasure, request_id, now=NOW + timedelta(hours=24))

    assert desk.request(request_id).state == "erasing"


def test_cancel_erasure_opens_the_request_again(desk: Desk) -> None:
    request_id = desk.filed("erase")
    desk.do(propose_erasure, request_id)
    with refused("state"):
        desk.do(propose_erasure, request_id)

    desk.do(cancel_erasure, request_id)

    assert desk.request(request_id).state == "open"
    with acting(desk.admin):
        assert not Erasure.objects.exists()


def test_propose_erasure_wants_to_know_which_of_a_household(desk: Desk) -> None:
    make_person(desk.alder, "Ana", "Lopez", email=EMAIL)
    with refused("people"):
        desk.do(propose_erasure, desk.filed("erase"))


def test_run_erasure_tells_the_person_first(desk: Desk) -> None:
    request_id = desk.filed("erase")
    desk.do(propose_erasure, request_id)
    erasure = desk.do(approve_erasure, request_id, now=NOW + timedelta(days=1))

    run_erasure(organization_id=desk.alder.pk, erasure_id=erasure.pk)  # type: ignore[attr-defined]

    assert [message.to for message in mail.outbox] == [[EMAIL]]
    assert f"/deletions/{erasure.reference}/" in str(mail.outbox[0].body)  # type: ignore[attr-defined]
    found = desk.request(request_id)
    assert (found.state, found.people, found.subject, bytes(found.sealed)) == ("answered", [], None, b"")
    with acting(desk.admin):
        assert not Constituent.objects.exists()
        assert Erasure.objects.get().counts["orgs_contactpoint"] == 2


@pytest.mark.parametrize("action", [open_request, draft_letter, export_held, propose_erasure, identify])
def test_a_strangers_request_is_not_found_and_other_roles_are_refused(desk: Desk, action: Act) -> None:
    request_id = desk.filed("erase")
    outsider = actor_of(make_member(make_organization("birch"), "admin", "Out Sider"))
    with pytest.raises(Http404):
        desk.do(action, request_id, outsider)
    with pytest.raises(PermissionDenied):
        desk.do(action, request_id, actor_of(make_member(desk.alder, "organizer", "Olga")))


def test_purge_requests_keeps_evidence_for_three_years(desk: Desk) -> None:
    old, young = desk.filed("access"), desk.filed("complain", detail="Calls")
    waiting = desk.filed("portability")
    for request_id, days in ((old, 3 * 366), (young, 3 * 365 - 9)):
        desk.do(answer_request, request_id, letter="Hello", by_mail=False)
        with acting(desk.admin):
            finished = timezone.now() - timedelta(days=days)
            DataRequest.objects.filter(pk=request_id).update(finished_at=finished)
    with pytest.raises(PermissionDenied):
        purge_requests(actor=desk.admin, now=NOW)

    assert purge_requests(actor=system_actor(), now=NOW) == 1
    assert purge_requests(actor=system_actor(), now=NOW) == 0

    with acting(desk.admin):
        assert set(DataRequest.objects.values_list("pk", flat=True)) == {young, waiting}
