"""Alder with Ana on its list, who gives and is known to others; and who looks at her."""

from collections.abc import Callable

import pytest
from django.test import Client

from coalition.platform.tenancy import acting, system_actor
from orgs.models import Constituent, Organization, Relationship, RestrictedGroup, RestrictedMember
from tests.conftest import sign_in
from tests.factories import make_member, make_organization, make_person

OfRole = Callable[[str], Client]


@pytest.fixture
def alder() -> Organization:
    return make_organization("alder")


@pytest.fixture
def ana(alder: Organization) -> Constituent:
    return make_person(alder, "Ana", "García", email="ana@post.example")


@pytest.fixture
def of_role(alder: Organization) -> OfRole:
    return lambda role: sign_in(make_member(alder, role))


def tie(one: Constituent, other: Constituent, kind: str = "friend", **fields: object) -> Relationship:
    with acting(system_actor(organization_id=one.organization_id)):
        return Relationship.objects.create(
            organization_id=one.organization_id, person=one, other=other, kind=kind, **fields
        )


def restrict(person: Constituent) -> None:
    organization = person.organization_id
    with acting(system_actor(organization_id=organization)):
        group = RestrictedGroup.objects.create(organization_id=organization, name="Major", kind="major_donors")
        RestrictedMember.objects.create(organization_id=organization, group=group, constituent=person)


def picture(page: str, name: str) -> str:
    """The part of a page between the heading of a section and its end."""
    start = page.index(f'id="{name}"')
    return page[start : page.index("</section>", start)]
