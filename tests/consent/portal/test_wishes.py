"""Topics, skills and channel: at once, in one's own record alone, and seen by staff."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from audit.log.models import Event
from coalition.platform.tenancy import acting, system_actor
from orgs.models import Constituent, ConstituentSkill, Interest, Skill
from orgs.queries.people import person_skills
from tests.conftest import sign_in
from tests.consent.portal.visits import EMAIL, Town
from tests.consent.portal.words import text
from tests.factories import make_member, make_person

pytestmark = pytest.mark.django_db


def page_of(town: Town) -> str:
    return f"/p/me/groups/{town.alder.pk}/wishes/"


def skill(town: Town, name: str) -> int:
    with acting(town.at_alder):
        return Skill.objects.create(organization=town.alder, name=name).pk


def interest(town: Town, name: str) -> int:
    with acting(town.at_alder):
        return Interest.objects.get_or_create(organization=town.alder, name=name)[0].pk


def ana_at_alder(town: Town) -> tuple[Constituent, list[str], list[str]]:
    with acting(town.at_alder):
        person = Constituent.objects.get(organization=town.alder, given_name="Ana")
        topics = sorted(person.interests.values_list("interest__name", flat=True))
        return person, topics, person_skills(town.at_alder, person.pk)


def test_wishes_apply_at_once_and_are_recorded(town: Town, ana: Client) -> None:
    driving, health, rent = skill(town, "Driving"), interest(town, "Health"), interest(town, "Rent")
    page = ana.get(page_of(town)).content.decode()
    assert "checked" not in page and "Driving" in page and "Health" in page

    response = ana.post(
        page_of(town),
        {"drop_interests": [rent], "add_interests": [health], "channel": "sms", "add_skills": [driving],
         "new_skill": "Sign  language"},
        follow=True,
    )  # fmt: skip

    assert "Alder sees it at once." in text(response.content)
    person, topics, skills = ana_at_alder(town)
    assert (topics, skills, person.preferred_channel) == (["Health"], ["Driving", "Sign language"], "sms")
    with acting(town.at_alder):
        event = Event.objects.get(verb="orgs.preferences.changed")
    assert event.detail == {"said_by": "person"}
    staff = sign_in(make_member(town.alder, "organizer"))
    page = text(staff.get(f"/people/{person.pk}/").content)
    assert "Sign language" in page and "Driving" in page and "Likes to be reached by" in page


def test_wishes_are_taken_back(town: Town, ana: Client) -> None:
    driving = skill(town, "Driving")
    ana.post(page_of(town), {"add_skills": [driving], "channel": "email"})

    ana.post(page_of(town), {"drop_skills": [driving], "channel": "none"})

    person, topics, skills = ana_at_alder(town)
    assert (topics, skills, person.preferred_channel) == (["Rent"], [], "")


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"add_interests": ["987654321"]}, "Choose only what is on the page."),
        ({"channel": "fax"}, "Choose only what is on the page."),
        ({"new_skill": "x" * 101}, "Say it in at most 100 letters."),
        ({"new_skill": "write to zoe@mail.example"}, "Please no addresses or numbers here"),
    ],
)
def test_what_is_not_on_the_page_is_refused(town: Town, ana: Client, sent: dict[str, str], words: str) -> None:
    interest(town, "Health")

    response = ana.post(page_of(town), sent)

    assert response.status_code == 422
    assert words in text(response.content)
    assert ana_at_alder(town)[1:] == (["Rent"], [])


def test_in_a_household_nobody_changes_anothers(town: Town, ana: Client) -> None:
    make_person(town.alder, "Beatriz", "Alvarez", email=EMAIL)

    assert ana.get(page_of(town)).status_code == 404
    assert ana.post(page_of(town), {"channel": "sms"}).status_code == 404


def test_wishes_of_strangers_are_not_found(town: Town, ana: Client) -> None:
    for organization in (town.cedar.pk, 987_654_321):
        assert ana.get(f"/p/me/groups/{organization}/wishes/").status_code == 404
        assert ana.post(f"/p/me/groups/{organization}/wishes/", {"channel": "sms"}).status_code == 404
    with acting(system_actor(organization_id=town.cedar.pk)):
        assert set(Constituent.objects.values_list("preferred_channel", flat=True)) == {""}
        assert ConstituentSkill.objects.count() == 0


def test_wishes_ask_a_fixed_number_of_questions(
    town: Town, ana: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    skill(town, "Driving")
    with django_assert_num_queries(32):
        assert ana.get(page_of(town)).status_code == 200
    for name in ("Cooking", "Flyers"):
        skill(town, name)
        interest(town, name)
    with django_assert_num_queries(32):
        assert ana.get(page_of(town)).status_code == 200
