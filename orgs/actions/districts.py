"""Districts: uploaded as a table of postal codes or as boundaries, all of it or nothing; thrown away."""

import tempfile
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from audit.log.actions import record
from coalition.platform.jobs import defer
from coalition.platform.sheets import Layout, convert, read_rows
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.models import District, DistrictMap
from orgs.queries.districts import get_map
from orgs.queries.members import acting_organization
from orgs.queries.turns import take_turn
from orgs.rules.boundaries import Shape, read_boundaries
from orgs.rules.district_tables import PostcodeTable, Row, known_heading, read_places, read_postcodes
from orgs.rules.labels import tidy
from orgs.rules.outlines import outlines

MOST_BYTES = 50 * 1_048_576


class MapRefused(ValueError):
    """``code``: ``taken`` (a map of that name is there) or ``too_large``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def add_map(*, actor: Actor, now: datetime, name: str, kind: str, file_name: str, source: Path) -> DistrictMap:
    """Take up districts from a table of postal codes or from GeoJSON; a job looks up who lives where.

    Raises BadMap, SheetError, MapRefused, PermissionDenied; then nothing is taken up.
    """
    organization_id = _allow(actor)
    boundaries = _is_geojson(source)
    shapes = read_boundaries(_read(source)) if boundaries else []
    table = PostcodeTable({}, {}) if boundaries else read_postcodes(*_sheet(actor, source))
    with transaction.atomic():
        take_turn(actor)
        maps = owned(DistrictMap.objects.all(), actor)
        if maps.filter(name__iexact=tidy(name)).exists():
            raise MapRefused("taken")
        made = DistrictMap.objects.create(
            organization_id=organization_id, name=tidy(name), kind=kind, file_name=file_name[:200],
            source=DistrictMap.Source.BOUNDARIES if boundaries else DistrictMap.Source.POSTCODES,
        )  # fmt: skip
        _write_districts(made, shapes, table)
        _write_postcodes(made, table)
        defer("orgs.district.place", organization_id=made.organization_id, map_id=made.pk)
        record("orgs.district_map.added", actor=actor, object_type="district_map", object_ref=made.pk,
               detail={"kind": kind, "source": made.source, "districts": len(shapes) or len(table.codes)})  # fmt: skip
    return made


def delete_map(*, actor: Actor, now: datetime, map_id: int) -> None:
    """Throw a map away with its districts; the people stay. Raises PermissionDenied, Http404."""
    _allow(actor)
    with transaction.atomic():
        found = get_map(actor, map_id)
        found.delete()
        record("orgs.district_map.deleted", actor=actor, object_type="district_map", object_ref=map_id)


def save_places(*, actor: Actor, now: datetime, source: Path) -> int:
    """Take up where postal codes lie, over what was known; how many. A job looks up who lives where.

    Raises BadMap, SheetError, PermissionDenied; then nothing is taken up.
    """
    _allow(actor)
    places = read_places(*_sheet(actor, source))
    codes = list(places)
    with transaction.atomic():
        take_turn(actor)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO orgs_postcodeplace (organization_id, postcode, latitude, longitude)"
                " SELECT %s, * FROM unnest(%s::text[], %s::float8[], %s::float8[])"
                " ON CONFLICT (organization_id, postcode)"
                " DO UPDATE SET latitude = excluded.latitude, longitude = excluded.longitude",
                [actor.organization_id, codes, [places[c][0] for c in codes], [places[c][1] for c in codes]],
            )
        defer("orgs.district.place", organization_id=actor.organization_id, map_id=None)
        record("orgs.postcode_places.saved", actor=actor, detail={"postcodes": len(codes)})
    return len(codes)


def _write_districts(made: DistrictMap, shapes: list[Shape], table: PostcodeTable) -> None:
    own = {"organization_id": made.organization_id, "map": made}
    pictures = outlines(shapes)
    drawn = [
        District(
            **own, code=shape.code, name=shape.name, rings=[ring.stored() for ring in shape.rings],
            outline=pictures.get(shape.code, ""),
        )
        for shape in shapes
    ]  # fmt: skip
    told = [District(**own, code=code, name=name) for code, name in table.codes.items()]
    District.objects.bulk_create([*drawn, *told], batch_size=500)


def _write_postcodes(made: DistrictMap, table: PostcodeTable) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO orgs_districtpostcode (organization_id, map_id, district_id, postcode)"
            " SELECT d.organization_id, d.map_id, d.id, given.postcode"
            " FROM unnest(%s::text[], %s::text[]) AS given (postcode, code)"
            " JOIN orgs_district d ON d.organization_id = %s AND d.map_id = %s AND d.code = given.code",
            [list(table.districts), list(table.districts.values()), made.organization_id, made.pk],
        )


def _is_geojson(source: Path) -> bool:
    with source.open("rb") as file:
        start = file.read(4096)
    return start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def _read(source: Path) -> bytes:
    if source.stat().st_size > MOST_BYTES:
        raise MapRefused("too_large")
    return source.read_bytes()


def _sheet(actor: Actor, source: Path) -> tuple[list[str], list[Row], str]:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "rows"
        layout: Layout = convert(source, target, known=known_heading, max_bytes=settings.IMPORT_MAX_BYTES)
        rows: list[Row] = [(number, cells) for number, cells in read_rows(target)]
    return layout.headings, rows, acting_organization(actor).region


def _allow(actor: Actor) -> int:
    if not policies.can_manage_districts(actor) or actor.organization_id is None:
        raise PermissionDenied
    return actor.organization_id
