"""Working on requests: who may, what is given out, letters, refusals, four eyes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from audit.log.models import Event
from coalition.platform.keys import ContactKind
from coalition.platform.tenancy import Actor, acting, system_actor
from consent.ledger.queries.decisions import explain
from consent.requests.actions.answering import answer_request, refuse_request, send_letter
from consent.requests.actions.approvals import (
    NotNow,
    approve_erasure,
    cancel_erasure,
    propose_erasure,
)
from consent.requests.actions.filing import file_request
from consent.requests.actions.handling import (
    accept_correction,
    draft_letter,
    export_held,
    extend_deadline,
    identify,
    open_request,
)
from consent.requests.actions.purging import purge_requests
from consent.requests.jobs import run_erasure
from consent.requests.models import DataRequest, Erasure
from orgs.models import Constituent, Organization
from tests.factories import NOW, actor_of, make_member, make_organization, make_person, subject_of

pytestmark = pytest.mark.django_db

EMAIL, PHONE = "maria@example.org", "+5491123456789"
Act = Callable[..., object]


@dataclass
class Desk:
    """Alder with Maria on its list, and the admin who answers."""

    alder: Organization
    person: Constituent
    subject: int
    admin: Actor

    def filed(self, kind: str, **more: Any) -> int:
        somebody = Actor(role="subject", subject_ids=(self.subject,), membership_ref="portal-1")
        reference = file_request(
            actor=somebody, now=NOW, organization_id=self.alder.pk, subject_id=self.subject, kind=kind, **more
        )
        with acting(self.admin):
            return DataRequest.objects.get(reference=reference).pk

    def do(self, action: Act, request_id: int, actor: Actor | None = None, **more: Any) -> object:
        own = actor or self.admin
        with acting(own):
            return action(actor=own, now=more.pop("now", NOW), request_id=request_id, **more)

    def request(self, request_id: int) -> DataRequest:
        with acting(self.admin):
            return DataRequest.objects.get(pk=request_id)


@pytest.fixture
def desk() -> Desk:
    alder = make_organization("alder", region="ES", language="es")
    person = make_person(
        alder, "Maria", "Lopez", email=EMAIL, phone=PHONE, interests=["Housing"], city="Sevilla", source="Petition"
    )
    admin = actor_of(make_member(alder, "admin", "Ada Admin"))
    return Desk(alder, person, subject_of(ContactKind.EMAIL, EMAIL), admin)


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(NotNow) as problem:
        yield
    assert str(problem.value) == code


def verbs(desk: Desk) -> list[str]:
    with acting(desk.admin):
        found = Event.objects.filter(verb__startswith="consent.").order_by("recorded_at", "xid")
        return [event.verb for event in found]


def test_open_request_gathers_what_is_held_and_records_the_reading(desk: Desk) -> None:
    opened = desk.do(open_request, desk.filed("access"))

    held = opened.held[0]  # type: ignore[attr-defined]
    assert held["facts"]["given_name"] == "Maria"
    assert held["facts"]["source"] == "Petition"
    assert held["contact_points"] == [{"kind": "email", "value": EMAIL}, {"kind": "phone", "value": PHONE}]
    assert held["interests"] == ["Housing"]
    assert "consent.request.read" in verbs(desk)


def test_draft_letter_is_in_the_persons_language_with_everything(desk: Desk) -> None:
    request_id = desk.filed("access")
    with acting(desk.admin):
        DataRequest.objects.update(language="es")

    letter = desk.do(draft_letter, request_id).letter  # type: ignore[attr-defined]

    assert "Usted preguntó qué datos suyos tenemos" in letter
    for held in (EMAIL, PHONE, "Maria", "Lopez", "Sevilla", "Housing", "Petition"):
        assert held in letter
    assert "Agencia Española de Protección de Datos" in letter
    assert desk.request(request_id).letter_state == "draft"


def test_answer_request_mails_the_letter_once_to_the_proven_address(desk: Desk) -> None:
    request_id = desk.filed("access")
    desk.do(answer_request, request_id, letter="Hello Maria", by_mail=True)
    system = system_actor(organization_id=desk.alder.pk)

    assert desk.do(send_letter, request_id, system) is True
    assert desk.do(send_letter, request_id, system) is False

    assert [(message.to, message.body) for message in mail.outbox] == [([EMAIL], "Hello Maria")]
    found = desk.request(request_id)
    assert (found.state, found.letter_state, found.finished_at) == ("answered", "mailed", NOW)
    with refused("state"):
        desk.do(answer_request, request_id, letter="Again", by_mail=True)


def test_answer_request_wants_words(desk: Desk) -> None:
    request_id = desk.filed("complain", detail="Too many calls")
    with refused("letter"):
        desk.do(answer_request, request_id, letter="  \n", by_mail=True)
    assert desk.request(request_id).state == "open"


def test_nothing_is_given_out_before_the_person_is_known(desk: Desk) -> None:
    request_id = desk.filed("access")
    with acting(desk.admin):
        DataRequest.objects.update(identity="unchecked", via="letter")
    for action in (draft_letter, export_held):
        with pytest.raises(PermissionDenied):
            desk.do(action, request_id)
    with refused("identity"):
        desk.do(answer_request, request_id, letter="Hello", by_mail=True)

    desk.do(identify, request_id, identity="document")

    desk.do(draft_letter, request_id)
    assert desk.request(request_id).identity == "document"


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


def test_extend_deadline_once_and_only_before_it_passed(desk: Desk) -> None:
    request_id = desk.filed("access")
    assert desk.request(request_id).due_on == date(2026, 12, 21)

    desk.do(extend_deadline, request_id, reason="complex")

    assert desk.request(request_id).due_on == date(2027, 2, 21)
    with refused("extension"):
        desk.do(extend_deadline, request_id, reason="complex")
    late = desk.filed("complain", detail="Late")
    with refused("extension"):
        desk.do(extend_deadline, late, reason="many", now=NOW + timedelta(days=40))
    with refused("extension"):
        desk.do(extend_deadline, late, reason="because")


def test_refuse_request_needs_a_reason_of_the_list_and_tells_where_to_complain(desk: Desk) -> None:
    request_id = desk.filed("erase")
    with refused("reason"):
        desk.do(refuse_request, request_id, reason="no time", letter="No", by_mail=False)
    letter = desk.do(draft_letter, request_id, refusal="legal_duty").letter  # type: ignore[attr-defined]
    assert "17(3)(b)" in letter
    assert "www.aepd.es" in letter

    desk.do(refuse_request, request_id, reason="legal_duty", letter=letter, by_mail=False)

    found = desk.request(request_id)
    assert (found.state, found.refused_because, found.letter_state) == ("refused", "legal_duty", "posted")
    with acting(desk.admin):
        assert explain(actor=desk.admin, subject_ids=[desk.subject], channels=["email"])[0].reason == "withdrawn"


def test_accept_correction_changes_the_record_and_drafts_the_letter(desk: Desk) -> None:
    request_id = desk.filed("correct", wanted={"city": "Cádiz", "email": "maria.new@example.org"})

    desk.do(accept_correction, request_id)

    with acting(desk.admin):
        person = Constituent.objects.get(pk=desk.person.pk)
        assert (person.city, person.given_name) == ("Cádiz", "Maria")
        assert person.contact_points.filter(kind="email").count() == 2
        assert person.interests.count() == 1
    assert "Cádiz" in desk.request(request_id).letter


def test_accept_correction_with_a_broken_address_changes_nothing(desk: Desk) -> None:
    request_id = desk.filed("correct", wanted={"city": "Cádiz", "email": "not an address"})

    with pytest.raises(ValueError, match="address"):
        desk.do(accept_correction, request_id)

    with acting(desk.admin):
        assert Constituent.objects.get(pk=desk.person.pk).city == "Sevilla"


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
    assert (found.state, found.letter, found.people, found.subject, found.detail) == ("answered", "", [], None, "")
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
