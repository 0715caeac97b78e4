"""The list of people and a person's page."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from coalition.platform.tenancy import acting, system_actor
from orgs.models import Constituent, ContactPoint, Organization
from tests.conftest import sign_in
from tests.factories import make_member, make_organization, make_person, make_segment

pytestmark = pytest.mark.django_db


@pytest.fixture
def alder() -> Organization:
    return make_organization("alder")


@pytest.fixture
def organizer(alder: Organization) -> Client:
    return sign_in(make_member(alder, "organizer"))


def of_role(organization: Organization, role: str) -> Client:
    return sign_in(make_member(organization, role))


def shown(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.parametrize("people", [1, 3])
def test_person_list_asks_the_same_questions_for_any_number_of_people(
    alder: Organization, organizer: Client, people: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(people):
        make_person(alder, f"Ana{number}", "García", phone=f"+1 510 555 010{number}", interests=["Housing", "Transit"])
    with django_assert_num_queries(17):
        assert shown(organizer, "/people/").count("García</bdi></a>") == people


def test_person_list_shows_only_our_own(alder: Organization, organizer: Client) -> None:
    make_person(alder, "Ana", "García")
    make_person(make_organization("birch"), "Bertha", "Birchcanary", city="Birchtown", interests=["Birching"])
    page = shown(organizer, "/people/")
    assert "García" in page
    assert "Birch" not in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("garcia", ["Ana"]),
        ("ANA gar", ["Ana"]),
        ("%", []),
        ("_", []),
        ("pat", ["Patricia"]),
        ("pat ana", []),
        ("ana@post.example", ["Ana"]),
        ("(510) 555-0101", ["Ana"]),
    ],
)
def test_person_list_searches_names_and_whole_addresses(
    alder: Organization, organizer: Client, query: str, expected: list[str]
) -> None:
    make_person(alder, "Ana", "García", email="ana@post.example", phone="+1 510 555 0101")
    make_person(alder, "Patricia", "Lee")
    make_person(make_organization("birch"), "Ana", "García", email="ana@post.example")
    people = organizer.get("/people/", {"q": query}).context["page"]
    assert [person.given_name for person in people] == expected


def test_person_list_shows_analysts_numbers_whatever_they_search(alder: Organization) -> None:
    make_person(alder, "Ana", "García", email="ana@post.example")
    analyst = of_role(alder, "analyst")
    for words in ("García", "ana@post.example"):
        answer = analyst.get("/people/", {"q": words})
        assert ("page" in answer.context, "García" in answer.content.decode()) == (False, False)


def test_person_list_filters(alder: Organization, organizer: Client) -> None:
    make_person(alder, "Ana", city="Oakland", phone="+1 510 555 0101", interests=["Housing"])
    make_person(alder, "Ben", city="Richmond", email="ben@post.example")
    make_person(alder, "Cy")
    segment = make_segment(alder, "Oaklanders", [{"field": "city", "test": "is", "value": "Oakland"}])

    def names(**filters: str | int) -> list[str]:
        return [person.given_name for person in organizer.get("/people/", filters).context["page"]]

    assert names(city="Oakland") == ["Ana"]
    assert names(interest="Housing") == ["Ana"]
    assert names(reach="email") == ["Ben"]
    assert names(reach="none") == ["Cy"]
    assert names(segment=segment.pk) == ["Ana"]
    assert names(city="Atlantis") == []


def test_person_list_of_another_organizations_segment_is_missing(organizer: Client) -> None:
    theirs = make_segment(make_organization("birch"), "Theirs")
    assert organizer.get("/people/", {"segment": theirs.pk}).status_code == 404


@pytest.mark.parametrize(
    ("role", "status"), [("admin", 200), ("fundraiser", 200), ("analyst", 200), ("volunteer", 403)]
)
def test_person_list_by_role(alder: Organization, role: str, status: int) -> None:
    assert of_role(alder, role).get("/people/").status_code == status


def test_person_detail_hides_how_to_reach_them_until_asked(alder: Organization, organizer: Client) -> None:
    ana = make_person(alder, "Ana", "García", email="ana@post.example", phone="+1 510 555 0101")
    page = shown(organizer, f"/people/{ana.pk}/")
    assert "ana@post.example" not in page
    assert "0101" not in page
    assert "They were never asked." in page


def test_person_detail_of_another_organization_is_as_missing_as_none(alder: Organization, organizer: Client) -> None:
    theirs = make_person(make_organization("birch"), "Bertha")
    foreign, random = organizer.get(f"/people/{theirs.pk}/"), organizer.get("/people/987654321/")
    assert (foreign.status_code, random.status_code) == (404, 404)
    assert "Bertha" not in foreign.content.decode()


def test_person_detail_is_not_for_analysts(alder: Organization) -> None:
    ana = make_person(alder, "Ana", email="ana@post.example", street="1 Secret Street")
    answer = of_role(alder, "analyst").get(f"/people/{ana.pk}/")
    assert (answer.status_code, "Secret Street" in answer.content.decode()) == (403, False)


def point_of(person: Constituent) -> ContactPoint:
    with acting(system_actor(organization_id=person.organization_id)):
        return ContactPoint.objects.get(constituent=person)


def test_contact_reveal_is_refused_without_consent(alder: Organization, organizer: Client) -> None:
    ana = make_person(alder, "Ana", phone="+1 510 555 0101")
    answer = organizer.post(f"/people/{ana.pk}/contacts/{point_of(ana).pk}/reveal/").content.decode()
    assert "They were never asked." in answer
    assert "0101" not in answer


def test_contact_reveal_shows_what_was_added_with_a_basis(alder: Organization, organizer: Client) -> None:
    added = {"given_name": "Ana", "phone": "510 555 0101", "phone_basis": "Signed up at our meeting"}
    path = organizer.post("/people/new/", added)["Location"]
    with acting(system_actor(organization_id=alder.pk)):
        point = ContactPoint.objects.get()
    assert "We may call" in shown(organizer, path)
    assert "510 555 0101" in organizer.post(f"{path}contacts/{point.pk}/reveal/").content.decode()
    assert of_role(alder, "analyst").post(f"{path}contacts/{point.pk}/reveal/").status_code == 403


def test_contact_reveal_needs_the_right_person(alder: Organization, organizer: Client) -> None:
    ana, ben = make_person(alder, "Ana", phone="+1 510 555 0101"), make_person(alder, "Ben")
    assert organizer.post(f"/people/{ben.pk}/contacts/{point_of(ana).pk}/reveal/").status_code == 404


def test_person_add_refuses_somebody_already_known_and_adds_nothing(alder: Organization, organizer: Client) -> None:
    make_person(alder, "Ana", "García", phone="+1 510 555 0101")
    answer = organizer.post("/people/new/", {"given_name": "ana", "phone": "(510) 555-0101"})
    assert answer.status_code == 422
    assert "on your list already" in answer.content.decode()
    assert len(organizer.get("/people/").context["page"]) == 1


def test_person_add_takes_a_household_for_two_people(alder: Organization, organizer: Client) -> None:
    make_person(alder, "Ana", "García", phone="+1 510 555 0101")
    assert organizer.post("/people/new/", {"given_name": "Luis", "phone": "(510) 555-0101"}).status_code == 302


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Enter a first or a last name."),
        ({"given_name": "Ana", "email": "ana at post"}, "This is not an e-mail address."),
        ({"given_name": "Ana", "phone": "12"}, "This is not a phone number."),
    ],
)
def test_person_add_says_what_is_wrong(organizer: Client, sent: dict[str, str], said: str) -> None:
    answer = organizer.post("/people/new/", sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_person_change_sets_facts_and_interests(alder: Organization, organizer: Client) -> None:
    ana = make_person(alder, "Ana", "García", interests=["Housing"])
    sent = {"given_name": "Ana", "family_name": "Gómez", "interests": "Transit,  Parks "}
    assert organizer.post(f"/people/{ana.pk}/edit/", sent).status_code == 302
    page = shown(organizer, f"/people/{ana.pk}/")
    assert all(word in page for word in ("Gómez", "Transit", "Parks"))
    assert "Housing" not in page


@pytest.mark.parametrize("role", ["fundraiser", "analyst", "volunteer"])
def test_person_change_is_for_organizers(alder: Organization, role: str) -> None:
    ana = make_person(alder, "Ana")
    assert of_role(alder, role).post(f"/people/{ana.pk}/edit/", {"given_name": "Eve"}).status_code == 403


def test_interaction_log_writes_down_today_and_earlier_days(alder: Organization) -> None:
    ana = make_person(alder, "Ana")
    fundraiser = of_role(alder, "fundraiser")
    assert fundraiser.post(f"/people/{ana.pk}/interactions/", {"kind": "meeting"}).status_code == 302
    early = {"kind": "petition", "summary": "Signed against the rent rise", "day": "1999-05-01"}
    assert fundraiser.post(f"/people/{ana.pk}/interactions/", early).status_code == 302
    page = shown(fundraiser, f"/people/{ana.pk}/")
    assert page.index("Meeting</p>") < page.index("Signed against the rent rise")


@pytest.mark.parametrize("sent", [{}, {"kind": "dance"}, {"kind": "call", "day": "2999-01-01"}])
def test_interaction_log_refuses_nonsense(alder: Organization, organizer: Client, sent: dict[str, str]) -> None:
    ana = make_person(alder, "Ana")
    assert organizer.post(f"/people/{ana.pk}/interactions/", sent).status_code == 422
