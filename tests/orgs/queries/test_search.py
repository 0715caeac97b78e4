"""The search by name: parts of names, other spellings, names people go by, organizations."""

from collections.abc import Sequence

import pytest
from django.db import connection

from coalition.platform.tenancy import acting, system_actor
from orgs.models import Constituent, Organization
from tests.factories import make_organization, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def alder() -> Organization:
    alder = make_organization("alder")
    for given, family in (("María", "Gutiérrez"), ("John", "Smith"), ("Ana", "Müller"), ("ليلى", "حداد"), ("明", "李")):
        make_person(alder, given, family)
    make_person(alder, "Robert", "Lee", preferred_name="Buffy")
    make_person(alder, "", "Hilltown Gazette", type="organization")
    make_person(make_organization("birch"), "Maria", "Gutierrez")
    return alder


def found(organization: Organization, query: str) -> Sequence[str]:
    with acting(system_actor(organization_id=organization.pk)), connection.cursor() as cursor:
        cursor.execute("SELECT commonlist.search_constituents(%s, 100)", [query])
        people = Constituent.objects.in_bulk([person for (person,) in cursor.fetchall()])
        return [str(person) for person in people.values()]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("gutier", ["María Gutiérrez"]),
        ("Guterrez", ["María Gutiérrez"]),
        ("maria gutierez", ["María Gutiérrez"]),
        ("gutierrez john", []),
        ("jhon smith", ["John Smith"]),
        ("Mueler", ["Ana Müller"]),
        ("buffy", ["Robert Lee"]),
        ("bufy", ["Robert Lee"]),
        ("gazette", ["Hilltown Gazette"]),
        ("hilltwon gazete", ["Hilltown Gazette"]),
        ("le", ["Robert Lee"]),
        ("حداد", ["ليلى حداد"]),
        ("李", ["明 李"]),
        ("%", []),
        ("_", []),
        ("\\", []),
        ("", []),
        ("qqqqqq", []),
    ],
)
def test_search_finds_names_as_people_type_them(alder: Organization, query: str, expected: list[str]) -> None:
    assert found(alder, query) == expected


def test_search_shows_who_is_called_so_before_who_is_called_alike(alder: Organization) -> None:
    make_person(alder, "Ana", "Guterrez")
    assert found(alder, "guterrez") == ["Ana Guterrez"]


def test_search_says_nothing_without_an_organization(alder: Organization) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT commonlist.search_constituents('gutierrez', 100)")
        assert cursor.fetchall() == []
