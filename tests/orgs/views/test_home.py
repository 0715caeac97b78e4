"""The home page of a long list opens before everybody was counted; the figures come by themselves."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from coalition.platform.tenancy import acting, system_actor
from orgs.actions.restricted import GroupFacts, restrict_person, save_group
from orgs.models import Gift, Organization
from tests.conftest import sign_in
from tests.factories import NOW, actor_of, make_member, make_organization, make_person

pytestmark = pytest.mark.django_db

LATER = 'hx-get="/figures/"'


@pytest.fixture
def alder() -> Organization:
    organization = make_organization("alder")
    people = [make_person(organization, f"Ana{n}", "Birk", email=f"a{n}@mail.example") for n in range(3)]
    make_person(organization, "Bo", "Birk", phone="+1 510 555 0101")
    with acting(system_actor(organization_id=organization.pk)):
        Gift.objects.create(
            organization=organization, constituent=people[0], amount=Decimal("4321.5"), currency="USD",
            received_on=date.today(),  # noqa: DTZ011  # the day of gifts is the organization's own
        )  # fmt: skip
    return organization


def page(client: Client, path: str, **headers: str) -> str:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def figures(text: str) -> list[str]:
    """The numbers of the cards, in order."""
    return [part.split("<", 1)[0].strip() for part in text.split('<dd class="v">')[1:]]


def test_home_counts_a_short_list_at_once(alder: Organization) -> None:
    text = page(sign_in(make_member(alder, "admin")), "/")
    assert "People on your list" in text
    assert "4,321" in text
    assert LATER not in text


def test_own_figures_of_a_long_list_come_later(alder: Organization, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("views.home", "queries.home", "queries.first_week"):
        monkeypatch.setattr(f"orgs.{module}.COUNTED", 3)
    client = sign_in(make_member(alder, "admin"))
    text = page(client, "/")
    assert LATER in text
    assert '<a href="/figures/">Your list in figures</a>' in text
    assert "People on your list" not in text
    assert "4,321" not in text
    assert "4 people in one place." in text

    panel, whole = page(client, "/figures/", **{"HX-Request": "true"}), page(client, "/figures/")
    assert "<html" not in panel
    for shown in (panel, whole):
        assert "People on your list" in shown
        assert "4,321" in shown


def test_own_figures_hold_back_amounts_and_restricted_people(alder: Organization) -> None:
    admin = make_member(alder, "admin")
    rita = make_person(alder, "Rita", "Rich", email="rita@mail.example", phone="+1 510 555 0199")
    actor = actor_of(admin)
    with acting(actor):
        group = save_group(actor=actor, now=NOW, facts=GroupFacts("Major donors", "major_donors", keeper_role="admin"))
        restrict_person(actor=actor, now=NOW, person_id=rita.pk, group_id=group.pk)
    organizer = page(sign_in(make_member(alder, "organizer")), "/figures/")
    assert "4,321" not in organizer
    assert "5" not in figures(organizer)
    assert "5" in figures(page(sign_in(admin), "/figures/"))


def test_own_figures_are_not_for_volunteers(alder: Organization) -> None:
    assert sign_in(make_member(alder, "volunteer")).get("/figures/").status_code == 403
