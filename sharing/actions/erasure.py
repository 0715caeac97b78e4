"""Deleting a person from an organization's audiences, call lists and counted lists."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection

from coalition.platform.forgetting import Forgotten
from coalition.platform.tenancy import Actor

_FEWER = """
UPDATE sharing_calllist c SET total = greatest(c.total - gone.people, 0)
  FROM (SELECT call_list_id, count(*) AS people FROM sharing_calllistentry
         WHERE organization_id = %(organization)s AND constituent_id = ANY (%(people)s) GROUP BY call_list_id) gone
 WHERE c.id = gone.call_list_id AND c.organization_id = %(organization)s
"""
_OF_PEOPLE = {
    "sharing_calllistentry": "DELETE FROM sharing_calllistentry"
    " WHERE organization_id = %(organization)s AND constituent_id = ANY (%(people)s)",
    "sharing_audiencemember": "DELETE FROM sharing_audiencemember"
    " WHERE organization_id = %(organization)s AND constituent_id = ANY (%(people)s)",
    # Two arrays side by side: the same places go from both. The version stays, as for any small change of a list.
    "sharing_listversion": """
UPDATE sharing_listversion v
   SET people = kept.people, subjects = kept.subjects
  FROM (SELECT l.id, coalesce(array_agg(e.person ORDER BY e.place) FILTER (WHERE keeps), '{}') AS people,
               coalesce(array_agg(e.subject ORDER BY e.place) FILTER (WHERE keeps), '{}') AS subjects
          FROM sharing_listversion l
         CROSS JOIN LATERAL unnest(l.people, l.subjects) WITH ORDINALITY AS e(person, subject, place)
         CROSS JOIN LATERAL (SELECT NOT (e.person = ANY (%(people)s) OR e.subject = ANY (%(subjects)s))) k(keeps)
         WHERE l.organization_id = %(organization)s
         GROUP BY l.id HAVING bool_or(NOT keeps)) kept
 WHERE v.id = kept.id AND v.organization_id = %(organization)s
""",
}
TABLES = tuple(_OF_PEOPLE)


def forget(*, actor: Actor, now: datetime, who: Forgotten) -> dict[str, int]:
    """Delete the person at one organization; everywhere there is nothing more. Raises PermissionDenied.

    A caller who has the person on the screen at that moment finds them gone at the next click.
    """
    if actor.role != "system":
        raise PermissionDenied
    if who.organization_id is None:
        return {}
    values: dict[str, Any] = {
        "organization": who.organization_id,
        "people": list(who.people),
        "subjects": list(who.subjects),
    }
    deleted = {}
    with connection.cursor() as cursor:
        cursor.execute(_FEWER, values)
        for table, statement in _OF_PEOPLE.items():
            cursor.execute(statement, values)
            deleted[table] = cursor.rowcount
    return deleted
