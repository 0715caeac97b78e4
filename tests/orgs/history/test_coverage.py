"""Press coverage: logged at the journalist, found again by words, outlet, journalist, topic and time."""

import pytest
from django.test import Client

from coalition.platform.tenancy import acting, system_actor
from orgs.models import Constituent, Organization, RestrictedGroup, RestrictedMember
from tests.conftest import sign_in
from tests.factories import make_member, make_organization, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def nadia(alder: Organization, organizer: Client) -> Constituent:
    nadia, ben = make_person(alder, "Nadia", "Núñez"), make_person(alder, "Ben", "Ode")
    make_person(make_organization("birch"), "Bertha")

    def log(person: Constituent, **sent: str) -> None:
        assert organizer.post(f"/people/{person.pk}/interactions/", {"kind": "press", **sent}).status_code == 302

    log(nadia, summary="Tenants win in court", outlet="Bay Ledger", topic="Housing", sentiment="good", day="2025-05-04")
    log(nadia, summary="Bus lines cut", outlet="Radio Norte", topic="Transit", sentiment="bad", day="2026-01-31")
    log(ben, kind="social", summary="100% rent_rise", outlet="Mastodon", body="A thread about évictions")
    organizer.post(f"/people/{nadia.pk}/interactions/", {"kind": "call", "summary": "Tenants: called her"})
    return nadia


def titles(client: Client, **filters: str) -> list[str]:
    answer = client.get("/coverage/", filters)
    assert answer.status_code == 200
    return [line.summary for line in answer.context["lines"]]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["100% rent_rise", "Bus lines cut", "Tenants win in court"]),
        ({"q": "TENANTS court"}, ["Tenants win in court"]),
        ({"q": "nunez"}, ["Bus lines cut", "Tenants win in court"]),
        ({"q": "norte"}, ["Bus lines cut"]),
        ({"q": "evictions"}, ["100% rent_rise"]),
        ({"q": "%"}, ["100% rent_rise"]),
        ({"q": "bus_lines"}, []),
        ({"outlet": "Bay Ledger"}, ["Tenants win in court"]),
        ({"topic": "Transit"}, ["Bus lines cut"]),
        ({"sentiment": "good"}, ["Tenants win in court"]),
        ({"kind": "social"}, ["100% rent_rise"]),
        ({"until": "2025-05-04"}, ["Tenants win in court"]),
        ({"since": "2025-05-05", "until": "2026-01-31"}, ["Bus lines cut"]),
    ],
)
def test_coverage_list_finds_again(
    nadia: Constituent, fundraiser: Client, filters: dict[str, str], expected: list[str]
) -> None:
    assert titles(fundraiser, **filters) == expected


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        ({"since": "2026-02-01", "until": "2026-01-01"}, "The end lies before the beginning."),
        ({"since": "soon"}, "Enter a valid date."),
    ],
)
def test_coverage_list_says_what_is_wrong(fundraiser: Client, filters: dict[str, str], said: str) -> None:
    answer = fundraiser.get("/coverage/", filters)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_coverage_list_leads_to_the_journalist(nadia: Constituent, fundraiser: Client) -> None:
    page = fundraiser.get("/coverage/", {"journalist": "nadia"}).content.decode()
    assert f'href="/people/{nadia.pk}/interactions/?kind=press' in page
    assert "Nobody of this name" in fundraiser.get("/coverage/", {"journalist": "xyzzy"}).content.decode()


def test_coverage_list_leaves_a_restricted_journalist_out(
    alder: Organization, nadia: Constituent, fundraiser: Client
) -> None:
    with acting(system_actor(organization_id=alder.pk)):
        group = RestrictedGroup.objects.create(organization=alder, name="Major", kind="major_donors")
        RestrictedMember.objects.create(organization=alder, group=group, constituent=nadia)
    page = fundraiser.get("/coverage/").content.decode()
    told = ("Núñez", "Tenants win in court", "Bay Ledger", "Radio Norte", "Housing", "Transit")
    assert [words for words in told if words in page] == []
    assert titles(fundraiser) == ["100% rent_rise"]
    assert titles(fundraiser, q="tenants") == []


def test_coverage_list_of_others_is_their_own(nadia: Constituent) -> None:
    stranger = sign_in(make_member(make_organization("cedar"), "admin"))
    assert titles(stranger) == []
    assert "No coverage yet" in stranger.get("/coverage/").content.decode()
