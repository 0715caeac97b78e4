"""Alder with Ana on its list, an organizer of it, and a fundraiser."""

import pytest
from django.test import Client

from orgs.models import Constituent, Organization, User
from tests.conftest import sign_in
from tests.factories import make_member, make_organization, make_person


@pytest.fixture
def alder() -> Organization:
    return make_organization("alder")


@pytest.fixture
def olga(alder: Organization) -> User:
    return make_member(alder, "organizer", "Olga Ortiz")


@pytest.fixture
def frank(alder: Organization) -> User:
    return make_member(alder, "fundraiser", "Frank Moss")


@pytest.fixture
def organizer(olga: User) -> Client:
    return sign_in(olga)


@pytest.fixture
def fundraiser(frank: User) -> Client:
    return sign_in(frank)


@pytest.fixture
def ana(alder: Organization) -> Constituent:
    return make_person(alder, "Ana", "García", email="ana@post.example")
