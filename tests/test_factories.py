"""The factories give what they say, under the wall."""

import pytest

from coalition.platform.tenancy import acting
from orgs.models import Constituent
from tests.factories import actor_of, make_coalition, make_member, make_organization, make_person

pytestmark = pytest.mark.django_db


def test_a_member_acts_for_their_organization_and_its_coalitions() -> None:
    alder, birch = make_organization("alder"), make_organization("birch")
    valley = make_coalition("valley", [alder, birch])
    alice = make_member(alder, "admin", "Alice")

    actor = actor_of(alice)

    assert (actor.role, actor.organization_id, actor.coalition_ids) == ("admin", alder.pk, (valley.pk,))


def test_a_person_is_seen_by_their_own_organization_alone() -> None:
    alder, birch = make_organization("alder"), make_organization("birch")
    alice, bob = make_member(alder, "admin", "Alice"), make_member(birch, "admin", "Bob")
    make_person(alder, "Ana", "Alvarez")

    with acting(actor_of(alice)):
        assert [person.name for person in Constituent.objects.all()] == ["Ana Alvarez"]
    with acting(actor_of(bob)):
        assert list(Constituent.objects.all()) == []
    assert list(Constituent.objects.all()) == []
