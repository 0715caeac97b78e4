"""Tags, own fields and districts of the demo's people, and some of each that nobody uses."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection, transaction

from coalition.demo.accounts import team_member
from coalition.demo.organizations import DemoOrganization
from coalition.platform.tenancy import Actor, acting, owned, system_actor
from orgs.actions.custom_fields import FieldPlan, save_field
from orgs.actions.district_places import place_people
from orgs.actions.districts import add_map, save_places
from orgs.actions.tags import ensure_tag
from orgs.models import CustomField, DistrictMap, Tag

# Every how many people have it; the last one of each is used by nobody.
TAGS = {
    "en": (("Tenant leader", 23), ("Speaks at hearings", 31), ("Drives a van", 41), ("Picnic 2019", 17)),
    "es": (("Líder de inquilinos", 23), ("Habla en audiencias", 31), ("Tiene furgoneta", 41), ("Picnic 2019", 17)),
}
FIELDS = {
    "en": (
        FieldPlan("T-shirt size", "choice", help="For the shirts we order in spring.", choices=("S", "M", "L", "XL")),
        FieldPlan("Lease ends", "date", help="We call two months before."),
        FieldPlan("Fax", "text"),
    ),
    "es": (
        FieldPlan("Talla de camiseta", "choice", help="Para las camisetas que pedimos en primavera.",
                  choices=("S", "M", "L", "XL")),
        FieldPlan("Fin del contrato de alquiler", "date", help="Llamamos dos meses antes."),
        FieldPlan("Fax", "text"),
    ),
}  # fmt: skip
# Made up for the demo: real districts cut through postal codes.
DISTRICTS = {
    "East Bay North": ("94702", "94703", "94710", "94801", "94804", "94805", "94607", "94609"),
    "East Bay South": ("94601", "94602", "94605", "94606", "94612", "94621", "94541", "94544", "94545"),
    "San Francisco": ("94102", "94103", "94110", "94112", "94124", "94134"),
    "South Bay": ("95110", "95112", "95116", "95122", "95127", "94061", "94063"),
    "Beyond": ("94518", "94520", "94589", "94590", "93901", "93905"),
}
# Their borders, drawn with a broad pen, and one place within each for all of its postal codes: longitude, latitude.
_GATE, _NORTH, _HILLS, _PASS, _SLOUGH, _COAST = (
    (-122.37, 37.82), (-122.20, 37.99), (-122.14, 37.83), (-121.98, 37.62), (-122.13, 37.55), (-122.52, 37.70),
)  # fmt: skip
_SHORE, _LAKE, _SOUTH = (-122.35, 37.70), (-122.27, 37.79), (-121.75, 37.25)
BORDERS = {
    "East Bay North": ((-122.28, 37.90), (_GATE, (-122.42, 37.98), _NORTH, _HILLS, _LAKE)),
    "East Bay South": ((-122.12, 37.70), (_GATE, _LAKE, _HILLS, _PASS, _SLOUGH, _SHORE)),
    "San Francisco": ((-122.44, 37.76), ((-122.52, 37.82), _GATE, _SHORE, _COAST)),
    "South Bay": ((-122.10, 37.40), (_SHORE, _SLOUGH, _PASS, _SOUTH, (-122.10, 37.20), (-122.40, 37.45), _COAST)),
    "Beyond": ((-121.85, 37.75), (_HILLS, _NORTH, (-121.85, 38.05), (-121.55, 37.20), _SOUTH, _PASS)),
}
_TAG = """
INSERT INTO orgs_constituenttag (organization_id, constituent_id, tag_id, tagged_by_id, tagged_at)
SELECT organization_id, id, %s, %s, %s FROM orgs_constituent WHERE organization_id = %s AND id %% %s = 0
ON CONFLICT DO NOTHING
"""
_SIZES = """
INSERT INTO orgs_customvalue (organization_id, constituent_id, field_id, type, choice_id)
SELECT c.organization_id, c.id, o.field_id, 'choice', o.id
  FROM orgs_constituent c JOIN orgs_customchoice o
    ON o.organization_id = c.organization_id AND o.field_id = %s AND o.position = c.id / 5 %% 4
 WHERE c.organization_id = %s AND c.id %% 5 = 0 ON CONFLICT DO NOTHING
"""
_LEASES = """
INSERT INTO orgs_customvalue (organization_id, constituent_id, field_id, type, date)
SELECT organization_id, id, %s, 'date', %s::date + (id %% 500)::int FROM orgs_constituent
 WHERE organization_id = %s AND id %% 7 = 0 ON CONFLICT DO NOTHING
"""
_FAXES = """
INSERT INTO orgs_customvalue (organization_id, constituent_id, field_id, type, text)
SELECT organization_id, id, %s, 'text', 'has one at work' FROM orgs_constituent
 WHERE organization_id = %s AND id %% 61 = 0 ON CONFLICT DO NOTHING
"""


def collect(own: DemoOrganization, now: datetime) -> None:
    """Give an organization's people tags, values and districts, once."""
    admin = team_member(own, "admin")
    with acting(admin), transaction.atomic():
        if owned(Tag.objects.all(), admin).exists():
            return
        _tags(own, admin, now)
        _fields(own, admin, now)
        _districts(admin, now)
    system = system_actor(organization_id=admin.organization_id)
    with acting(system):
        place_people(actor=system, now=now)


def _tags(own: DemoOrganization, admin: Actor, now: datetime) -> None:
    for name, share in TAGS[own.language]:
        tag = ensure_tag(admin, name)
        with connection.cursor() as cursor:
            cursor.execute(_TAG, [tag.pk, admin.user_id, now - timedelta(days=share), admin.organization_id, share])
    owned(Tag.objects.all(), admin).filter(name="Picnic 2019").update(created_at=now - timedelta(days=800))


def _fields(own: DemoOrganization, admin: Actor, now: datetime) -> None:
    sizes, leases, fax = (save_field(actor=admin, now=now, plan=plan) for plan in FIELDS[own.language])
    with connection.cursor() as cursor:
        cursor.execute(_SIZES, [sizes.pk, admin.organization_id])
        cursor.execute(_LEASES, [leases.pk, now.date(), admin.organization_id])
        cursor.execute(_FAXES, [fax.pk, admin.organization_id])
    owned(CustomField.objects.all(), admin).filter(pk=fax.pk).update(created_at=now - timedelta(days=800))


def _districts(admin: Actor, now: datetime) -> None:
    lines = [f"{code},{number},{name}" for number, (name, codes) in enumerate(DISTRICTS.items(), 1) for code in codes]
    with TemporaryDirectory() as folder:
        table = Path(folder) / "districts.csv"
        table.write_text("\n".join(["Postal code,District,District name", *lines]))
        kind = DistrictMap.Kind.STATE_SENATE
        add_map(actor=admin, now=now, name="State senate (demo)", kind=kind, file_name=table.name, source=table)
        drawn, places = Path(folder) / "areas.geojson", Path(folder) / "places.csv"
        drawn.write_text(json.dumps({"type": "FeatureCollection", "features": [_area(name) for name in BORDERS]}))
        lines = [f"{code},{y},{x}" for name, ((x, y), _) in BORDERS.items() for code in DISTRICTS[name]]
        places.write_text("\n".join(["Postal code,Latitude,Longitude", *lines]))
        kind = DistrictMap.Kind.STATE_HOUSE
        add_map(actor=admin, now=now, name="Areas, drawn (demo)", kind=kind, file_name=drawn.name, source=drawn)
        save_places(actor=admin, now=now, source=places)


def _area(name: str) -> dict[str, object]:
    ring = [*BORDERS[name][1], BORDERS[name][1][0]]
    code = name.upper().replace(" ", "-")
    return {
        "type": "Feature",
        "properties": {"code": code, "name": name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
