"""What an organization holds of people beside names and the main address: for themselves, and for their requests."""

from collections import defaultdict
from collections.abc import Collection

from django.db import connection

from coalition.platform.tenancy import Actor
from orgs.queries.turf_held import turf_held
from orgs.rules.social import shown_handle

Row = dict[str, str]

_ALL = """
SELECT c.id AS person, 1 AS part, own.place::bigint AS place, '' AS word, 0::bigint AS number, own.what, '', own.value
  FROM orgs_constituent c
 CROSS JOIN LATERAL (VALUES (1, 'called', c.preferred_name::text), (2, 'pronouns', c.pronouns),
                            (3, 'languages', array_to_string(c.languages, ', ')), (4, 'zone', c.time_zone)
       ) AS own(place, what, value)
 WHERE c.organization_id = %(mine)s AND c.id = ANY (%(people)s) AND own.value <> ''
UNION ALL
SELECT a.constituent_id, 2, 0, '', a.id, 'address', a.kind,
       concat_ws(', ', nullif(a.street, ''), nullif(a.city, ''), nullif(a.region, ''), nullif(a.postal_code, ''),
                 nullif(a.country, ''))
  FROM orgs_postaladdress a
 WHERE a.organization_id = %(mine)s AND a.constituent_id = ANY (%(people)s)
UNION ALL
SELECT s.constituent_id, 3, 0, '', s.id, 'social', s.network, s.handle
  FROM orgs_socialhandle s
 WHERE s.organization_id = %(mine)s AND s.constituent_id = ANY (%(people)s)
UNION ALL
SELECT r.constituent_id, 4, coalesce(r.since - date '0001-01-01', 9999999), '', r.id, 'role', r.role,
       coalesce(r.since::text, '') || '/' || coalesce(r.until::text, '')
  FROM orgs_constituentrole r
 WHERE r.organization_id = %(mine)s AND r.constituent_id = ANY (%(people)s)
UNION ALL
SELECT o.constituent_id, 5, 0, k.name, o.id, 'level', k.name, o.level
  FROM orgs_constituentskill o JOIN orgs_skill k ON k.organization_id = o.organization_id AND k.id = o.skill_id
 WHERE o.organization_id = %(mine)s AND o.constituent_id = ANY (%(people)s) AND o.level <> ''
UNION ALL
SELECT p.constituent_id, 6, 0, '', p.id, 'label', p.kind, CASE WHEN p.wrong THEN 'wrong' ELSE p.label END
  FROM orgs_contactpoint p
 WHERE p.organization_id = %(mine)s AND p.constituent_id = ANY (%(people)s) AND (p.wrong OR p.label <> '')
 ORDER BY person, part, place, word, number
"""


def record_held(actor: Actor, people: Collection[int]) -> dict[int, list[Row]]:
    """For each of the acting organization's people ``{"what", "name", "value"}``. Two statements.

    ``what`` is called, pronouns, languages, zone, address, social, role, level or label, or one of
    ``turf_held``; ``name`` is the code of the
    kind, network, role or label, or the skill; ``value`` is plain: languages by code, a role's days as from/until.
    """
    found: dict[int, list[Row]] = defaultdict(list)
    if actor.organization_id is None:
        return found
    with connection.cursor() as cursor:
        cursor.execute(_ALL, {"mine": actor.organization_id, "people": list(people)})
        for person, *_, what, name, value in cursor.fetchall():
            words = shown_handle(name, value) if what == "social" else value
            found[person].append({"what": what, "name": name, "value": words})
    for someone, row in turf_held(actor, people):
        found[someone].append(row)
    return found
