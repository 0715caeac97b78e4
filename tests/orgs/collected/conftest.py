"""Alder with Ana, Ben and Chloë, and who acts for it."""

import pytest
from django.test import Client

from coalition.platform.tenancy import Actor, system_actor
from orgs.models import Constituent, Organization
from tests.conftest import sign_in
from tests.factories import make_member, make_organization, make_person


@pytest.fixture
def alder() -> Organization:
    return make_organization("alder")


@pytest.fixture
def own(alder: Organization) -> Actor:
    return system_actor(organization_id=alder.pk)


@pytest.fixture
def admin(alder: Organization) -> Client:
    return sign_in(make_member(alder, "admin"))


@pytest.fixture
def people(alder: Organization) -> list[Constituent]:
    return [make_person(alder, name, postal_code=code) for name, code in
            (("Ana", "94601"), ("Ben", "94601-1234"), ("Chloë", "2138"))]  # fmt: skip
