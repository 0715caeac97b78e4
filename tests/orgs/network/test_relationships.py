"""Ties between people: what may be written down, from which side it is read, ending, removing and putting back."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from coalition.platform.tenancy import Actor, acting, owned, system_actor
from orgs.actions.relationships import (
    add_relationship,
    end_relationship,
    remove_relationship,
    restore_relationship,
)
from orgs.models import Constituent, Organization, Relationship, RestrictedGroup, RestrictedMember
from orgs.queries.relationships import suggested, ties_of
from orgs.rules.ties import BACKWARD, KINDS, NewTie, Refused, choices, overlaps
from tests.factories import NOW, actor_of, make_member, make_organization, make_person

TODAY = NOW.date()


@pytest.fixture
def alder(db: None) -> Organization:
    return make_organization("alder")


@pytest.fixture
def organizer(alder: Organization) -> Actor:
    return actor_of(make_member(alder, "organizer"))


@pytest.fixture
def ana(alder: Organization) -> Constituent:
    return make_person(alder, "Ana", "García")


@pytest.fixture
def ben(alder: Organization) -> Constituent:
    return make_person(alder, "Ben", "Ito")


@pytest.fixture
def cleo(alder: Organization) -> Constituent:
    return make_person(alder, "Cleo", "Roux")


def tied(actor: Actor, one: Constituent, other: Constituent, tie: NewTie) -> Relationship:
    with acting(actor):
        return add_relationship(actor=actor, now=NOW, person_id=one.pk, other_id=other.pk, tie=tie)


def read(actor: Actor, person: Constituent) -> list[tuple[str, str]]:
    """What somebody is to whom, as their page says it."""
    with acting(actor):
        return [(str(tie.words), str(tie.other or "?")) for tie in ties_of(actor, person.pk, TODAY).lasting]


def restricted(organization: Organization, person: Constituent) -> None:
    with acting(system_actor(organization_id=organization.pk)):
        group = RestrictedGroup.objects.create(organization=organization, name="Major", kind="major_donors")
        RestrictedMember.objects.create(organization=organization, group=group, constituent=person)


def test_add_relationship_is_read_from_both_sides(
    organizer: Actor, ana: Constituent, ben: Constituent, cleo: Constituent
) -> None:
    tied(organizer, ana, ben, NewTie("parent"))
    tied(organizer, ana, cleo, NewTie("parent", BACKWARD, strength=3))
    assert read(organizer, ana) == [("Child of", "Cleo Roux"), ("Parent of", "Ben Ito")]
    assert read(organizer, ben) == [("Child of", "Ana García")]
    assert read(organizer, cleo) == [("Parent of", "Ana García")]


def test_add_relationship_of_the_same_both_ways_is_one_row(
    organizer: Actor, ana: Constituent, ben: Constituent
) -> None:
    row = tied(organizer, ben, ana, NewTie("friend"))
    assert (row.person_id, row.other_id) == (min(ana.pk, ben.pk), max(ana.pk, ben.pk))
    for one, other in ((ana, ben), (ben, ana)):
        with pytest.raises(Refused, match="already"):
            tied(organizer, one, other, NewTie("friend"))
    assert read(organizer, ana) == [("Friend of", "Ben Ito")]


def test_add_relationship_to_oneself_is_refused(organizer: Actor, ana: Constituent) -> None:
    with pytest.raises(Refused, match="related to themselves"):
        tied(organizer, ana, ana, NewTie("friend"))


def test_add_relationship_in_a_circle_is_refused(
    organizer: Actor, ana: Constituent, ben: Constituent, cleo: Constituent
) -> None:
    tied(organizer, ana, ben, NewTie("parent", until=date(2001, 1, 1)))
    tied(organizer, ben, cleo, NewTie("parent"))
    with pytest.raises(Refused, match="circle"):
        tied(organizer, cleo, ana, NewTie("parent"))
    with pytest.raises(Refused, match="circle"):
        tied(organizer, ana, ben, NewTie("parent", BACKWARD))
    tied(organizer, cleo, ana, NewTie("reports_to"))


def test_who_reported_to_whom_may_turn_around(organizer: Actor, ana: Constituent, ben: Constituent) -> None:
    tied(organizer, ana, ben, NewTie("reports_to", since=date(2001, 1, 1), until=date(2005, 1, 1)))
    tied(organizer, ben, ana, NewTie("reports_to", since=date(2006, 1, 1)))
    assert read(organizer, ana) == [("Manages", "Ben Ito")]


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (date(1899, 12, 31), None, "after 1900"),
        (None, date(1066, 10, 14), "after 1900"),
        (TODAY + timedelta(days=1), None, "future"),
        (date(2020, 1, 2), date(2020, 1, 1), "before it begins"),
    ],
)
def test_add_relationship_with_impossible_days_is_refused(
    organizer: Actor, ana: Constituent, ben: Constituent, since: date | None, until: date | None, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        tied(organizer, ana, ben, NewTie("friend", since=since, until=until))


@pytest.mark.parametrize(
    "tie", [NewTie("board"), NewTie("witch"), NewTie("friend", "sideways"), NewTie("friend", strength=9)]
)
def test_add_relationship_that_does_not_fit_is_refused(
    organizer: Actor, ana: Constituent, ben: Constituent, tie: NewTie
) -> None:
    with pytest.raises(Refused):
        tied(organizer, ana, ben, tie)


def test_add_relationship_with_strangers_is_missing(organizer: Actor, ana: Constituent) -> None:
    theirs = make_person(make_organization("birch"), "Bertha")
    for other in (theirs, Constituent(pk=987654321)):
        with pytest.raises(Http404):
            tied(organizer, ana, other, NewTie("friend"))


@pytest.mark.parametrize("role", ["volunteer", "analyst"])
def test_add_relationship_is_for_staff(alder: Organization, ana: Constituent, ben: Constituent, role: str) -> None:
    with pytest.raises(PermissionDenied):
        tied(actor_of(make_member(alder, role)), ana, ben, NewTie("friend"))


def test_end_relationship_keeps_it_as_past(organizer: Actor, ana: Constituent, ben: Constituent) -> None:
    row = tied(organizer, ana, ben, NewTie("friend", since=date(2020, 1, 1)))
    with acting(organizer):
        for day in (date(2019, 1, 1), TODAY + timedelta(days=1)):
            with pytest.raises(Refused):
                end_relationship(actor=organizer, now=NOW, relationship_id=row.pk, until=day)
        end_relationship(actor=organizer, now=NOW, relationship_id=row.pk, until=TODAY - timedelta(days=1))
    assert read(organizer, ana) == []
    tied(organizer, ana, ben, NewTie("friend", since=TODAY))
    assert read(organizer, ana) == [("Friend of", "Ben Ito")]


def test_remove_and_restore_relationship(organizer: Actor, ana: Constituent, ben: Constituent) -> None:
    row = tied(organizer, ana, ben, NewTie("friend"))
    with acting(organizer):
        remove_relationship(actor=organizer, now=NOW, relationship_id=row.pk)
    assert read(organizer, ana) == []
    with acting(organizer):
        restore_relationship(actor=organizer, now=NOW, relationship_id=row.pk)
        remove_relationship(actor=organizer, now=NOW, relationship_id=row.pk)
    tied(organizer, ben, ana, NewTie("friend"))
    with pytest.raises(Refused, match="already"), acting(organizer):
        restore_relationship(actor=organizer, now=NOW, relationship_id=row.pk)


def test_a_restricted_record_is_not_named_nor_tied_nor_suggested(
    alder: Organization, organizer: Actor, ana: Constituent, ben: Constituent
) -> None:
    row = tied(organizer, ana, ben, NewTie("friend"))
    restricted(alder, ben)
    assert read(organizer, ana) == [("Friend of", "?")]
    with pytest.raises(Http404):
        tied(organizer, ana, ben, NewTie("sibling"))
    with acting(organizer):
        with pytest.raises(Http404):
            remove_relationship(actor=organizer, now=NOW, relationship_id=row.pk)
        assert suggested(organizer, ana.pk, "Ito") == []


def test_suggested_are_others_of_that_name(alder: Organization, organizer: Actor, ana: Constituent) -> None:
    mia = make_person(alder, "Mia", "García")
    make_person(make_organization("birch"), "Bertha", "García")
    with acting(organizer):
        assert suggested(organizer, ana.pk, "garcia") == [mia]
        assert suggested(organizer, ana.pk, " ") == []


def test_a_deleted_person_takes_their_ties_along(organizer: Actor, ana: Constituent, ben: Constituent) -> None:
    tied(organizer, ana, ben, NewTie("friend"))
    with acting(organizer):
        ben.delete()
        assert not owned(Relationship.objects.all(), organizer).exists()


def test_every_kind_has_words_both_ways_and_is_offered_to_somebody() -> None:
    offered = {code for mine in ("person", "organization") for other in ("person", "organization")
               for code, _words in choices(mine, other)}  # fmt: skip
    for code, kind in KINDS.items():
        assert str(kind.forward) and str(kind.backward)
        assert f"{code}:forward" in offered
        assert kind.symmetric or f"{code}:backward" in offered


def test_overlaps() -> None:
    day = date(2020, 1, 1)
    assert overlaps(None, None, [(None, None)])
    assert overlaps(day, None, [(None, day)])
    assert not overlaps(day + timedelta(days=1), None, [(None, day)])
    assert not overlaps(None, None, [])
