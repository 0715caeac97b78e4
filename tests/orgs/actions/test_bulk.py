"""One thing done to many people at once, and its undo."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from audit.log.models import Event
from coalition.platform.tenancy import acting, system_actor
from orgs.actions.bulk import BulkRefused, drop_changes, undo_change
from orgs.actions.bulk_aims import change_chosen
from orgs.actions.people_lists import ListRefused, join_list, save_list
from orgs.actions.roles import add_role
from orgs.actions.tags import tag_people, untag_people
from orgs.models import (
    BulkChange,
    BulkChangedPerson,
    Constituent,
    ConstituentRole,
    ConstituentTag,
    Organization,
    PeopleListMember,
    RestrictedGroup,
    RestrictedMember,
    Tag,
    User,
)
from orgs.queries.visible import visible_people
from tests.conftest import sign_in
from tests.factories import NOW, actor_of, make_member, make_organization, make_person

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def alder() -> Organization:
    return make_organization("alder")


@pytest.fixture
def olga(alder: Organization) -> User:
    return make_member(alder, "organizer", "Olga Org")


@pytest.fixture
def people(alder: Organization) -> list[Constituent]:
    return [make_person(alder, name, "Ito", email=f"{name.lower()}@post.example") for name in ("Ana", "Ben", "Cy")]


def do(user: User, kind: str, people: list[Constituent], stated: int | None = None, **given: str | int) -> BulkChange:
    actor = actor_of(user)
    chosen = visible_people(actor).filter(pk__in=[person.pk for person in people])
    typed = {"tag": "", "untag": "", "role": "", "list": None, "new_list": "", "unlist": None, **given}
    return change_chosen(
        actor=actor, now=NOW, kind=kind, people=chosen, stated=len(people) if stated is None else stated, given=typed
    )


def tagged() -> list[str]:
    return sorted(ConstituentTag.objects.values_list("constituent__given_name", flat=True))


def test_change_chosen_tags_those_without_and_undo_leaves_the_others(olga: User, people: list[Constituent]) -> None:
    with acting(actor := actor_of(olga)):
        tag_people(actor=actor, now=NOW - timedelta(days=1), person_ids=[people[0].pk], name="Tenant")
        change = do(olga, "tag", people, tag="tenant")
        assert (change.people, change.words, tagged()) == (2, "Tenant", ["Ana", "Ben", "Cy"])
        untag_people(actor=actor, now=LATER, person_ids=[people[1].pk], tag_id=change.target or 0)
        tag_people(actor=actor, now=LATER, person_ids=[people[1].pk], name="Tenant")
        undo_change(actor=actor, now=LATER, change_id=change.pk)
        assert tagged() == ["Ana", "Ben"]  # what was there before, and what somebody did since, stays
        event = Event.objects.get(verb="orgs.bulk.tagged")
        assert (event.subject_count, event.detail) == (2, {"people": 2, "chosen": 3})
        with pytest.raises(BulkRefused, match="done"):
            undo_change(actor=actor, now=LATER, change_id=change.pk)


def test_change_chosen_takes_a_tag_off_and_undo_puts_it_back_as_it_was(olga: User, people: list[Constituent]) -> None:
    with acting(actor := actor_of(olga)):
        before = NOW - timedelta(days=9)
        tag_people(actor=actor, now=before, person_ids=[people[0].pk, people[1].pk], name="Tenant")
        change = do(olga, "untag", people, untag="Tenant")
        assert (change.people, tagged()) == (2, [])
        undo_change(actor=actor, now=LATER, change_id=change.pk)
        rows = ConstituentTag.objects.order_by("constituent__given_name")
        assert [(row.constituent_id, row.tagged_by_id, row.tagged_at) for row in rows] == [
            (people[0].pk, olga.pk, before), (people[1].pk, olga.pk, before),
        ]  # fmt: skip
        again = do(olga, "untag", people, untag="Tenant")
        Tag.objects.all().delete()
        with pytest.raises(BulkRefused, match="gone"):
            undo_change(actor=actor, now=LATER, change_id=again.pk)


def test_change_chosen_gives_a_role_to_those_who_do_not_hold_it(olga: User, people: list[Constituent]) -> None:
    with acting(actor := actor_of(olga)):
        add_role(actor=actor, now=NOW, person_id=people[0].pk, role="volunteer")
        change = do(olga, "role", people, role="volunteer")
        assert change.people == 2
        assert list(ConstituentRole.objects.exclude(since=None).values_list("since", flat=True)) == [NOW.date()] * 2
        undo_change(actor=actor, now=LATER, change_id=change.pk)
        assert list(ConstituentRole.objects.values_list("constituent_id", flat=True)) == [people[0].pk]


def test_change_chosen_fills_and_empties_lists(olga: User, people: list[Constituent]) -> None:
    with acting(actor := actor_of(olga)):
        put = do(olga, "list", people[:2], new_list="Picnic")
        assert (put.people, put.words) == (2, "Picnic")
        taken = do(olga, "unlist", people, unlist=put.target or 0)
        assert (taken.people, PeopleListMember.objects.count()) == (2, 0)
        undo_change(actor=actor, now=LATER, change_id=taken.pk)
        join_list(actor=actor, now=LATER, person_id=people[2].pk, list_id=put.target or 0)
        undo_change(actor=actor, now=LATER, change_id=put.pk)
        assert list(PeopleListMember.objects.values_list("constituent_id", flat=True)) == [people[2].pk]


def test_change_chosen_does_nothing_to_another_number_than_stated(olga: User, people: list[Constituent]) -> None:
    with acting(actor_of(olga)):
        with pytest.raises(BulkRefused) as refused:
            do(olga, "tag", people, stated=2, tag="New")
        assert (refused.value.code, refused.value.count) == ("changed", 3)
        assert (Tag.objects.count(), BulkChange.objects.count(), BulkChangedPerson.objects.count()) == (0, 0, 0)
        with pytest.raises(BulkRefused, match="nobody"):
            do(olga, "tag", [], tag="New")


def test_change_chosen_is_for_those_who_may_and_for_their_own(
    alder: Organization, olga: User, people: list[Constituent]
) -> None:
    fay = make_member(alder, "fundraiser", "Fay Fund")
    with acting(actor_of(fay)), pytest.raises(PermissionDenied):
        do(fay, "tag", people, tag="New")
    with acting(actor_of(olga)):
        mine = do(olga, "tag", people, tag="Tenant")
    with acting(actor_of(fay)), pytest.raises(PermissionDenied):
        undo_change(actor=actor_of(fay), now=LATER, change_id=mine.pk)
    stranger = make_member(make_organization("birch"), "admin", "Bea Birch")
    with acting(actor_of(stranger)):
        with pytest.raises(BulkRefused, match="nobody"):
            do(stranger, "tag", people, stated=0, tag="Theirs")
        with pytest.raises(Http404):
            undo_change(actor=actor_of(stranger), now=LATER, change_id=mine.pk)


def test_drop_changes_forgets_after_thirty_days(olga: User, people: list[Constituent]) -> None:
    with acting(actor := actor_of(olga)):
        change = do(olga, "tag", people, tag="Tenant")
        system = system_actor(organization_id=actor.organization_id or 0)
        assert drop_changes(actor=system, now=NOW + timedelta(days=29)) == 0
        assert drop_changes(actor=system, now=NOW + timedelta(days=31)) == 1
        assert (BulkChangedPerson.objects.count(), len(tagged())) == (0, 3)
        with pytest.raises(Http404):
            undo_change(actor=actor, now=NOW + timedelta(days=31), change_id=change.pk)


def test_save_list_wants_a_name_of_its_own(olga: User) -> None:
    with acting(actor := actor_of(olga)):
        save_list(actor=actor, now=NOW, name=" Picnic ")
        for name, code in (("picnic", "taken"), ("   ", "empty")):
            with pytest.raises(ListRefused, match=code):
                save_list(actor=actor, now=NOW, name=name)


def close(alder: Organization, person: Constituent) -> None:
    with acting(system_actor(organization_id=alder.pk)):
        group = RestrictedGroup.objects.create(organization=alder, name=f"Group of {person}", kind="other")
        RestrictedMember.objects.create(organization=alder, group=group, constituent=person)


def test_undo_change_leaves_alone_whoever_was_restricted_since(
    alder: Organization, olga: User, people: list[Constituent]
) -> None:
    with acting(actor := actor_of(olga)):
        tag_people(actor=actor, now=NOW, person_ids=[person.pk for person in people], name="Tenant")
        taken = do(olga, "untag", people, untag="Tenant")
        put = do(olga, "list", people, new_list="Picnic")
    close(alder, people[0])
    page = sign_in(olga).post(f"/people/changes/{put.pk}/undo/", follow=True).content.decode()
    assert "2 people were put on the list “Picnic”." in page
    assert "1 stays as it is: you may not see the record now." in page
    with acting(actor):
        undone = undo_change(actor=actor, now=LATER, change_id=taken.pk)
        assert (undone.stayed, tagged()) == (1, ["Ben", "Cy"])
        assert list(PeopleListMember.objects.values_list("constituent_id", flat=True)) == [people[0].pk]
        assert BulkChangedPerson.objects.count() == 0
        told = Event.objects.filter(verb="orgs.bulk.undone").values_list("subject_count", flat=True)
        assert list(told) == [2, 2]


def test_undo_change_of_another_is_the_administrators_who_may_do_the_thing_itself(
    alder: Organization, olga: User, people: list[Constituent]
) -> None:
    fay, ada = make_member(alder, "fundraiser", "Fay Fund"), make_member(alder, "admin", "Ada Admin")
    with acting(actor := actor_of(olga)):
        tag_people(actor=actor, now=NOW, person_ids=[people[0].pk], name="Tenant")
        taken = do(olga, "untag", people, untag="Tenant")
    olga.memberships.update(role="fundraiser")  # who may put people on lists, and no tags on them
    for user in (fay, olga):
        with acting(by := actor_of(user)), pytest.raises(PermissionDenied):
            undo_change(actor=by, now=LATER, change_id=taken.pk)
    with acting(by := actor_of(ada)):
        undo_change(actor=by, now=LATER, change_id=taken.pk)
        assert tagged() == ["Ana"]


def test_change_chosen_is_refused_when_somebody_was_restricted_after_the_count(
    alder: Organization, olga: User, people: list[Constituent]
) -> None:
    close(alder, people[0])
    with acting(actor_of(olga)):
        with pytest.raises(BulkRefused, match="changed"):
            do(olga, "tag", people, stated=3, tag="Tenant")
        do(olga, "tag", people, stated=2, tag="Tenant")
        assert tagged() == ["Ben", "Cy"]
