"""A message does not say who has what in a custom field that its writer does not see."""

import pytest
from django.test import Client

from coalition.platform.tenancy import acting, system_actor
from orgs.models import CustomField, CustomValue, Organization, User
from tests.conftest import sign_in
from tests.factories import make_member, make_organization, make_person, make_segment

pytestmark = pytest.mark.django_db
CANARY = "Quillfeather"


@pytest.fixture
def alder() -> Organization:
    """Alder, where Regina's wealth is written down for fundraisers, and a segment asks for it."""
    alder = make_organization("alder")
    regina = make_person(alder, "Regina", CANARY, email="regina@post.example")
    with acting(system_actor(organization_id=alder.pk)):
        field = CustomField.objects.create(
            organization=alder, name="Wealth", folded="wealth", type="text", applies_to="both", visible_to="fundraisers"
        )
        CustomValue.objects.create(organization=alder, constituent=regina, field=field, type="text", text="high")
    return alder


def check(alder: Organization, user: User) -> str:
    segment = make_segment(alder, f"Wealthy {user}", [{"field": "custom", "test": "is", "value": "wealth: high"}])
    client: Client = sign_in(user)
    words = {"segment": segment.pk, "channel": "email", "language": "en", "subject": "Hello", "body": "Hello"}
    page = client.post("/messages/new/", words, follow=True)
    assert page.status_code == 200
    sent = client.post(page.request["PATH_INFO"] + "send/", follow=True)
    assert sent.status_code == 200
    said = "asks for a field that you do not see"
    assert (said in page.content.decode()) == (said in sent.content.decode()) == ("unseen" in page.context)
    return "unseen" if "unseen" in page.context else str(dict(page.context["audience"].left_out))


def test_message_does_not_ask_for_a_field_that_its_writer_does_not_see(alder: Organization) -> None:
    assert check(alder, make_member(alder, "organizer", "Olga")) == "unseen"
    assert check(alder, make_member(alder, "fundraiser", "Fay")) == "{'not_asked': 1}"
