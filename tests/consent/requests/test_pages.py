"""The pages of data requests: the queue, one request from letter to answer, the evidence of a deletion."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coalition.platform.keys import ContactKind
from coalition.platform.tenancy import Actor, acting
from consent.requests.actions.filing import file_request
from consent.requests.jobs import run_erasure, send_letter
from consent.requests.models import DataRequest, Erasure
from orgs.models import Constituent, Interaction, Organization
from tests.factories import make_member, make_organization, make_person, subject_of

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
EMAIL = "maria@example.org"


@pytest.fixture
def alder() -> Organization:
    return make_organization("alder", region="AR", time_zone="UTC")


@pytest.fixture
def admin(alder: Organization, client_for: SignIn) -> Client:
    return client_for(make_member(alder, "admin", "Ada Admin"))


def ask(alder: Organization, number: int = 0, kind: str = "access", **more: Any) -> DataRequest:
    """Somebody new asks in the portal."""
    email = f"p{number}@example.org" if number else EMAIL
    make_person(alder, f"Maria{number or ''}", "Lopez", email=email, city="Rosario")
    subject = subject_of(ContactKind.EMAIL, email)
    person = Actor(role="subject", subject_ids=(subject,), membership_ref="portal-1")
    reference = file_request(
        actor=person, now=timezone.now(), organization_id=alder.pk, subject_id=subject, kind=kind, **more
    )
    with acting(Actor(role="system", organization_id=alder.pk)):
        return DataRequest.objects.get(reference=reference)


def late(alder: Organization, request: DataRequest, days: int) -> None:
    with acting(Actor(role="system", organization_id=alder.pk)):
        due = timezone.localdate() - timedelta(days=days)
        DataRequest.objects.filter(pk=request.pk).update(due_on=due)


def test_the_queue_shows_who_waits_and_who_is_late(alder: Organization, admin: Client) -> None:
    late(alder, ask(alder, 1), 3)
    ask(alder, 2, "complain", detail="Calls at night")

    page = admin.get("/data-requests/").content.decode()

    assert "Maria1 Lopez" in page and "Maria2 Lopez" in page
    assert "3 days late" in page
    assert page.index("Maria1") < page.index("Maria2")
    home = admin.get("/data-requests/waiting/").content.decode()
    assert "2 data requests wait for an answer" in home
    assert "1 is late" in home


def test_an_empty_queue_says_the_next_step(admin: Client) -> None:
    assert "Nobody waits" in admin.get("/data-requests/").content.decode()
    assert "Nothing was finished yet" in admin.get("/data-requests/?show=finished").content.decode()
    assert "wait for an answer" not in admin.get("/data-requests/waiting/").content.decode()


@pytest.mark.parametrize("people", [1, 3])
def test_the_queue_takes_as_many_queries_for_three_as_for_one(alder: Organization, admin: Client, people: int) -> None:
    for number in range(1, people + 1):
        ask(alder, number)
    admin.get("/data-requests/")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        admin.get("/data-requests/")
    assert len(queries) == QUERIES


QUERIES = 10


def test_from_a_letter_to_the_mailed_answer(alder: Organization, admin: Client) -> None:
    with acting(Actor(role="system", organization_id=alder.pk)):
        person = make_person(alder, "Jo", "Paper", email="jo@example.org")
    said = {
        "kind": "access", "via": "letter", "received_on": timezone.localdate().isoformat(), "identity": "unchecked",
        "language": "es",
    }  # fmt: skip
    assert admin.post(f"/data-requests/new/{person.pk}/", {}).status_code == 422

    entered = admin.post(f"/data-requests/new/{person.pk}/", said)

    url = entered.url  # type: ignore[attr-defined]
    page = admin.get(url).content.decode()
    assert "First: who is it?" in page
    assert admin.get(f"{url}data.json").status_code == 403
    assert admin.post(f"{url}identify/", {}).status_code == 422
    assert admin.post(f"{url}identify/", {"identity": "document"}).status_code == 302
    assert admin.post(f"{url}draft/", {"paper": "1"}).status_code == 302
    page = admin.get(url).content.decode()
    assert "Usted preguntó" in page and "jo@example.org" in page
    assert "Mail it to" not in page and "so it goes by post" in page
    assert admin.post(f"{url}draft/").status_code == 302
    page = admin.get(url).content.decode()
    assert "Usted preguntó" in page and "jo@example.org" not in page
    assert admin.post(f"{url}answer/", {"letter": "Carta"}).status_code == 422
    assert admin.post(f"{url}answer/", {"letter": "Carta", "way": "mail"}).status_code == 302
    assert admin.get(f"{url}data.json").json()["people"][0]["facts"]["given_name"] == "Jo"
    assert "Carta" in admin.get(f"{url}letter/").content.decode()
    assert "Answered" in admin.get(url).content.decode()


def test_a_day_that_has_not_come_is_refused(alder: Organization, admin: Client) -> None:
    person = make_person(alder, "Jo")
    tomorrow = (timezone.localdate() + timedelta(days=2)).isoformat()
    said = {"kind": "correct", "via": "letter", "received_on": tomorrow, "identity": "known", "language": "en"}

    page = admin.post(f"/data-requests/new/{person.pk}/", said)

    assert page.status_code == 422
    assert "This day has not come yet" in page.content.decode()
    assert "Choose what is to be corrected" in page.content.decode()


def test_a_refusal_by_clicks(alder: Organization, admin: Client) -> None:
    request = ask(alder, kind="erase")
    url = f"/data-requests/{request.pk}/"
    assert admin.post(f"{url}draft/", {"refuse": "1"}).status_code == 422

    target = admin.post(f"{url}draft/", {"refuse": "1", "reason": "legal_duty"})

    page = admin.get(target.url).content.decode()  # type: ignore[attr-defined]
    assert "Refuse, with this letter" in page
    admin.post(f"{url}refuse/", {"reason": "legal_duty", "letter": "No", "way": "post"})
    assert "A law makes us keep it" in admin.get(url).content.decode()


def test_four_eyes_by_clicks_and_the_evidence_says_nothing_of_the_person(
    alder: Organization, admin: Client, client_for: SignIn
) -> None:
    request = ask(alder, kind="erase", detail="Please forget me")
    url = f"/data-requests/{request.pk}/"
    second = client_for(make_member(alder, "admin", "Ben Admin"))
    assert "Propose to delete everything" in admin.get(url).content.decode()
    admin.post(f"{url}propose/")
    assert "Another administrator has to approve it" in admin.get(url).content.decode()
    assert admin.post(f"{url}approve/").status_code == 403
    assert "Approve: delete everything now" in second.get(url).content.decode()
    second.post(f"{url}approve/")
    with acting(Actor(role="system", organization_id=alder.pk)):
        erasure = Erasure.objects.get()
    assert "approved the deletion" in Client().get(f"/deletions/{erasure.reference}/").content.decode()

    run_erasure(organization_id=alder.pk, erasure_id=erasure.pk)

    page = admin.get(url).content.decode()
    assert "addresses and numbers: 1" in page
    proof = Client().get(f"/deletions/{erasure.reference}/")
    told = proof.content.decode()
    assert "Alder deleted everything it held of one person" in told
    assert proof["X-Robots-Tag"] == "noindex"
    for shown in (told, page):
        assert "Lopez" not in shown and EMAIL not in shown and "forget me" not in shown
    with acting(Actor(role="system", organization_id=alder.pk)):
        assert not Constituent.objects.exists()
    assert Client().get("/deletions/0123456789abcdef/").status_code == 404


def test_whoever_deletes_is_told_which_other_notes_name_the_person(alder: Organization, admin: Client) -> None:
    url = f"/data-requests/{ask(alder, kind='erase').pk}/"
    assert "Notes on other people" not in admin.get(url).content.decode()
    make_person(alder, "Nora", "Neighbor", note="brought by maria lopez")
    told = make_person(alder, "Theo", "Teller")
    make_person(alder, "Paz", "Plain", note="brought by Maria")
    make_person(make_organization("birch"), "Out", "Sider", note="Maria Lopez")
    with acting(Actor(role="system", organization_id=alder.pk)):
        Interaction.objects.create(
            organization=alder, constituent=told, kind="note", summary=f"asks for {EMAIL}", occurred_at=timezone.now()
        )

    page = admin.get(url).content.decode()

    assert "Notes on other people" in page
    assert ("Nora Neighbor" in page, "Theo Teller" in page) == (True, True)
    assert ("Paz Plain" in page, "Out Sider" in page) == (False, False)


def test_a_single_admin_is_told_to_wait(alder: Organization, admin: Client) -> None:
    url = f"/data-requests/{ask(alder, kind='erase').pk}/"
    assert "you propose now, and can approve it yourself after 24 hours" in admin.get(url).content.decode()
    admin.post(f"{url}propose/")
    assert "You are the only administrator. You can approve it from this moment on" in admin.get(url).content.decode()

    told = admin.post(f"{url}approve/", follow=True).content.decode()

    assert "you can approve your own proposal after 24 hours" in told


def test_a_letter_that_nobody_queued_is_not_sent(alder: Organization) -> None:
    request = ask(alder)
    send_letter(organization_id=alder.pk, request_id=request.pk)
    with acting(Actor(role="system", organization_id=alder.pk)):
        assert DataRequest.objects.get().letter_state == ""
