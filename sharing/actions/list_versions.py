"""Versions of lists: an organization's granted segment, as last counted."""

from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from coalition.platform.tenancy import Actor, owned
from orgs.actions.field_use import touch_segment
from orgs.models import Constituent
from sharing.models import Campaign, Grant, ListVersion
from sharing.queries.grants import granted_people

# Chosen once and for all: just after an import the planner knows nothing of the tables, and would choose them anew for
# every contact point.
_NOW = """
WITH members AS MATERIALIZED ({members})
SELECT coalesce(array_agg(point.constituent_id ORDER BY point.constituent_id, point.subject_id), '{{}}'),
       coalesce(array_agg(point.subject_id ORDER BY point.constituent_id, point.subject_id), '{{}}')
  FROM orgs_contactpoint point
 WHERE point.organization_id = %s AND point.constituent_id IN (TABLE members)
"""
_CHANGED = """
WITH before AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[])), after AS (
    SELECT * FROM unnest(%s::bigint[], %s::bigint[])
)
SELECT count(DISTINCT person) FROM (
    (SELECT * FROM before EXCEPT SELECT * FROM after) UNION ALL (SELECT * FROM after EXCEPT SELECT * FROM before)
) AS changed(person, subject)
"""


def refresh_list_version(own: Actor, now: datetime, campaign: Campaign) -> ListVersion:
    """The current version of the acting organization's list, after making a new one if enough people changed.

    Call it in that organization's scope. People without any identifier are in no version: nobody can match them.
    """
    grant = owned(Grant.objects.all(), own).select_related("segment").get(campaign=campaign, revoked_at__isnull=True)
    people, subjects = _keys_now(own, granted_people(own, grant))
    touch_segment(own, now, grant.segment)
    version = owned(ListVersion.objects.all(), own).filter(campaign=campaign).first()
    if version is None:
        return ListVersion.objects.create(
            coalition_id=campaign.coalition_id,
            organization_id=grant.organization_id,
            campaign=campaign,
            version=1,
            people=people,
            subjects=subjects,
            created_at=now,
        )
    if _changed(version, people, subjects) >= campaign.agreement.count_threshold:
        version.version += 1
        version.people, version.subjects, version.created_at = people, subjects, now
        version.save()
    return version


def _keys_now(own: Actor, members: QuerySet[Constituent]) -> tuple[list[int], list[int]]:
    statement, values = members.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_NOW.format(members=statement), [*values, own.organization_id])
        people, subjects = cursor.fetchone()
    return people, subjects


def _changed(version: ListVersion, people: list[int], subjects: list[int]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, [version.people, version.subjects, people, subjects])
        changed: int = cursor.fetchone()[0]
    return changed
