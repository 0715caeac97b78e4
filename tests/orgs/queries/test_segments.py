"""Who is in a segment."""

import pytest
from django.http import Http404
from pytest_django import DjangoAssertNumQueries

from coalition.platform.tenancy import acting, system_actor
from orgs.models import Organization
from orgs.queries.segments import counted, get_segment, matching, segment_members
from orgs.rules.segments import Rules, parse
from tests.factories import make_organization, make_person, make_segment

pytestmark = pytest.mark.django_db
Line = dict[str, str]


@pytest.fixture
def alder() -> Organization:
    """Three people of Alder, and one of Birch who would match everything."""
    alder, birch = make_organization("alder"), make_organization("birch")
    make_person(alder, "Ana", "García", phone="+1 510 555 0101", city="Oakland", region="CA", interests=["Housing"])
    make_person(alder, "Ben", "Ito", email="ben@post.example", city="oakland", region="CA", language="es")
    make_person(alder, "Chloë", "Roux", city="Richmond", interests=["Transit", "Housing"])
    make_person(birch, "Dora", "Birch", phone="+1 510 555 0199", email="d@post.example", city="Oakland",
                interests=["Housing"])  # fmt: skip
    return alder


def names(organization: Organization, match: str, *lines: Line) -> list[str]:
    actor = system_actor(organization_id=organization.pk)
    with acting(actor):
        rules = parse({"match": match, "conditions": list(lines)})
        return sorted(matching(actor, rules).values_list("given_name", flat=True))


def line(field: str, test: str, value: str = "") -> Line:
    return {"field": field, "test": test, "value": value}


def test_no_condition_means_everyone_of_ours(alder: Organization) -> None:
    assert names(alder, "all") == ["Ana", "Ben", "Chloë"]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (line("interest", "is", "housing"), ["Ana", "Chloë"]),
        (line("interest", "is_not", "Housing"), ["Ben"]),
        (line("city", "is", "Oakland"), ["Ana", "Ben"]),
        (line("city", "is_not", "Oakland"), ["Chloë"]),
        (line("region", "is", "ca"), ["Ana", "Ben"]),
        (line("region", "is_not", "CA"), ["Chloë"]),
        (line("language", "is", "es"), ["Ben"]),
        (line("language", "is", "Spanish"), ["Ben"]),
        (line("phone", "has"), ["Ana"]),
        (line("phone", "has_not"), ["Ben", "Chloë"]),
        (line("email", "has"), ["Ben"]),
        (line("email", "has_not"), ["Ana", "Chloë"]),
    ],
)
def test_each_question(alder: Organization, condition: Line, expected: list[str]) -> None:
    assert names(alder, "all", condition) == expected


def test_all_and_any(alder: Organization) -> None:
    housing, oakland = line("interest", "is", "Housing"), line("city", "is", "Oakland")
    assert names(alder, "all", housing, oakland) == ["Ana"]
    assert names(alder, "any", housing, oakland) == ["Ana", "Ben", "Chloë"]


def test_a_saved_segment_is_answered_anew(alder: Organization) -> None:
    segment = make_segment(alder, "Housing", [line("interest", "is", "Housing")])
    actor = system_actor(organization_id=alder.pk)
    with acting(actor):
        assert segment_members(actor, segment).count() == 2
    make_person(alder, "Eve", interests=["Housing"])
    with acting(actor):
        assert segment_members(actor, segment).count() == 3


def test_segments_are_counted_in_one_statement(
    alder: Organization, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    segments = [make_segment(alder, f"Segment {n}", [line("phone", "has")]) for n in range(3)]
    segments.append(make_segment(alder, "Broken", [line("shoe", "is", "44")]))
    actor = system_actor(organization_id=alder.pk)
    with acting(actor), django_assert_num_queries(1):
        assert [each.count for each in counted(actor, segments)] == [1, 1, 1, None]


def test_another_organizations_segment_is_as_missing_as_none(alder: Organization) -> None:
    segment = make_segment(make_organization("cedar"), "Theirs")
    actor = system_actor(organization_id=alder.pk)
    with acting(actor), pytest.raises(Http404):
        get_segment(actor, segment.pk)


def test_nobody_acting_sees_nobody(alder: Organization) -> None:
    assert matching(system_actor(), Rules()).count() == 0
