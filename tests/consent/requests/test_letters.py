"""Letters: what stands in them, to whom they go, and when they cannot be written yet."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.core.exceptions import PermissionDenied

from coalition.platform.keys import ContactKind
from coalition.platform.tenancy import acting, system_actor
from consent.ledger.queries.decisions import explain
from consent.requests.actions.answering import answer_request, refuse_request, send_extension, send_letter
from consent.requests.actions.approvals import approve_erasure, propose_erasure
from consent.requests.actions.handling import (
    draft_letter,
    export_held,
    extend_deadline,
    identify,
)
from consent.requests.models import DataRequest
from orgs.models import OutboxMessage
from tests.consent.ledger.world import agree
from tests.consent.requests.desk import EMAIL, PHONE, Desk, refused, verbs
from tests.factories import NOW, make_person, subject_of

pytestmark = pytest.mark.django_db


def test_draft_letter_on_paper_is_in_the_persons_language_with_everything(desk: Desk) -> None:
    request_id = desk.filed("access")
    with acting(desk.admin):
        DataRequest.objects.update(language="es")

    letter = desk.do(draft_letter, request_id, on_paper=True).words.letter  # type: ignore[attr-defined]

    assert "Usted preguntó qué datos suyos tenemos" in letter
    for held in (EMAIL, PHONE, "Maria", "Lopez", "Sevilla", "Housing", "Petition"):
        assert held in letter
    assert "Agencia Española de Protección de Datos" in letter
    assert desk.request(request_id).letter_state == "paper"


@pytest.mark.parametrize("kind", ["access", "portability"])
def test_draft_letter_for_the_mail_leads_to_the_portal_and_tells_nothing(desk: Desk, kind: str) -> None:
    letter = desk.do(draft_letter, desk.filed(kind)).words.letter  # type: ignore[attr-defined]

    assert f"{settings.BASE_URL}/p/\n" in letter
    assert "Get a copy of my information" in letter
    for held in (EMAIL, PHONE, "Maria", "Lopez", "Sevilla", "Housing", "Petition"):
        assert held not in letter


def test_draft_letter_leaves_out_what_may_be_somebody_elses_yes(desk: Desk) -> None:
    agree(system_actor(organization_id=desk.alder.pk), [desk.subject], channel="email")
    request_id = desk.filed("access")
    alone = desk.do(draft_letter, request_id, on_paper=True).words.letter  # type: ignore[attr-defined]
    assert "Said yes: being contacted, e-mail" in alone and "You share" not in alone
    make_person(desk.alder, "Ana", "Lopez", email=EMAIL)

    letter = desk.do(draft_letter, request_id, on_paper=True).words.letter  # type: ignore[attr-defined]

    assert "Said yes" not in letter
    assert "You share an address or number with somebody else" in letter


def test_draft_letter_where_the_portal_does_not_show_everything_is_for_paper(desk: Desk) -> None:
    twin = make_person(desk.alder, "Maria", "Lopez", note="no address")
    request_id = desk.filed("access")
    desk.do(identify, request_id, people=[twin.pk])

    desk.do(draft_letter, request_id)

    found = desk.request(request_id)
    assert found.letter_state == "paper"
    assert "no address" in found.words.letter


def test_answer_request_never_mails_what_is_held(desk: Desk) -> None:
    request_id = desk.filed("access")
    letter = desk.do(draft_letter, request_id, on_paper=True).words.letter  # type: ignore[attr-defined]

    with refused("paper"):
        desk.do(answer_request, request_id, letter=letter, by_mail=True)
    assert desk.request(request_id).state == "open"
    assert "consent.request.exported" not in verbs(desk)
    desk.do(answer_request, request_id, letter=letter, by_mail=False)

    assert desk.request(request_id).letter_state == "posted"
    assert {"consent.request.exported", "consent.request.answered"} <= verbs(desk)


def test_answer_request_without_knowing_whose_data_it_is(desk: Desk) -> None:
    make_person(desk.alder, "Ana", "Lopez", email=EMAIL)
    request_id = desk.filed("access")
    for action, more in ((draft_letter, {}), (answer_request, {"letter": "Hello", "by_mail": True})):
        with refused("people"):
            desk.do(action, request_id, **more)  # type: ignore[arg-type]


def test_send_letter_goes_to_the_proven_address_and_to_no_other_of_the_record(desk: Desk) -> None:
    with acting(desk.admin):
        other = make_person(desk.alder, "Maria", "Lopez", email="other@example.org")
        DataRequest.objects.filter(pk=(request_id := desk.filed("complain"))).update(people=[other.pk])
    desk.do(answer_request, request_id, letter="Hello Maria", by_mail=True)

    desk.do(send_letter, request_id, system_actor(organization_id=desk.alder.pk))

    assert [message.to for message in mail.outbox] == [[EMAIL]]


def test_answer_request_by_mail_when_the_proven_address_left_the_list(desk: Desk) -> None:
    request_id = desk.filed("complain")
    with acting(desk.admin):
        desk.person.contact_points.filter(kind="email").delete()
        make_person(desk.alder, "Maria", "Lopez", email="other@example.org")

    with refused("address"):
        desk.do(answer_request, request_id, letter="Hello Maria", by_mail=True)


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


def test_extend_deadline_once_and_only_before_it_passed(desk: Desk) -> None:
    request_id = desk.filed("access")
    assert desk.request(request_id).due_on == date(2026, 12, 21)

    desk.do(extend_deadline, request_id, reason="complex")

    assert desk.request(request_id).due_on == date(2027, 2, 21)
    system = system_actor(organization_id=desk.alder.pk)
    assert desk.do(send_extension, request_id, system) is True
    assert desk.do(send_extension, request_id, system) is False
    assert [message.to for message in mail.outbox] == [[EMAIL]]
    assert "until Feb. 21, 2027" in str(mail.outbox[0].body)
    assert "The request is complex" in str(mail.outbox[0].body)
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
    letter = desk.do(draft_letter, request_id, refusal="legal_duty").words.letter  # type: ignore[attr-defined]
    assert "A law makes us keep it (GDPR art. 17(3)(b))" in letter
    assert "www.aepd.es" in letter

    desk.do(refuse_request, request_id, reason="legal_duty", letter=letter, by_mail=False)

    found = desk.request(request_id)
    assert (found.state, found.refused_because, found.letter_state) == ("refused", "legal_duty", "posted")
    with acting(desk.admin):
        assert explain(actor=desk.admin, subject_ids=[desk.subject], channels=["email"])[0].reason == "withdrawn"


def by_number(desk: Desk, kind: str) -> int:
    """Maria is known by her number alone, and asks by it."""
    with acting(desk.admin):
        desk.person.contact_points.filter(kind="email").delete()
    desk.subject = subject_of(ContactKind.PHONE, PHONE)
    return desk.filed(kind)


def texts() -> list[tuple[str, str]]:
    return [(text.recipient, text.body) for text in OutboxMessage.objects.order_by("pk")]


def test_answer_request_of_somebody_with_only_a_number_is_a_text_that_leads_to_the_portal(desk: Desk) -> None:
    request_id = by_number(desk, "access")
    drafted = desk.do(draft_letter, request_id)
    assert "Sevilla" not in drafted.words.letter  # type: ignore[attr-defined]
    desk.do(answer_request, request_id, letter="Hello Maria", by_mail=True)
    system = system_actor(organization_id=desk.alder.pk)

    assert desk.do(send_letter, request_id, system) is True
    assert desk.do(send_letter, request_id, system) is False

    [(number, words)] = texts()
    assert number == PHONE and "/p/" in words and desk.request(request_id).reference in words
    assert ("Hello Maria" in words, "Sevilla" in words, mail.outbox) == (False, False, [])
    assert len(words) <= 300


def test_an_erasure_is_told_to_a_number_with_its_proof(desk: Desk) -> None:
    request_id = by_number(desk, "erase")
    desk.do(propose_erasure, request_id)
    erasure = desk.do(approve_erasure, request_id, now=NOW + timedelta(days=1))

    desk.do(send_letter, request_id, system_actor(organization_id=desk.alder.pk))

    assert f"/deletions/{erasure.reference}/" in texts()[0][1]  # type: ignore[attr-defined]


def test_a_letter_that_only_paper_holds_is_not_texted(desk: Desk) -> None:
    complaint = by_number(desk, "complain")
    with refused("address"):
        desk.do(answer_request, complaint, letter="Sorry", by_mail=True)
    access = desk.filed("access")
    with acting(desk.admin):
        desk.person.contact_points.update(unproven=True)
    assert "Sevilla" in desk.do(draft_letter, access).words.letter  # type: ignore[attr-defined]
    with refused("paper"):
        desk.do(answer_request, access, letter="Everything", by_mail=True)
    assert texts() == []
