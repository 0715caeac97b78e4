"""Looking up who lives in which district: set-based, for everybody or for one person."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import QuerySet

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from orgs.models import DistrictMap
from orgs.queries.members import acting_organization
from orgs.queries.turns import take_turn

# By the tables of postal codes of the maps; a person alone where one is given.
_BY_POSTCODE = """
INSERT INTO orgs_constituentdistrict (organization_id, constituent_id, map_id, district_id)
SELECT c.organization_id, c.id, p.map_id, p.district_id
  FROM orgs_constituent c
  JOIN orgs_districtpostcode p
    ON p.organization_id = c.organization_id AND p.postcode = commonlist.postcode(c.postal_code, %(region)s)
 WHERE c.organization_id = %(organization)s AND c.postal_code <> '' AND p.map_id = ANY (%(maps)s::bigint[])
   AND (%(person)s::bigint IS NULL OR c.id = %(person)s)
ON CONFLICT DO NOTHING
"""
# Boundaries once as rows with an index: row-level security would keep it from being used on a lasting table.
_RINGS = """
DROP TABLE IF EXISTS pg_temp.district_ring;
CREATE TEMPORARY TABLE district_ring ON COMMIT DROP AS
SELECT d.map_id, d.id AS district_id, r.part, r.hole, r.ring::polygon AS ring
  FROM orgs_district d CROSS JOIN LATERAL jsonb_to_recordset(d.rings) AS r (part int, hole boolean, ring text)
 WHERE d.organization_id = %(organization)s AND d.map_id = ANY (%(maps)s::bigint[]);
CREATE INDEX ON pg_temp.district_ring USING gist (ring);
ANALYZE pg_temp.district_ring;
"""
_BY_PLACE = """
WITH code AS MATERIALIZED (
    SELECT DISTINCT commonlist.postcode(postal_code, %(region)s) AS postcode FROM orgs_constituent
     WHERE organization_id = %(organization)s AND postal_code <> ''
       AND (%(person)s::bigint IS NULL OR id = %(person)s)
), inside AS MATERIALIZED (
    SELECT DISTINCT ON (p.postcode, outer_ring.map_id) p.postcode, outer_ring.map_id, outer_ring.district_id
      FROM code JOIN orgs_postcodeplace p ON p.organization_id = %(organization)s AND p.postcode = code.postcode
      JOIN pg_temp.district_ring outer_ring
        ON NOT outer_ring.hole AND outer_ring.ring @> point(p.longitude, p.latitude)
     WHERE NOT EXISTS (
           SELECT 1 FROM pg_temp.district_ring hole
            WHERE hole.hole AND hole.district_id = outer_ring.district_id AND hole.part = outer_ring.part
              AND hole.ring @> point(p.longitude, p.latitude))
     ORDER BY p.postcode, outer_ring.map_id, outer_ring.district_id
)
INSERT INTO orgs_constituentdistrict (organization_id, constituent_id, map_id, district_id)
SELECT c.organization_id, c.id, inside.map_id, inside.district_id
  FROM orgs_constituent c JOIN inside ON inside.postcode = commonlist.postcode(c.postal_code, %(region)s)
 WHERE c.organization_id = %(organization)s AND c.postal_code <> ''
   AND (%(person)s::bigint IS NULL OR c.id = %(person)s)
ON CONFLICT DO NOTHING
"""


def place_people(*, actor: Actor, now: datetime, map_ids: list[int] | None = None) -> int:
    """Look up everybody's district in the maps given, or in all; how many were found. Raises PermissionDenied."""
    if actor.role != "system" or actor.organization_id is None:
        raise PermissionDenied
    with transaction.atomic():
        take_turn(actor)
        maps = owned(DistrictMap.objects.all(), actor)
        maps = maps if map_ids is None else maps.filter(pk__in=map_ids)
        found = _placed(actor, maps_by_source(maps), None)
        if maps.update(placed_at=now):
            record("orgs.district_map.placed", actor=actor, object_type="district_map", detail={"places": found})
    return found


def place_person(actor: Actor, person_id: int) -> None:
    """Look up one person's districts anew. It is called inside the transaction that changed their postal code."""
    maps = maps_by_source(owned(DistrictMap.objects.all(), actor))
    if any(maps.values()):
        _placed(actor, maps, person_id)


def maps_by_source(maps: QuerySet[DistrictMap]) -> dict[str, list[int]]:
    """The ids of the maps, by where they come from."""
    found: dict[str, list[int]] = {source: [] for source in DistrictMap.Source.values}
    for map_id, source in maps.values_list("pk", "source"):
        found[source].append(map_id)
    return found


def _placed(actor: Actor, maps: dict[str, list[int]], person: int | None) -> int:
    values = {"organization": actor.organization_id, "region": acting_organization(actor).region, "person": person}
    places = 0
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM orgs_constituentdistrict WHERE organization_id = %(organization)s"
            " AND map_id = ANY (%(maps)s::bigint[]) AND (%(person)s::bigint IS NULL OR constituent_id = %(person)s)",
            {**values, "maps": [map_id for ids in maps.values() for map_id in ids]},
        )
        if maps["postcodes"]:
            cursor.execute(_BY_POSTCODE, {**values, "maps": maps["postcodes"]})
            places += cursor.rowcount
        if maps["boundaries"]:
            for statement in _RINGS.strip().split(";\n"):
                cursor.execute(statement, {**values, "maps": maps["boundaries"]})
            cursor.execute(_BY_PLACE, values)
            places += cursor.rowcount
    return places
