"""Alder with Ana on its list, and an organizer of it."""

import pytest
from django.test import Client

from orgs.models import Constituent, Organization
from tests.conftest import sign_in
from tests.factories import make_member, make_organization, make_person
from tests.orgs.views import EMAIL, PHONE


@pytest.fixture
def alder() -> Organization:
    return make_organization("alder")


@pytest.fixture
def organizer(alder: Organization) -> Client:
    return sign_in(make_member(alder, "organizer"))


@pytest.fixture
def ana(alder: Organization) -> Constituent:
    return make_person(alder, "Ana", "García", email=EMAIL, phone=PHONE)
