"""The calling pages, as a volunteer clicks through them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from coalition.platform.tenancy import acting
from sharing.models import CallListEntry, Grant
from tests.conftest import sign_in
from tests.factories import make_member, make_organization
from tests.sharing.phonebank import PhoneBank

pytestmark = pytest.mark.django_db
NUMBER = "555-0100"


@pytest.fixture
def bank() -> PhoneBank:
    return PhoneBank(
        people=2,
    )


@pytest.fixture
def vera(bank: PhoneBank) -> Client:
    return sign_in(bank.volunteers[0])


def start(bank: PhoneBank, client: Client) -> str:
    """Start calling; the page of the person in hand."""
    response = client.post(f"/call/lists/{bank.call_list.pk}/next/")
    assert response.status_code == 302
    return str(response["Location"])


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_call_shows_the_list_and_how_many_are_left(bank: PhoneBank, vera: Client) -> None:
    page = text(vera, "/call/")
    assert "Alder&#x27;s people" in page
    assert "2 calls left" in page
    assert "Start calling" in page


def test_call_shows_a_person_without_the_number(bank: PhoneBank, vera: Client) -> None:
    page = text(vera, start(bank, vera))
    assert "Call Person0 C." in page
    assert "Canary" not in page
    assert NUMBER not in page
    assert "p0@example.com" not in page
    assert "Hello Person0, this is Vera0 of Alder Tenants." in page
    assert "Freeze the rent." in page
    assert 'name="outcome"' not in page


def test_call_reveal_shows_the_number_once(bank: PhoneBank, vera: Client) -> None:
    address = start(bank, vera)
    page = vera.post(f"{address}number/").content.decode()
    assert 'href="tel:+14155550100"' in page
    assert "(415) 555-0100" in page
    assert page.count('name="outcome"') == 6
    assert "checked" not in page
    assert NUMBER not in text(vera, address)


def test_call_speaks_the_persons_language() -> None:
    bank = PhoneBank(people=0)
    bank.add_person(0, language="es")
    vera = sign_in(bank.volunteers[0])
    page = text(vera, start(bank, vera))
    assert "Hola Person0, soy Vera0." in page
    assert '<div class="script" lang="es">' in page
    assert "Speaks Spanish." in page


def test_call_record_goes_on_to_the_next_person_and_offers_undo(bank: PhoneBank, vera: Client) -> None:
    first = start(bank, vera)
    vera.post(f"{first}number/")
    response = vera.post(f"{first}outcome/", {"outcome": "talked"})
    assert response["Location"] != first
    page = text(vera, response["Location"])
    assert "Call Person1 C." in page
    assert "Person0 C.: Talked. Recorded." in page
    assert vera.post(f"{first}undo/")["Location"] == first
    assert bank.entry(bank.people[0]).state == "leased"


@pytest.mark.parametrize(
    ("posted", "message"),
    [({}, "Choose what happened"), ({"outcome": "eaten"}, "Choose what happened")],
)
def test_call_record_wants_an_outcome(bank: PhoneBank, vera: Client, posted: dict[str, str], message: str) -> None:
    address = start(bank, vera)
    vera.post(f"{address}number/")
    assert message in vera.post(f"{address}outcome/", posted, follow=True).content.decode()
    assert bank.entry(bank.people[0]).state == "leased"


def test_call_record_wants_a_call_first(bank: PhoneBank, vera: Client) -> None:
    address = start(bank, vera)
    page = vera.post(f"{address}outcome/", {"outcome": "talked"}, follow=True).content.decode()
    assert "Tap “Call” first" in page


def test_call_record_do_not_call_again_asks_once_and_holds(bank: PhoneBank, vera: Client) -> None:
    address = start(bank, vera)
    vera.post(f"{address}number/")
    page = vera.post(f"{address}outcome/", {"outcome": "do_not_call"}).content.decode()
    assert "Did Person0 C. ask not to be called again?" in page
    assert bank.entry(bank.people[0]).state == "leased"
    page = vera.post(f"{address}outcome/", {"outcome": "do_not_call", "sure": "yes"}, follow=True).content.decode()
    assert "They will not be called again by your organization" in page
    assert "Undo" not in page
    assert bank.entry(bank.people[0]).outcome == "do_not_call"


def test_call_release_takes_a_break(bank: PhoneBank, vera: Client) -> None:
    address = start(bank, vera)
    page = vera.post(f"{address}release/", follow=True).content.decode()
    assert "Enjoy your break" in page
    assert bank.entry(bank.people[0]).state == "queued"


def test_call_release_after_the_number_wants_a_result(bank: PhoneBank, vera: Client) -> None:
    address = start(bank, vera)
    vera.post(f"{address}number/")
    assert "Record the result of this call first" in vera.post(f"{address}release/", follow=True).content.decode()


def test_call_thanks_when_the_queue_is_empty(bank: PhoneBank, vera: Client) -> None:
    for _ in bank.people:
        address = start(bank, vera)
        vera.post(f"{address}number/")
        vera.post(f"{address}outcome/", {"outcome": "talked"})
    page = text(vera, "/call/")
    assert "Queue empty, thank you" in page
    assert "Start calling" not in page


def test_call_says_when_calls_start_again(bank: PhoneBank, vera: Client) -> None:
    with acting(bank.own):
        CallListEntry.objects.update(due_at=timezone.now() + timedelta(hours=3))
    page = text(vera, "/call/")
    assert "Nobody to call right now" in page
    assert "America/Los_Angeles" in page


def test_call_says_why_a_list_stopped(bank: PhoneBank, vera: Client) -> None:
    with acting(bank.own):
        Grant.objects.update(revoked_at=timezone.now())
    page = text(vera, "/call/")
    assert "Stopped: the campaign is not running" in page
    assert "Start calling" not in page


def test_call_of_somebody_elses_person_leads_back(bank: PhoneBank, vera: Client) -> None:
    address = start(bank, vera)
    other = sign_in(bank.volunteers[1])
    for response in (other.get(address), other.post(f"{address}number/"), other.post(f"{address}outcome/")):
        assert response.status_code == 302
        assert response["Location"] == "/call/"
    assert bank.entry(bank.people[0]).leased_by_id == bank.volunteers[0].pk


def test_call_of_another_organizations_person_is_not_found(bank: PhoneBank, vera: Client) -> None:
    address = start(bank, vera)
    stranger = sign_in(make_member(make_organization("birch"), "volunteer"))
    for page in (address, "/call/999999/"):
        assert stranger.get(page).status_code == 404
        for step in ("number/", "outcome/", "undo/", "release/"):
            assert stranger.post(f"{page}{step}").status_code == 404
    assert stranger.post(f"/call/lists/{bank.call_list.pk}/next/").status_code == 404
    assert "Canary" not in text(stranger, "/call/")


@pytest.mark.parametrize("role", ["fundraiser", "analyst"])
def test_call_is_for_callers(bank: PhoneBank, role: str) -> None:
    client = sign_in(make_member(bank.alder, role))
    assert client.get("/call/").status_code == 403


def test_call_without_a_list_says_what_to_wait_for() -> None:
    page = text(sign_in(make_member(make_organization("birch"), "volunteer")), "/call/")
    assert "No call list yet" in page


@pytest.mark.parametrize("people", [1, 3])
def test_call_entry_asks_the_same_number_of_questions(people: int, django_assert_num_queries: Any) -> None:
    bank = PhoneBank(people=people)
    vera = sign_in(bank.volunteers[0])
    address = start(bank, vera)
    with django_assert_num_queries(ENTRY):
        vera.get(address)
    with django_assert_num_queries(START):
        vera.get("/call/")


ENTRY, START = 16, 12
