"""Districts from tables and boundaries; files that cannot be used."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from coalition.platform.tenancy import Actor, acting
from orgs.actions.district_places import place_people
from orgs.actions.districts import add_map, save_places
from orgs.models import Constituent, ConstituentDistrict, District, DistrictMap, Organization
from orgs.queries.districts import counted_districts
from orgs.rules.boundaries import BadMap, read_boundaries
from orgs.rules.postcodes import compared_postcode
from tests.conftest import sign_in
from tests.factories import NOW, make_member, make_organization

pytestmark = pytest.mark.django_db
SQUARE = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]
HOLE = [[1, 1], [1, 3], [3, 3], [3, 1], [1, 1]]
TABLE = b"Zip code;District;District name\n94601;13;East\n02138;5;\n"
PLACES = b"zip,lat,lon\n94601,0.5,0.5\n02138,2,2\n"


def feature(code: str, *rings: Any, **more: Any) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": list(rings)}
    return {"type": "Feature", "properties": {"code": code, "name": f"Ward {code}"}, "geometry": geometry, **more}


def collection(*features: Any, **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more}).encode()


def added(own: Actor, content: bytes, tmp_path: Path, name: str = "Wards") -> DistrictMap:
    source = tmp_path / "upload"
    source.write_bytes(content)
    with acting(own):
        return add_map(actor=own, now=NOW, name=name, kind="ward", file_name="wards", source=source)


def places(own: Actor, content: bytes, tmp_path: Path) -> None:
    source = tmp_path / "places"
    source.write_bytes(content)
    with acting(own):
        save_places(actor=own, now=NOW, source=source)


def lives(own: Actor) -> dict[str, str]:
    with acting(own):
        place_people(actor=own, now=NOW)
        return dict(ConstituentDistrict.objects.values_list("constituent__given_name", "district__code"))


def test_a_table_of_postal_codes_places_people(own: Actor, people: list[Constituent], tmp_path: Path) -> None:
    made = added(own, TABLE, tmp_path)
    assert lives(own) == {"Ana": "13", "Ben": "13", "Chloë": "5"}  # ZIP+4, and a zero that a spreadsheet lost
    with acting(own):
        assert [(row.district.code, row.people) for row in counted_districts(own, made)] == [("13", 2), ("5", 1)]


def test_boundaries_place_people_and_holes_are_outside(own: Actor, people: list[Constituent], tmp_path: Path) -> None:
    added(own, b"\xef\xbb\xbf" + collection(feature("1", SQUARE, HOLE)), tmp_path)
    assert lives(own) == {}
    places(own, PLACES, tmp_path)
    assert lives(own) == {"Ana": "1", "Ben": "1"}


def test_person_change_places_at_once(own: Actor, admin: Client, people: list[Constituent], tmp_path: Path) -> None:
    added(own, TABLE, tmp_path)
    chloe = people[2].pk
    sent = {"given_name": "Chloë", "type": "person", "postal_code": "94601"}
    assert admin.post(f"/people/{chloe}/edit/", sent).status_code == 302
    with acting(own):
        assert ConstituentDistrict.objects.get(constituent=chloe).district.code == "13"


def test_several_maps_at_once_and_the_newest_places(own: Actor, people: list[Constituent], tmp_path: Path) -> None:
    added(own, TABLE, tmp_path, "Congress")
    added(own, collection(feature("1", SQUARE)), tmp_path)
    places(own, PLACES, tmp_path)
    places(own, b"zip,lat,lon\n94601,9,9\n", tmp_path)
    with acting(own):
        assert place_people(actor=own, now=NOW) == 4
        found = ConstituentDistrict.objects.order_by("map__name", "constituent_id")
        assert list(found.values_list("map__name", "constituent__given_name", "district__code")) == [
            ("Congress", "Ana", "13"), ("Congress", "Ben", "13"), ("Congress", "Chloë", "5"), ("Wards", "Chloë", "1"),
        ]  # fmt: skip


def test_a_changed_postal_code_changes_the_district(own: Actor, people: list[Constituent], tmp_path: Path) -> None:
    added(own, TABLE, tmp_path)
    lives(own)
    with acting(own):
        Constituent.objects.filter(pk=people[2].pk).update(postal_code="94601")
    assert lives(own)["Chloë"] == "13"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\x00bad", "cannot be read"),
        (b'{"type": "FeatureCollection", "features": [', "line 1"),
        (b"[1]", "no GeoJSON FeatureCollection"),
        (b"[" * 100_000, "GeoJSON"),
        (b'{"type": "Feature"}', "no GeoJSON FeatureCollection"),
        (collection(), "no district"),
        (collection({"type": "Feature", "properties": {}, "geometry": None}), "Feature 1 has no “code”"),
        (collection(feature("1", SQUARE), feature("1", SQUARE)), "Features 1 and 2 both have the code “1”"),
        (collection(feature("2", SQUARE[:-1])), "Feature 1 (“Ward 2”), ring 1: is not closed"),
        (collection(feature("2", SQUARE, HOLE[:3])), "Feature 1 (“Ward 2”), ring 2: has fewer than four"),
        (collection(feature("2", [[0, 0], [4, 4], [4, 0], [0, 4], [0, 0]])), "crosses itself near"),
        (collection(feature("2", [[0, 0], [1, 1], [2, 2], [0, 0]])), "encloses nothing"),
        (collection(feature("2", [[37, -122], [38, -122], [38, -121], [37, -122]])), "swapped"),
        (collection(feature("2", [[563000, 4180000], [5, 5], [6, 6], [563000, 4180000]])), "EPSG:4326"),
        (collection(feature("2", SQUARE), crs={"properties": {"name": "urn:ogc:def:crs:EPSG::26910"}}), "WGS 84"),
        (collection(feature("2", [[0, None], [4, 0], [4, 4], [0, None]])), "not two numbers"),
        (collection(feature("2", SQUARE)).replace(b"[4, 4]", b"[NaN, 4]"), "where a number must stand"),
        (collection({**feature("2"), "geometry": {"type": "Point", "coordinates": [0, 0]}}), "no area but “Point”"),
        (collection({**feature("2"), "geometry": {"type": "Polygon", "coordinates": "x"}}), "not nested"),
    ],
)
def test_boundaries_that_cannot_be_used_are_answered_with_feature_and_remedy(content: bytes, said: str) -> None:
    with pytest.raises(BadMap) as problem:
        read_boundaries(content)
    assert said in str(problem.value)
    assert str(problem.value).endswith(".")


def test_a_ring_that_touches_itself_in_a_corner_is_no_fault() -> None:
    eight = [[0, 0], [2, 2], [4, 0], [4, 4], [2, 2], [0, 4], [0, 0]]
    assert len(read_boundaries(collection(feature("1", eight)))) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"Zip;Ward\n94601;1\n94601;2\n", "Rows 2 and 3: the postal code 94601 stands in two districts (1 and 2)"),
        (b"Zip;Ward\n94601;\n94602;1\n", "Row 2: the district is missing"),
        (b"Zip;Ward\n?;1\n94602;1\n", "is no postal code"),
        (b"Zip;Color\n94601;1\n", "The columns “Postal code” and “District” are needed"),
        (b"\x89PNG\r\n", "a picture"),
    ],
)
def test_district_upload_says_what_is_wrong_and_takes_up_nothing(
    own: Actor, admin: Client, content: bytes, said: str
) -> None:
    sent = {"name": "Wards", "kind": "ward", "file": SimpleUploadedFile("wards.csv", content)}
    answer = admin.post("/districts/new/", sent)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    with acting(own):
        assert not DistrictMap.objects.exists()
        assert not District.objects.exists()


def test_place_upload_says_what_is_wrong(admin: Client) -> None:
    for content, said in (
        (b"zip,lat,lon\n94601,north,west\n", "Row 2: latitude and longitude must be numbers"),
        (b"zip,lat,lon\n94601,-122.2,37.8\n", "Check whether latitude and longitude are swapped"),
    ):
        answer = admin.post("/districts/postcodes/", {"file": SimpleUploadedFile("places.csv", content)})
        assert (answer.status_code, said in answer.content.decode()) == (422, True)


def test_district_pages(alder: Organization, own: Actor, admin: Client, people: list[Constituent]) -> None:
    sent = {"name": "Congress", "kind": "congressional", "file": SimpleUploadedFile("congress.csv", TABLE)}
    path = admin.post("/districts/new/", sent)["Location"]
    assert "It is being looked up" in admin.get(path).content.decode()
    lives(own)
    page = admin.get(path).content.decode()
    assert "East (13)" in page
    assert "<progress" in page
    assert "East (13)" in admin.get(f"/people/{people[0].pk}/").content.decode()
    with acting(own):
        thirteen = District.objects.get(code="13").pk
    assert [p.given_name for p in admin.get("/people/", {"district": thirteen}).context["page"]] == ["Ana", "Ben"]
    assert sign_in(make_member(alder, "analyst")).get(path).status_code == 200
    assert sign_in(make_member(alder, "fundraiser")).post(f"{path}delete/").status_code == 403
    twice = admin.post("/districts/new/", {**sent, "file": SimpleUploadedFile("congress.csv", TABLE)})
    assert "districts of this name already" in twice.content.decode()
    assert admin.post(f"{path}delete/").status_code == 302
    assert lives(own) == {}


def test_districts_of_another_organization_are_as_missing_as_none(own: Actor, tmp_path: Path) -> None:
    made = added(own, TABLE, tmp_path, "Aldercanary")
    birch = sign_in(make_member(make_organization("birch"), "admin"))
    assert birch.get(f"/districts/{made.pk}/").status_code == 404
    assert birch.post(f"/districts/{made.pk}/delete/").status_code == 404
    assert "Aldercanary" not in birch.get("/districts/").content.decode()


@pytest.mark.parametrize(
    "code", ["94601", "94601-1234", " 2138 ", "21381234", "SW1A 1AA", "sw1a1aa", "12", "28 013", ""]
)
@pytest.mark.parametrize("region", ["US", "GB", "ES"])
def test_postal_codes_compare_the_same_in_python_and_sql(code: str, region: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT commonlist.postcode(%s, %s)", [code, region])
        assert cursor.fetchone() == (compared_postcode(code, region),)
