"""Restricted people on lists and in views: whoever does not see them neither meets, counts nor moves them there."""

import pytest
from django.http import QueryDict
from django.test import Client

from coalition.platform.tenancy import Actor, acting
from orgs.actions.people_lists import join_list, leave_list, save_list
from orgs.actions.restricted import GroupFacts, restrict_person, save_group
from orgs.models import Constituent, Organization, PeopleList, PeopleListMember, SavedView, User
from orgs.queries.people_lists import people_lists
from orgs.queries.visible import RestrictedRecord
from tests.conftest import sign_in
from tests.factories import NOW, actor_of, make_member, make_organization, make_person

pytestmark = pytest.mark.django_db
CANARY = "Quillfeather"


class Lists:
    """Regina is restricted to fundraisers; she and Ben are on Fay's list, and in Fay's shared view of Oakland."""

    def __init__(self) -> None:
        self.alder: Organization = make_organization("alder")
        self.fay: User = make_member(self.alder, "fundraiser", "Fay Fund")
        self.olga: User = make_member(self.alder, "organizer", "Olga Org")
        self.ben: Constituent = make_person(self.alder, "Ben", "Ito", city="Oakland")
        self.rich: Constituent = make_person(self.alder, "Regina", CANARY, city="Oakland")
        by = self.of_fay
        with acting(by):
            facts = GroupFacts("Major donors", "major_donors", keeper=self.fay.pk, roles=("fundraiser",))
            system = Actor(role="system", organization_id=self.alder.pk, user_id=self.fay.pk)
            group = save_group(actor=system, now=NOW, facts=facts)
            restrict_person(actor=by, now=NOW, person_id=self.rich.pk, group_id=group.pk)
            self.list: PeopleList = save_list(actor=by, now=NOW, name="Dinner")
            for person in (self.ben, self.rich):
                join_list(actor=by, now=NOW, person_id=person.pk, list_id=self.list.pk)
            self.view: SavedView = SavedView.objects.create(
                organization=self.alder, owner=self.fay, name="Oakland", shared=True, filters={"city": "Oakland"},
                columns=["city"],
            )  # fmt: skip

    @property
    def of_fay(self) -> Actor:
        return actor_of(self.fay)

    @property
    def of_olga(self) -> Actor:
        return actor_of(self.olga)

    def clients(self) -> tuple[Client, Client]:
        return sign_in(self.fay), sign_in(self.olga)


@pytest.fixture
def lists() -> Lists:
    return Lists()


def named(client: Client, path: str) -> tuple[bool, bool]:
    """Whether Ben, and whether Regina, stands on a page."""
    page = client.get(path, follow=True).content.decode()
    return "Ben Ito" in page, CANARY in page


@pytest.mark.parametrize("path", ["/lists/{list}/", "/people/?list={list}", "/people/views/{view}/"])
def test_a_list_and_a_view_show_each_reader_whom_they_see(lists: Lists, path: str) -> None:
    fay, olga = lists.clients()
    where = path.format(list=lists.list.pk, view=lists.view.pk)
    assert named(fay, where) == (True, True)
    assert named(olga, where) == (True, False)


def test_a_list_counts_each_reader_whom_they_see(lists: Lists) -> None:
    for actor, people in ((lists.of_fay, 2), (lists.of_olga, 1)):
        with acting(actor):
            assert [each.people for each in people_lists(actor)] == [people]  # type: ignore[attr-defined]


def test_nobody_puts_a_record_that_they_do_not_see_on_a_list_or_takes_it_off(lists: Lists) -> None:
    olga = lists.of_olga
    with acting(olga):
        for move in (join_list, leave_list):
            with pytest.raises(RestrictedRecord):
                move(actor=olga, now=NOW, person_id=lists.rich.pk, list_id=lists.list.pk)
    _fay, client = lists.clients()
    for path in (f"/people/{lists.rich.pk}/lists/", f"/people/{lists.rich.pk}/lists/{lists.list.pk}/leave/"):
        answer = client.post(path, {"list": lists.list.pk})
        assert (answer.status_code, CANARY in answer.content.decode()) == (403, False)
    with acting(lists.of_fay):
        assert PeopleListMember.objects.filter(constituent=lists.rich).count() == 1


def test_everybody_of_a_list_or_view_is_everybody_whom_one_sees(lists: Lists) -> None:
    _fay, olga = lists.clients()
    for filters in (f"list={lists.list.pk}", f"view={lists.view.pk}&city=Oakland"):
        page = olga.post("/people/bulk/", {"scope": "all", "filters": QueryDict(filters).urlencode()})
        assert page.context["chosen"].count == 1
        assert CANARY not in page.content.decode()


def test_a_deleted_list_and_a_taken_back_share_tell_nothing(lists: Lists) -> None:
    fay, olga = lists.clients()
    assert CANARY not in olga.post(f"/lists/{lists.list.pk}/delete/", follow=True).content.decode()
    fay.post(f"/people/views/{lists.view.pk}/share/", {"shared": "0"})
    assert olga.get(f"/people/views/{lists.view.pk}/").status_code == 404
