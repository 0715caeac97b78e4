"""The pages of ties, introductions and engagement."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from coalition.platform.tenancy import acting, owned, system_actor
from orgs.models import (
    Constituent,
    ConstituentInterest,
    ConstituentRole,
    InferredInterest,
    Organization,
    Relationship,
    RestrictedGroup,
    RestrictedMember,
)
from tests.conftest import sign_in
from tests.factories import make_member, make_organization, make_person
from tests.orgs.network.test_engagement import did, refreshed

pytestmark = pytest.mark.django_db


@pytest.fixture
def alder() -> Organization:
    return make_organization("alder")


@pytest.fixture
def organizer(alder: Organization) -> Client:
    return sign_in(make_member(alder, "organizer"))


@pytest.fixture
def ana(alder: Organization) -> Constituent:
    return make_person(alder, "Ana", "García")


@pytest.fixture
def ben(alder: Organization) -> Constituent:
    return make_person(alder, "Ben", "Ito")


def shown(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def tie(one: Constituent, other: Constituent, kind: str = "friend", **fields: object) -> Relationship:
    with acting(system_actor(organization_id=one.organization_id)):
        return Relationship.objects.create(
            organization_id=one.organization_id, person=one, other=other, kind=kind, **fields
        )


def restrict(person: Constituent) -> None:
    organization = person.organization_id
    with acting(system_actor(organization_id=organization)):
        group = RestrictedGroup.objects.create(organization_id=organization, name="Major", kind="major_donors")
        RestrictedMember.objects.create(organization_id=organization, group=group, constituent=person)


def test_a_relationship_is_added_in_two_steps_without_script(
    organizer: Client, ana: Constituent, ben: Constituent
) -> None:
    path = f"/people/{ana.pk}/relationships/"
    assert f"?other={ben.pk}#add" in shown(organizer, f"{path}?q=ito")
    assert 'name="kind"' in shown(organizer, f"{path}?other={ben.pk}")
    sent = {"other": ben.pk, "kind": "parent:backward", "strength": "3", "since": "1980-05-01", "note": "Adopted"}
    assert organizer.post(f"{path}add/", sent).status_code == 302
    page = shown(organizer, path)
    assert "Child of" in page and "Ben Ito" in page and "Adopted" in page and "They know each other well" in page
    assert "Parent of" in shown(organizer, f"/people/{ben.pk}/")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"kind": ""}, "This field is required"),
        ({"since": "1899-12-31"}, "after 1900"),
        ({"since": "3000-01-01"}, "It cannot begin in the future"),
        ({"since": "2020-01-02", "until": "2020-01-01"}, "It cannot end before it begins"),
        ({"kind": "board:forward"}, "Select a valid choice"),
    ],
)
def test_relationship_add_says_what_is_wrong(
    organizer: Client, ana: Constituent, ben: Constituent, wrong: dict[str, str], words: str
) -> None:
    sent = {"other": ben.pk, "kind": "friend:forward", "strength": "2", **wrong}
    answer = organizer.post(f"/people/{ana.pk}/relationships/add/", sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_relationship_add_refuses_a_circle_oneself_and_nobody(
    organizer: Client, ana: Constituent, ben: Constituent
) -> None:
    tie(ana, ben, "parent")
    path = f"/people/{ana.pk}/relationships/add/"
    sent = {"kind": "parent:backward", "strength": "2"}
    assert "That would be a circle" in organizer.post(path, {**sent, "other": ben.pk}).content.decode()
    assert "Nobody is related to themselves" in organizer.post(path, {**sent, "other": ana.pk}).content.decode()
    for other in ("", "x", "-1", "9" * 30, "987654321"):
        assert organizer.post(path, {**sent, "other": other}).status_code == 404


def test_relationship_picks_come_while_typing(organizer: Client, ana: Constituent, ben: Constituent) -> None:
    headers = {"HX-Request": "true", "HX-Target": "div#picks"}
    path = f"/people/{ana.pk}/relationships/?q="
    found = organizer.get(f"{path}ito", headers=headers).content.decode()
    assert "Ben Ito" in found and "<html" not in found
    assert "Nobody of that name" in organizer.get(f"{path}zzz", headers=headers).content.decode()
    restrict(ben)
    hidden = organizer.get(f"{path}ito", headers=headers).content.decode()
    assert "Ito" not in hidden and str(ben.pk) not in hidden


def test_relationship_end_remove_and_restore(organizer: Client, ana: Constituent, ben: Constituent) -> None:
    row = tie(ana, ben)
    path = f"/people/{ana.pk}/relationships/"
    assert "Enter the day on which it ended" in organizer.post(f"{path}{row.pk}/end/", follow=True).content.decode()
    organizer.post(f"{path}{row.pk}/end/", {"until": "2020-01-01"})
    assert "past" in shown(organizer, path)
    assert "Friend of" not in shown(organizer, f"/people/{ana.pk}/")
    removed = organizer.post(f"{path}{row.pk}/remove/", follow=True).content.decode()
    assert f"{path}{row.pk}/restore/" in removed
    assert "Friend of" not in shown(organizer, path)
    organizer.post(f"{path}{row.pk}/restore/")
    assert "Friend of" in shown(organizer, path)


def test_a_restricted_friend_is_not_named_anywhere(organizer: Client, ana: Constituent, ben: Constituent) -> None:
    tie(ana, ben, note="Went to school with Ito")
    restrict(ben)
    for path in (f"/people/{ana.pk}/", f"/people/{ana.pk}/relationships/", f"/people/{ana.pk}/introductions/"):
        page = shown(organizer, path)
        assert "Ito" not in page
    assert "restricted record" in shown(organizer, f"/people/{ana.pk}/relationships/")
    for path in (f"/people/{ben.pk}/relationships/", f"/people/{ben.pk}/introductions/"):
        answer = organizer.get(path)
        assert answer.status_code == 403
        assert "Ito" not in answer.content.decode()


def test_introduction_list_draws_the_way(
    alder: Organization, organizer: Client, ana: Constituent, ben: Constituent
) -> None:
    path = f"/people/{ben.pk}/introductions/"
    assert "No way is known yet" in shown(organizer, path)
    dan = make_person(alder, "Dan", "Zamora")
    with acting(system_actor(organization_id=alder.pk)):
        ConstituentRole.objects.create(organization=alder, constituent=ana, role="board")
    tie(ana, dan, "colleague", strength=3)
    tie(dan, ben, "neighbor")
    page = shown(organizer, path)
    assert page.index("Board member") < page.index("Colleague of") < page.index("Neighbor of")
    assert "one person between" in page
    assert page.count('class="line-of work s3"') == page.count('class="line-of friends s2"') == 1
    restrict(dan)
    page = shown(organizer, path)
    assert "line-of" not in page
    assert "Zamora" not in page and "Restricted record" in page and "any Admin" in page


def test_person_detail_says_how_engaged_they_are_and_why(
    alder: Organization, organizer: Client, ana: Constituent
) -> None:
    assert "Nothing is known that they did" in shown(organizer, f"/people/{ana.pk}/")
    did(ana, ("event", 5), ("event", 15), ("call", 12), ("petition", 1), topic="Housing")
    refreshed(alder)
    page = shown(organizer, f"/people/{ana.pk}/")
    assert "came to 2 events" in page and "Last spoken to" in page and "of 100" in page
    assert "What they seem to care about" in page and "came to 2 events, 1 call, signed 1 petition" in page


@pytest.mark.parametrize(("step", "confirmed"), [("confirm", True), ("dismiss", False)])
def test_interest_confirm_and_dismiss(
    alder: Organization, organizer: Client, ana: Constituent, step: str, confirmed: bool
) -> None:
    did(ana, ("event", 5), topic="Housing")
    refreshed(alder)
    own = system_actor(organization_id=alder.pk)
    with acting(own):
        row = InferredInterest.objects.get()
    assert organizer.post(f"/people/{ana.pk}/interests/{row.pk}/{step}/").status_code == 302
    assert organizer.post(f"/people/{ana.pk}/interests/{row.pk}/{step}/").status_code == 404
    refreshed(alder)
    with acting(own):
        assert owned(ConstituentInterest.objects.all(), own).exists() is confirmed
        assert owned(InferredInterest.objects.all(), own).filter(dismissed_at=None).count() == 0
    assert "What they seem to care about" not in shown(organizer, f"/people/{ana.pk}/")


@pytest.mark.parametrize("people", [1, 3])
def test_relationship_list_asks_the_same_questions_for_any_number_of_ties(
    alder: Organization,
    organizer: Client,
    ana: Constituent,
    people: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(people):
        tie(ana, make_person(alder, f"Ben{number}", "Ito"))
    with django_assert_num_queries(14):
        assert shown(organizer, f"/people/{ana.pk}/relationships/").count("Ito</bdi>") == people


def test_numbers_too_large_for_the_database_are_missing(organizer: Client, ana: Constituent) -> None:
    for path in ("relationships/99999999999999999999/remove/", "interests/99999999999999999999/confirm/"):
        assert organizer.post(f"/people/{ana.pk}/{path}").status_code == 404
