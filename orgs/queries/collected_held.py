"""What an organization holds of people in its tags, own fields, districts and lists, and what it removed but could put
back: for themselves, and for the answer to their requests.
"""

import json
from collections import defaultdict
from collections.abc import Collection

from django.db import connection

from coalition.platform.keys import open_sealed
from coalition.platform.tenancy import Actor, owned
from orgs.models import District, Removal, RemovedValue
from orgs.queries.contacts import data_key
from orgs.queries.districts import label_of
from orgs.queries.removals import kept_place

Row = dict[str, str]

# Values as ``rules.custom_values.as_words`` has them. The last part is what a bulk change took, and can put back.
_ALL = """
SELECT t.constituent_id AS person, 1 AS part, n.folded AS place, 0 AS further, t.id AS number, 'tag', '', n.name, ''
  FROM orgs_constituenttag t JOIN orgs_tag n ON n.organization_id = t.organization_id AND n.id = t.tag_id
 WHERE t.organization_id = %(mine)s AND t.constituent_id = ANY (%(people)s)
UNION ALL
SELECT v.constituent_id, 2, f.folded, coalesce(c.position, 0), v.id, 'field', f.name,
       coalesce(v.text, c.label, trim_scale(v.number)::text, v.date::text, CASE WHEN v.yes THEN 'yes' ELSE 'no' END), ''
  FROM orgs_customvalue v
  JOIN orgs_customfield f ON f.organization_id = v.organization_id AND f.id = v.field_id
  LEFT JOIN orgs_customchoice c
    ON c.organization_id = v.organization_id AND c.field_id = v.field_id AND c.id = v.choice_id
 WHERE v.organization_id = %(mine)s AND v.constituent_id = ANY (%(people)s)
UNION ALL
SELECT d.constituent_id, 3, m.name, 0, d.id, 'district', m.name, w.name, w.code
  FROM orgs_constituentdistrict d
  JOIN orgs_districtmap m ON m.organization_id = d.organization_id AND m.id = d.map_id
  JOIN orgs_district w ON w.organization_id = d.organization_id AND w.id = d.district_id
 WHERE d.organization_id = %(mine)s AND d.constituent_id = ANY (%(people)s)
UNION ALL
SELECT p.constituent_id, 4, l.name, 0, p.id, 'list', '', l.name, ''
  FROM orgs_peoplelistmember p JOIN orgs_peoplelist l ON l.organization_id = p.organization_id AND l.id = p.list_id
 WHERE p.organization_id = %(mine)s AND p.constituent_id = ANY (%(people)s)
UNION ALL
SELECT b.constituent_id, 5, '', 0, b.change_id, 'removed', '', c.words, ''
  FROM orgs_bulkchangedperson b JOIN orgs_bulkchange c ON c.organization_id = b.organization_id AND c.id = b.change_id
 WHERE b.organization_id = %(mine)s AND b.constituent_id = ANY (%(people)s) AND c.kind IN ('untag', 'unlist')
 ORDER BY person, part, place, further, number
"""


def collected_held(actor: Actor, people: Collection[int]) -> dict[int, list[Row]]:
    """For each of the acting organization's people ``{"what", "name", "value"}``. Two statements.

    ``what`` is tag, field, district, list or removed; whoever asks about themselves is told every field.
    """
    found: dict[int, list[Row]] = defaultdict(list)
    if actor.organization_id is None:
        return found
    with connection.cursor() as cursor:
        cursor.execute(_ALL, {"mine": actor.organization_id, "people": list(people)})
        for person, *_, what, name, value, code in cursor.fetchall():
            words = label_of(District(name=value, code=code)) if what == "district" else value
            found[person].append({"what": what, "name": name, "value": words})
    removed = owned(RemovedValue.objects.all(), actor).filter(constituent_id__in=list(people)).select_related("removal")
    for kept in removed.order_by("removal_id"):
        found[kept.constituent_id].append(_removed(actor, kept))
    return found


def _removed(actor: Actor, kept: RemovedValue) -> Row:
    place = kept_place(kept.removal, kept.constituent_id)
    value = json.loads(open_sealed(data_key(actor), bytes(kept.sealed), place=place))
    if kept.removal.kind in (Removal.Kind.TAG, Removal.Kind.MERGED):
        return {"what": "removed", "name": "", "value": kept.removal.name}
    if isinstance(value, dict):
        lines = [str(each) for name, each in value.items() if each and name != "subject" and each is not True]
        return {"what": "removed", "name": kept.removal.name, "value": ", ".join(lines)}
    words = ", ".join(value) if isinstance(value, list) else str(value)
    return {"what": "removed", "name": kept.removal.name, "value": words}
