"""The people table: columns, order, filters, saved views."""

from datetime import date

import pytest
from django.test import Client

from coalition.platform.tenancy import acting, system_actor
from orgs.actions.people_lists import join_list, save_list
from orgs.actions.roles import add_role
from orgs.models import Constituent, Organization, SavedView, Segment
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
    other = sign_in(make_member(alder, "organizer", "Otto Other"))
    assert [column.code for column in other.get("/people/").context["columns"]] == ["city", "interests", "contact"]


def test_person_list_filters_by_list_role_and_last_contact(
    alder: Organization, people: list[Constituent], organizer: Client
) -> None:
    olga = make_member(alder, "organizer", "Olga Org")
    with acting(actor := actor_of(olga)):
        picnic = save_list(actor=actor, now=NOW, name="Picnic")
        join_list(actor=actor, now=NOW, person_id=people[0].pk, list_id=picnic.pk)
        add_role(actor=actor, now=NOW, person_id=people[1].pk, role="volunteer")
        add_role(actor=actor, now=NOW, person_id=people[2].pk, role="volunteer", until=date(2020, 1, 1))
    organizer.post(f"/people/{people[0].pk}/interactions/", {"kind": "call"})
    assert names(organizer, list=picnic.pk) == ["Ana"]
    assert names(organizer, role="volunteer") == ["Ben"]
    assert names(organizer, untouched="2020-01-01") == ["Cy", "Ben"]
    theirs = make_member(make_organization("birch"), "organizer", "Bea Birch")
    with acting(actor_of(theirs)):
        foreign = save_list(actor=actor_of(theirs), now=NOW, name="Theirs")
    assert organizer.get("/people/", {"list": foreign.pk}).status_code == 404
    wrong = organizer.get("/people/", {"untouched": "yesterday"})
    assert (wrong.status_code, b"Enter a day, for example 2026-03-31." in wrong.content) == (200, True)


def test_view_save_keeps_filters_and_columns_but_no_searched_words(
    alder: Organization, people: list[Constituent], organizer: Client
) -> None:
    organizer.post("/people/columns/", {"column": ["language"]})
    sent = {"name": "Oakland", "filters": "city=Oakland&q=ana%40post.example&sort=-name", "shared": "on"}
    answer = organizer.post("/people/views/new/", sent, follow=True)
    assert [person.given_name for person in answer.context["page"]] == ["Ana"]
    with acting(actor_of(make_member(alder, "organizer", "Otto Other"))):
        view = SavedView.objects.get()
    assert (view.filters, view.columns, view.sort) == ({"city": "Oakland"}, ["language"], "-name")
    colleague = sign_in(make_member(alder, "fundraiser", "Fay Fund"))
    shown = colleague.get(f"/people/views/{view.pk}/", follow=True)
    assert [column.code for column in shown.context["columns"]] == ["language"]
    assert colleague.post(f"/people/views/{view.pk}/delete/").status_code == 403
    organizer.post(f"/people/views/{view.pk}/share/", {"shared": "0"})
    assert colleague.get(f"/people/views/{view.pk}/").status_code == 404
    assert organizer.post(f"/people/views/{view.pk}/delete/").status_code == 302


def test_bulk_change_states_the_number_then_does_it_and_offers_undo(
    people: list[Constituent], organizer: Client
) -> None:
    first = organizer.post("/people/bulk/", {"person": [people[0].pk], "filters": ""})
    assert b"1 person chosen" in first.content
    assert b"Choose all 3" in first.content
    everybody = organizer.post("/people/bulk/", {"scope": "all", "filters": ""})
    assert b"Put it on 3 people" in everybody.content
    assert organizer.post("/people/bulk/", {"scope": "all", "stated": "2", "do": "tag", "tag": "T"}).status_code == 422
    assert organizer.post("/people/bulk/", {"scope": "all", "stated": "3", "do": "tag", "tag": ""}).status_code == 422
    done = organizer.post("/people/bulk/", {"scope": "all", "stated": "3", "do": "tag", "tag": "T"}, follow=True)
    assert "The tag “T” was put on 3 people." in done.content.decode()
    assert names(organizer, tag="t") == ["Cy", "Ana", "Ben"]
    undo = organizer.get("/people/changes/").context["rows"][0][0]
    organizer.post(f"/people/changes/{undo.pk}/undo/")
    assert names(organizer, tag="t") == []


def test_bulk_change_never_widens_a_filter_that_it_does_not_understand(
    people: list[Constituent], organizer: Client
) -> None:
    sent = {"scope": "all", "stated": "3", "do": "tag", "tag": "T", "filters": "untouched=yesterday"}
    assert "Nobody was chosen" in organizer.post("/people/bulk/", sent, follow=True).content.decode()
    assert names(organizer, tag="t") == []


def test_search_finds_people_segments_and_lists(
    alder: Organization, people: list[Constituent], organizer: Client
) -> None:
    with acting(actor := actor_of(make_member(alder, "admin", "Ada Admin"))):
        save_list(actor=actor, now=NOW, name="Anas picnic")
    found = organizer.get("/search/", {"q": "ana"}).context["found"]
    assert ([person.given_name for person in found.people], [each.name for each in found.lists]) == (
        ["Ana"], ["Anas picnic"],
    )  # fmt: skip
    analyst = sign_in(make_member(alder, "analyst"))
    seen = analyst.get("/search/", {"q": "ana"}).context["found"]
    assert (seen.people, seen.lists) == ([], [])


def test_person_here_tells_who_else_looks(alder: Organization, people: list[Constituent], organizer: Client) -> None:
    ana = people[0]
    assert "Olga" not in organizer.post(f"/people/{ana.pk}/here/").content.decode()
    olga = sign_in(make_member(alder, "organizer", "Olga Org"))
    olga.post(f"/people/{ana.pk}/here/")
    assert "Olga Org" in organizer.post(f"/people/{ana.pk}/here/").content.decode()
    assert "Olga Org" not in organizer.post(f"/people/{people[1].pk}/here/").content.decode()


def test_first_week_shows_the_next_step_until_it_is_put_away(alder: Organization) -> None:
    admin = sign_in(make_member(alder, "admin", "Ada Admin"))
    assert (admin.get("/").context["week"].done, admin.get("/").context["week"].steps) == (0, 4)
    make_person(alder, "Ana")
    assert admin.get("/").context["week"].done == 1
    admin.post("/first-week/close/")
    assert admin.get("/").context["week"] is None


def test_person_list_of_a_segment_whose_rules_broke_leads_to_the_segments(
    alder: Organization, people: list[Constituent], organizer: Client
) -> None:
    with acting(system_actor(organization_id=alder.pk)):
        conditions = [{"field": "gone", "test": "is", "value": "x"}]
        broken = Segment.objects.create(
            organization=alder, name="Old", rules={"match": "all", "conditions": conditions}
        )  # fmt: skip
    ids = [person.pk for person in people]
    for answer in (
        organizer.get("/people/", {"segment": broken.pk}, follow=True),
        organizer.post(
            "/people/bulk/", {"filters": f"segment={broken.pk}", "scope": "all", "person": ids}, follow=True
        ),
    ):
        assert answer.redirect_chain == [("/segments/", 302)]
        assert "The rules of this segment no longer work." in answer.content.decode()
