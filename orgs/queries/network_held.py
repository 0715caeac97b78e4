"""What an organization holds of people's ties and engagement, for themselves and for the answer to their requests.

Who the other one of a tie is, and the note on it, speaks of somebody else too: neither is told.
"""

from collections import defaultdict
from collections.abc import Collection

from django.db import connection

from coalition.platform.tenancy import Actor

Row = dict[str, str]

_ALL = """
SELECT r.person_id AS person, 1 AS part, r.id AS place, 'tie', r.kind, 'forward', coalesce(r.since::text, ''),
       coalesce(r.until::text, '')
  FROM orgs_relationship r
 WHERE r.organization_id = %(mine)s AND r.person_id = ANY (%(people)s) AND r.removed_at IS NULL
UNION ALL
SELECT r.other_id, 1, r.id, 'tie', r.kind, 'backward', coalesce(r.since::text, ''), coalesce(r.until::text, '')
  FROM orgs_relationship r
 WHERE r.organization_id = %(mine)s AND r.other_id = ANY (%(people)s) AND r.removed_at IS NULL
UNION ALL
SELECT e.constituent_id, 2, 0, 'score', e.score::text, '', '', ''
  FROM orgs_engagement e
 WHERE e.organization_id = %(mine)s AND e.constituent_id = ANY (%(people)s)
UNION ALL
SELECT i.constituent_id, 3, 0, 'seems', t.name, '', '', ''
  FROM orgs_inferredinterest i
  JOIN orgs_interest t ON t.organization_id = i.organization_id AND t.id = i.interest_id
 WHERE i.organization_id = %(mine)s AND i.constituent_id = ANY (%(people)s)
 ORDER BY person, part, place, 5, 6
"""


def network_held(actor: Actor, people: Collection[int]) -> dict[int, list[Row]]:
    """For each of the acting organization's people their ties, score and inferred topics, in plain values.

    ``what`` is tie (``kind`` and ``direction``, ``on`` and ``until``), score, or seems (``value``). One statement.
    """
    found: dict[int, list[Row]] = defaultdict(list)
    if actor.organization_id is None:
        return found
    with connection.cursor() as cursor:
        cursor.execute(_ALL, {"mine": actor.organization_id, "people": list(people)})
        for person, _, _, what, value, direction, since, until in cursor.fetchall():
            tie = {"what": what, "kind": value, "direction": direction, "on": since, "until": until}
            found[person].append(tie if what == "tie" else {"what": what, "value": value})
    return found
