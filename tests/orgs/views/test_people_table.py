"""The people table: columns, order, filters, saved views."""

from datetime import date

import pytest
from django.test import Client

from coalition.platform.tenancy import acting
from orgs.actions.people_lists import join_list, save_list
from orgs.models import Constituent, Organization, SavedView
from tests.conftest import sign_in
from tests.factories import NOW, actor_of, make_member, make_organization, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(alder: Organization) -> list[Constituent]:
    return [
        make_person(alder, "Ana", "García", city="Oakland", interests=["Housing"]),
        make_person(alder, "Ben", "Ito", city="Berkeley"),
        make_person(alder, "Cy", "Adams", city="Richmond"),
    ]


def names(client: Client, **parameters: str | int) -> list[str]:
    return [person.given_name for person in client.get("/people/", parameters).context["page"]]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("", ["Cy", "Ana", "Ben"]),
        ("-name", ["Ben", "Ana", "Cy"]),
        ("city", ["Ben", "Ana", "Cy"]),
        ("added", ["Ana", "Ben", "Cy"]),
        ("-engagement", []),
        ("nonsense", ["Cy", "Ana", "Ben"]),
    ],
)
def test_person_list_is_sorted_by_its_address(
    people: list[Constituent], organizer: Client, sort: str, expected: list[str]
) -> None:
    assert names(organizer, sort=sort) == expected


def test_columns_choose_is_kept_for_the_member_alone(
    alder: Organization, people: list[Constituent], organizer: Client
) -> None:
    organizer.post("/people/columns/", {"column": ["language", "city", "no_such_column"]})
    assert [column.code for column in organizer.get("/people/").context["columns"]] == ["language", "city"]
    other = sign_in(make_member(alder, "organizer"))
    assert [column.code for column in other.get("/people/").context["columns"]] == ["city", "interests", "contact"]
