"""What an organization says of itself, on its page and in the log."""

import pytest
from django.test import Client

from audit.log.models import Event
from coalition.platform.tenancy import acting, system_actor
from orgs.models import Organization
from tests.conftest import sign_in
from tests.factories import make_member, make_organization

pytestmark = pytest.mark.django_db
SAID = {
    "legal_name": "Alder Tenants Inc.",
    "address": "1 Pier, Oakland",
    "contact_email": "privacy@alder.example",
    "privacy_url": "alder.example/privacy",
}


@pytest.fixture
def alder() -> Organization:
    return make_organization("alder")


@pytest.fixture
def admin(alder: Organization) -> Client:
    return sign_in(make_member(alder, "admin", "Ada Admin"))


def changes(organization: Organization) -> list[dict[str, object]]:
    actor = system_actor(organization_id=organization.pk)
    with acting(actor):
        found = Event.objects.filter(verb="orgs.organization.changed")
        return [event.detail for event in found]


def test_change_organization_says_who_answers(alder: Organization, admin: Client) -> None:
    birch = make_organization("birch")

    answer = admin.post("/organization/", SAID)

    assert answer.status_code == 302
    alder.refresh_from_db()
    assert alder.legal_name == "Alder Tenants Inc."
    assert alder.address == "1 Pier, Oakland"
    assert alder.contact_email == "privacy@alder.example"
    assert alder.privacy_url == "https://alder.example/privacy"
    birch.refresh_from_db()
    assert birch.legal_name == ""
    assert changes(alder) == [dict.fromkeys(SAID, True)]  # which, not what
    assert 'value="Alder Tenants Inc."' in admin.get("/organization/").content.decode()


def test_change_organization_to_the_same_leaves_no_trace(alder: Organization, admin: Client) -> None:
    admin.post("/organization/", SAID)
    admin.post("/organization/", SAID)
    assert len(changes(alder)) == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("contact_email", "somewhere", "Write it like name@example.org."),
        ("privacy_url", "javascript:alert(1)", "Write it like https://example.org/privacy."),
        ("legal_name", "x" * 201, "at most 200 characters"),
        ("address", "x" * 301, "at most 300 characters"),
    ],
)
def test_change_organization_tells_what_is_wrong(
    alder: Organization, admin: Client, field: str, value: str, said: str
) -> None:
    answer = admin.post("/organization/", {**SAID, field: value})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    alder.refresh_from_db()
    assert alder.legal_name == ""


@pytest.mark.parametrize("role", ["organizer", "fundraiser", "analyst", "volunteer"])
def test_change_organization_is_for_admins(alder: Organization, role: str) -> None:
    client = sign_in(make_member(alder, role))
    assert client.get("/organization/").status_code == 403
    assert client.post("/organization/", SAID).status_code == 403
