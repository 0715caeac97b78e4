"""Pictures of many: contacts by week, coverage by tone, people by district; never of records closed to the reader."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coalition.platform.tenancy import acting, system_actor
from orgs.actions.district_places import place_people
from orgs.actions.districts import add_map, save_places
from orgs.models import Constituent, DistrictMap, Organization
from orgs.queries.contact_times import contact_weeks
from orgs.queries.districts import districts_in_numbers
from tests.factories import NOW, actor_of, make_member, make_person
from tests.orgs.pictures.conftest import OfRole, restrict
from tests.orgs.pictures.test_person import log

pytestmark = pytest.mark.django_db


def ward(code: str, west: float) -> dict[str, object]:
    ring = [[west, 0], [west + 1, 0], [west + 1, 1], [west, 1], [west, 0]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"code": code, "name": f"Ward {code}"}, "geometry": geometry}


@pytest.fixture
def wards(alder: Organization, tmp_path: Path) -> DistrictMap:
    """Two wards side by side: Ben and Cleo live in the east, nobody in the west."""
    make_person(alder, "Ben", "Ito", postal_code="94601")
    make_person(alder, "Cleo", "Núñez", postal_code="94601")
    own = system_actor(organization_id=alder.pk)
    drawn, places = tmp_path / "wards", tmp_path / "places"
    drawn.write_text(json.dumps({"type": "FeatureCollection", "features": [ward("1", 0), ward("2", 1)]}))
    places.write_text("zip,lat,lon\n94601,0.5,1.5\n")
    with acting(own):
        made = add_map(actor=own, now=NOW, name="Wards", kind="ward", file_name="wards", source=drawn)
        save_places(actor=own, now=NOW, source=places)
        place_people(actor=own, now=NOW)
    return made


def test_weeks_are_counted_of_people_whom_the_reader_may_see(
    alder: Organization, ana: Constituent, of_role: OfRole
) -> None:
    ben = make_person(alder, "Ben", "Ito")
    with acting(system_actor(organization_id=alder.pk)):
        for person in (ana, ben):
            log(person, "event", timezone.now() - timedelta(seconds=5))
        log(ana, "mail", timezone.now() - timedelta(days=200))
    restrict(ben)
    analyst, volunteer = (actor_of(make_member(alder, role, f"Second {role}")) for role in ("analyst", "volunteer"))
    with acting(analyst):
        weeks = contact_weeks(analyst, timezone.localdate())
    assert (len(weeks), weeks[-1].theirs, sum(week.total for week in weeks)) == (12, 1, 1)
    with acting(volunteer), pytest.raises(PermissionDenied):
        contact_weeks(volunteer, timezone.localdate())
    client = of_role("analyst")
    page = client.get("/contacts/").content.decode()
    assert "people took part <strong>1 time</strong>" in page and page.count("part-theirs") == 2  # and the key
    part = client.get("/contacts/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and "Contacts with your people" in part
    assert of_role("volunteer").get("/contacts/").status_code == 403


def test_coverage_is_drawn_by_month_tone_and_outlet(alder: Organization, of_role: OfRole) -> None:
    nadia, closed = make_person(alder, "Nadia", "Núñez"), make_person(alder, "Ben", "Ito")
    client, today = of_role("organizer"), timezone.localdate()
    assert "part-bad" not in client.get("/coverage/").content.decode()
    for person, outlet, tone in ((nadia, "Bay Ledger", "bad"), (nadia, "Bay Ledger", ""), (closed, "Secret", "good")):
        sent = {"kind": "press", "summary": "Rent", "outlet": outlet, "sentiment": tone, "day": str(today)}
        assert client.post(f"/people/{person.pk}/interactions/", sent).status_code == 302
    restrict(closed)
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/coverage/").content.decode()
    assert "2 mentions in twelve months" in page and "Secret" not in page
    assert f"{today:%B %Y}: 1 Critical, 1 Tone not noted" in page
    assert f"?since={today.replace(day=1)}&amp;until=" in page
    assert sum("date_trunc" in query["sql"].lower() for query in queries) == 1
    only = client.get("/coverage/?sentiment=bad").content.decode()
    assert "1 mention in twelve months" in only and "sentiment=bad&amp;since=" in only


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1900-01-01"])
def test_coverage_of_any_day_is_a_page(of_role: OfRole, day: str) -> None:
    client = of_role("organizer")
    assert client.get(f"/coverage/?until={day}").status_code == 200
    assert client.get(f"/coverage/?since={day}&until={day}").status_code == 200


def test_people_are_drawn_by_district(wards: DistrictMap, of_role: OfRole) -> None:
    page = of_role("organizer").get(f"/districts/{wards.pk}/").content.decode()
    assert '<path class="q5" d="M300 300l300 0 0-300-300 0z"' in page.replace(" 0-300 -300 ", " 0-300-300 ")
    assert page.count("<title>Ward 2 (2): 2 people</title>") == 1
    assert page.count("<title>Ward 1 (1): 0 people</title>") == 1 and '<path class="q0"' in page


def test_analysts_see_the_map_in_their_numbers_without_restricted_people(
    alder: Organization, wards: DistrictMap, of_role: OfRole
) -> None:
    client = of_role("analyst")
    page = client.get("/people/").content.decode()
    assert "By district" in page and "Ward 2 (2): 2 people" in page and 'href="/people/?district=' not in page
    with acting(system_actor(organization_id=alder.pk)):
        restrict(Constituent.objects.get(given_name="Cleo"))
    assert "Ward 2 (2): 1 person" in client.get("/people/").content.decode()


def test_districts_without_boundaries_are_bars(alder: Organization, of_role: OfRole, tmp_path: Path) -> None:
    own, table = system_actor(organization_id=alder.pk), tmp_path / "table"
    make_person(alder, "Ben", "Ito", postal_code="94601")
    table.write_text("Zip code;District;District name\n94601;13;East\n")
    with acting(own):
        add_map(actor=own, now=NOW, name="Senate", kind="ward", file_name="table", source=table)
        place_people(actor=own, now=NOW)
        with CaptureQueriesContext(connection) as queries:
            rows = districts_in_numbers(own)
    assert [(row.district.code, row.people, row.district.outline) for row in rows] == [("13", 1, "")]
    assert len(queries) == 1
    page = of_role("analyst").get("/people/").content.decode()
    assert "By district" in page and "chart land" not in page and "<progress" in page
