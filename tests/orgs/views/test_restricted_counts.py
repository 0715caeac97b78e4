"""Figures count no restricted people: neither alone nor by their difference from a list."""

from typing import Any

import pytest
from django.test import Client

from coalition.platform.tenancy import Actor, acting
from orgs.actions.restricted import GroupFacts, restrict_person, save_group
from orgs.actions.tags import tag_people
from orgs.models import Constituent, ConstituentDistrict, District, DistrictMap, Organization, User
from tests.conftest import sign_in
from tests.factories import NOW, actor_of, make_member, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def fay(alder: Organization) -> User:
    return make_member(alder, "fundraiser", "Fay Fund")


@pytest.fixture
def rich(alder: Organization, fay: User) -> Constituent:
    """Regina of a group that Fay keeps, in District 9, with a tag."""
    person = make_person(alder, "Regina", "Quill")
    system = Actor(role="system", organization_id=alder.pk, user_id=fay.pk)
    with acting(system):
        facts = GroupFacts("Major donors", "major_donors", keeper=fay.pk)
        group = save_group(actor=system, now=NOW, facts=facts)
        tag_people(actor=system, now=NOW, person_ids=[person.pk], name="Gala")
        map_ = DistrictMap.objects.create(organization=alder, name="Wards", kind="ward")
        district = District.objects.create(organization=alder, map=map_, code="9", name="Ninth", rings=[])
        ConstituentDistrict.objects.create(organization=alder, constituent=person, map=map_, district=district)
    with acting(by := actor_of(fay)):
        restrict_person(actor=by, now=NOW, person_id=person.pk, group_id=group.pk)
    return person


def figures(client: Client) -> dict[str, Any]:
    tag = next(iter(client.get("/tags/").context["page"]))
    map_ = client.get("/districts/").context["maps"][0]["map"]
    people = client.get("/people/")
    return {
        "tag": tag.people,
        "its page": client.get(f"/tags/{tag.pk}/").context["people"],
        "district": client.get(f"/districts/{map_.pk}/").context["placed"],
        "to choose": len(people.context["ask"].form.fields["district"].choices) - 1,
        "list": people.context["page"].paginator.count,
    }


def test_tags_and_districts_count_whom_the_reader_sees(
    alder: Organization, rich: Constituent, fay: User, organizer: Client
) -> None:
    assert set(figures(sign_in(fay)).values()) == {1}
    assert set(figures(organizer).values()) == {0}


def test_person_restrict_refuses_a_number_of_thousands_of_digits(rich: Constituent, fay: User) -> None:
    client = sign_in(fay)
    for path in ("restrict", "unrestrict"):
        answer = client.post(f"/people/{rich.pk}/{path}/", {"group": "9" * 5000}, follow=True)
        assert "Choose a group." in answer.content.decode()
