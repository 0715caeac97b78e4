"""A person's consent page, and what is recorded on it."""

import pytest
from django.test import Client

from orgs.models import Organization
from tests.conftest import sign_in
from tests.factories import make_member, make_organization, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def alder() -> Organization:
    return make_organization("alder")


@pytest.fixture
def organizer(alder: Organization) -> Client:
    return sign_in(make_member(alder, "organizer"))


def shown(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_person_consent_says_that_nobody_asked(alder: Organization, organizer: Client) -> None:
    ana = make_person(alder, "Ana", phone="+1 510 555 0101")
    page = shown(organizer, f"/people/{ana.pk}/consent/")
    assert page.count("They were never asked.") == 5
