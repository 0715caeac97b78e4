"""Who sees and looks after people, tasks about them, triggers that fired, as held: for themselves and their requests.

That access to a record was asked for is told, with the reason; who asked, and who does a task, is a member's doing and
is not.
"""

from collections.abc import Collection

from django.db import connection

from coalition.platform.tenancy import Actor

Row = dict[str, str]

_ALL = """
SELECT m.constituent_id, 'restricted', g.kind, g.name
  FROM orgs_restrictedmember m
  JOIN orgs_restrictedgroup g ON g.organization_id = m.organization_id AND g.id = m.group_id
 WHERE m.organization_id = %(mine)s AND m.constituent_id = ANY (%(people)s)
UNION ALL
SELECT s.constituent_id, 'steward', s.rule, coalesce(u.name, '')
  FROM orgs_stewardship s LEFT JOIN orgs_user u ON u.id = s.steward_id
 WHERE s.organization_id = %(mine)s AND s.constituent_id = ANY (%(people)s)
UNION ALL
SELECT r.constituent_id, 'request', r.kind, r.reason
  FROM orgs_accessrequest r
 WHERE r.organization_id = %(mine)s AND r.constituent_id = ANY (%(people)s)
UNION ALL
SELECT t.constituent_id, 'task', CASE WHEN t.done_at IS NULL THEN 'open' ELSE 'done' END,
       concat_ws(': ', t.title, nullif(t.note, ''))
  FROM orgs_task t
 WHERE t.organization_id = %(mine)s AND t.constituent_id = ANY (%(people)s)
UNION ALL
SELECT r.constituent_id, 'trigger', to_char(r.ran_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'), t.name
  FROM orgs_triggerrun r JOIN orgs_trigger t ON t.organization_id = r.organization_id AND t.id = r.trigger_id
 WHERE r.organization_id = %(mine)s AND r.constituent_id = ANY (%(people)s) AND r.state <> 'dropped'
 ORDER BY 1, 2, 3, 4
"""


def turf_held(actor: Actor, people: Collection[int]) -> list[tuple[int, Row]]:
    """Of the acting organization's people: person and ``{"what", "name", "value"}``, in one statement.

    ``what`` is restricted (``name``: the kind of group), steward (``name``: the rule), request (``name``: its kind,
    ``value``: the reason), task (``name``: open or done, ``value``: the words; removed ones until they are deleted)
    or trigger (``name``: the day, ``value``: its name).
    """
    if actor.organization_id is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_ALL, {"mine": actor.organization_id, "people": list(people)})
        return [
            (person, {"what": what, "name": name, "value": value}) for person, what, name, value in cursor.fetchall()
        ]
