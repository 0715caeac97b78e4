"""Requests that are filled in oddly, by the person or by staff: said, and nothing half-done."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from coalition.platform.tenancy import acting, system_actor
from consent.requests.models import DataRequest
from consent.requests.queries.queue import find_request
from orgs.models import Constituent, Organization
from tests.consent.requests.test_pages import ask
from tests.factories import make_member, make_organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def alder() -> Organization:
    return make_organization("alder", region="AR", time_zone="UTC")


@pytest.fixture
def admin(alder: Organization, client_for: Callable[..., Client]) -> Client:
    return client_for(make_member(alder, "admin", "Ada Admin"))


def stored(alder: Organization, request: DataRequest) -> DataRequest:
    own = system_actor(organization_id=alder.pk)
    with acting(own):
        return find_request(own, request.pk)


@pytest.mark.parametrize(
    "wanted",
    [
        {"birth_date": "the 3rd of March"},
        {"birth_date": "2999-01-01"},
        {"birth_date": "0001-01-01"},
        {"birth_date": "9999-12-31"},
        {"language": "x" * 300},
        {"postal_code": "x" * 300},
        {"phone": "x"},
    ],
)
def test_a_correction_that_cannot_be_written_is_said(
    alder: Organization, admin: Client, wanted: dict[str, str]
) -> None:
    request = ask(alder, kind="correct", wanted=wanted)
    response = admin.post(f"/data-requests/{request.pk}/correct/", follow=True)
    assert response.status_code == 200
    assert "cannot be right" in response.content.decode()
    assert stored(alder, request).words.letter == ""


def test_a_birthday_is_corrected(alder: Organization, admin: Client) -> None:
    request = ask(alder, kind="correct", wanted={"birth_date": "1980-02-29"})
    response = admin.post(f"/data-requests/{request.pk}/correct/", follow=True)
    assert "Corrected." in response.content.decode()
    own = system_actor(organization_id=alder.pk)
    with acting(own):
        assert str(Constituent.objects.get(given_name="Maria").birth_date) == "1980-02-29"


@pytest.mark.parametrize("reason", ["no such reason", "a\r\nSet-Cookie: x=y", "\0"])
def test_a_refusal_for_no_legal_reason_drafts_nothing(alder: Organization, admin: Client, reason: str) -> None:
    request = ask(alder)
    data: dict[str, Any] = {"reason": reason}
    assert admin.post(f"/data-requests/{request.pk}/draft/", data).status_code == 422
    assert stored(alder, request).words.letter == ""


@pytest.mark.parametrize("page", ["9" * 500, "-1", "x", "0"])
def test_the_queue_has_no_page_that_breaks(alder: Organization, admin: Client, page: str) -> None:
    assert admin.get(f"/data-requests/?page={page}&show=finished").status_code == 200
