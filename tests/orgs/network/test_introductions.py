"""Ways to somebody through people we know."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from django.db import connection

from coalition.platform.tenancy import Actor, acting, system_actor
from orgs.models import (
    Constituent,
    ConstituentRole,
    Engagement,
    Organization,
    Relationship,
    RestrictedGroup,
    RestrictedMember,
    Stewardship,
)
from orgs.queries.introductions import Way, introductions
from tests.factories import NOW, actor_of, make_member, make_organization, make_person

TODAY = NOW.date()
Make = Callable[..., Constituent]


@pytest.fixture
def alder(db: None) -> Organization:
    return make_organization("alder")


@pytest.fixture
def organizer(alder: Organization) -> Actor:
    return actor_of(make_member(alder, "organizer", "Olga Organizer"))


def people(alder: Organization, names: str) -> list[Constituent]:
    return [make_person(alder, name) for name in names.split()]


def chain(*stops: Constituent, strength: int = 2, kind: str = "knows") -> None:
    """Ties from each to the next."""
    organization = stops[0].organization_id
    with acting(system_actor(organization_id=organization)):
        for one, other in pairwise(stops):
            Relationship.objects.create(
                organization_id=organization, person=one, other=other, kind=kind, strength=strength
            )


def board(*members: Constituent) -> None:
    with acting(system_actor(organization_id=members[0].organization_id)):
        for member in members:
            ConstituentRole.objects.create(organization_id=member.organization_id, constituent=member, role="board")


def ways(actor: Actor, target: Constituent) -> list[Way]:
    with acting(actor):
        return introductions(actor, target.pk, TODAY)


def named(found: list[Way]) -> list[str]:
    return [" ".join(stop.person.given_name if stop.person else "?" for stop in way.stops) for way in found]


def test_introductions_come_by_the_shortest_way_then_the_strongest(alder: Organization, organizer: Actor) -> None:
    ana, ben, cleo, dan, eve, tom = people(alder, "Ana Ben Cleo Dan Eve Tom")
    board(ana, ben, cleo)
    chain(ana, dan, tom, strength=3)
    chain(ben, eve, tom, strength=2)
    chain(ben, dan, strength=1)
    chain(cleo, tom, strength=1)
    assert named(ways(organizer, tom)) == ["Cleo Tom", "Ana Dan Tom", "Ben Eve Tom"]


def test_introductions_say_what_each_is_to_the_next_and_why_we_know_the_first(
    alder: Organization, organizer: Actor
) -> None:
    ana, dan, tom = people(alder, "Ana Dan Tom")
    board(ana)
    chain(dan, ana, strength=3, kind="reports_to")
    chain(dan, tom, kind="spouse")
    (way,) = ways(organizer, tom)
    assert (way.why, way.between) == ("board", 1)
    assert [(str(stop.words), stop.strength) for stop in way.stops] == [
        ("Manages", 3), ("Spouse or partner of", 2), ("", 0),
    ]  # fmt: skip


def test_introductions_begin_with_whoever_we_know_by_any_reason(alder: Organization, organizer: Actor) -> None:
    ana, ben, cleo, tom = people(alder, "Ana Ben Cleo Tom")
    me = make_person(alder, "Olga", email="olga.organizer@staff.example")
    with acting(system_actor(organization_id=alder.pk)):
        Stewardship.objects.create(organization=alder, constituent=ana, steward_id=organizer.user_id)
        for person, score in ((ben, 60), (cleo, 59)):
            Engagement.objects.create(
                organization=alder, constituent=person, score=score, recency=0, frequency=0, depth=0, last_at=NOW,
                computed_at=NOW,
            )  # fmt: skip
    for person in (me, ana, ben, cleo):
        chain(person, tom)
    found = {way.stops[0].person_id: way for way in ways(organizer, tom)}
    assert {pk: way.why for pk, way in found.items()} == {me.pk: "user", ana.pk: "steward", ben.pk: "engaged"}
    assert str(found[ana.pk].steward) == "Olga Organizer"


def test_introductions_pass_through_nobody_we_know_and_end_in_any_knot(alder: Organization, organizer: Actor) -> None:
    ana, ben, dan, eve, tom = people(alder, "Ana Ben Dan Eve Tom")
    board(ana, ben)
    chain(ben, ana, dan, eve, tom)
    chain(tom, dan)
    chain(eve, dan, kind="friend")
    assert named(ways(organizer, tom)) == ["Ana Dan Tom"]


def test_introductions_are_at_most_four_ties_long_and_five(alder: Organization, organizer: Actor) -> None:
    a, b, c, d, e, tom = people(alder, "A B C D E Tom")
    board(a, b)
    chain(a, b)
    chain(b, c, d, e, tom)
    assert named(ways(organizer, tom)) == ["B C D E Tom"]
    chain(*people(alder, "X"), b)
    others = people(alder, "F G H I J K")
    board(*others)
    for other in others:
        chain(other, tom)
    assert named(ways(organizer, tom)) == ["F Tom", "G Tom", "H Tom", "I Tom", "J Tom"]


def test_introductions_use_no_tie_that_ended_or_was_removed(alder: Organization, organizer: Actor) -> None:
    ana, ben, tom = people(alder, "Ana Ben Tom")
    board(ana, ben)
    chain(ana, tom)
    chain(ben, tom)
    with acting(organizer):
        Relationship.objects.filter(person=ana).update(until="2020-01-01")
        Relationship.objects.filter(person=ben).update(removed_at=NOW)
    assert ways(organizer, tom) == []


def test_introductions_name_no_restricted_record_but_whom_to_ask(alder: Organization, organizer: Actor) -> None:
    ana, dan, tom = people(alder, "Ana Dan Tom")
    board(ana)
    chain(ana, dan, tom, kind="spouse")
    keeper = make_member(alder, "fundraiser", "Kim Keeper")
    with acting(system_actor(organization_id=alder.pk)):
        group = RestrictedGroup.objects.create(organization=alder, name="Major", kind="major_donors", keeper=keeper)
        RestrictedMember.objects.create(organization=alder, group=group, constituent=dan)
    (way,) = ways(organizer, tom)
    assert named([way]) == ["Ana ? Tom"]
    assert [str(each) for each in way.stops[1].ask] == ["Kim Keeper"]
    assert [str(stop.words) for stop in way.stops] == ["", "", ""]
    (way,) = ways(actor_of(keeper), tom)
    assert named([way]) == ["Ana Dan Tom"]


def test_introductions_stay_with_their_organization(alder: Organization, organizer: Actor) -> None:
    birch = make_organization("birch")
    bea, bob = people(birch, "Bea Bob")
    board(bea)
    chain(bea, bob)
    assert ways(organizer, bob) == []


def test_introductions_ask_the_same_questions_for_any_number_of_ways(
    alder: Organization, organizer: Actor, django_assert_max_num_queries: Callable[..., object]
) -> None:
    tom, *others = people(alder, "Tom F G H")
    board(*others)
    for other in others:
        chain(other, tom)
    with acting(organizer), django_assert_max_num_queries(7):  # type: ignore[attr-defined]
        assert len(introductions(organizer, tom.pk, TODAY)) == 3


def test_introductions_walk_by_index(alder: Organization) -> None:
    with acting(system_actor(organization_id=alder.pk)), connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname LIKE 'orgs_relationship_%ward' ORDER BY 1")
        found = [line.split("USING btree ")[1].split(" INCLUDE")[0] for (line,) in cursor.fetchall()]
    assert found == ["(organization_id, other_id, strength DESC)", "(organization_id, person_id, strength DESC)"]
