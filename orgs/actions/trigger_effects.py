"""What triggers do: tasks, tags and lines in the inbox, for many people in one statement each, and their undo."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from orgs.models import ContactPoint, Trigger
from orgs.queries.members import acting_organization
from orgs.queries.trigger_people import Case, turned_to

# The ids are drawn first, so that two runs about one person each keep their own task.
_TASKS = """
WITH given AS MATERIALIZED (
    SELECT run, person, member, nextval(pg_get_serial_sequence('orgs_task', 'id')) AS task
      FROM unnest(%(runs)s::bigint[], %(people)s::bigint[], %(members)s::bigint[]) AS one (run, person, member)
), made AS (
    INSERT INTO orgs_task (id, organization_id, title, constituent_id, assignee_id, due, source, trigger_id, made_at)
    SELECT task, %(organization)s, %(title)s, person, member, %(due)s, 'trigger', %(trigger)s, %(now)s FROM given
)
UPDATE orgs_triggerrun r SET row = given.task, member = given.member FROM given
 WHERE r.organization_id = %(organization)s AND r.id = given.run
"""
_TAGS = """
WITH put AS (
    INSERT INTO orgs_constituenttag (organization_id, constituent_id, tag_id, tagged_at)
    SELECT DISTINCT %(organization)s::bigint, person, %(tag)s::bigint, %(now)s::timestamptz
      FROM unnest(%(people)s::bigint[]) AS one (person)
    ON CONFLICT DO NOTHING RETURNING id, constituent_id
)
UPDATE orgs_triggerrun r SET row = put.id
  FROM put, (SELECT min(run) AS run, person
               FROM unnest(%(runs)s::bigint[], %(people)s::bigint[]) AS one (run, person) GROUP BY person) first
 WHERE r.organization_id = %(organization)s AND r.id = first.run AND put.constituent_id = first.person
"""
_NOTICES = """
INSERT INTO orgs_triggernotice (organization_id, run_id, member_id, made_at)
SELECT %(organization)s, run, member, %(now)s
  FROM unnest(%(told)s::bigint[], %(tellings)s::bigint[]) AS one (run, member)
ON CONFLICT DO NOTHING
"""


def carry_out(actor: Actor, now: datetime, trigger: Trigger, cases: Sequence[Case]) -> None:
    """Do what the trigger does for each of its runs, which are written; inside ``coming_by("trigger")``."""
    if not cases:
        return
    values = {
        "organization": trigger.organization_id, "trigger": trigger.pk, "now": now, "tag": trigger.put_tag_id,
        "title": trigger.title, "runs": [case.run for case in cases], "people": [case.person for case in cases],
    }  # fmt: skip
    if trigger.effect == Trigger.Effect.TAG:
        _run(_TAGS, values)
    else:
        found = turned_to(actor, trigger, cases)
        if trigger.effect == Trigger.Effect.TASK:
            today = now.astimezone(ZoneInfo(acting_organization(actor).time_zone)).date()
            members = [next(iter(found[case.run]), None) for case in cases]
            _run(_TASKS, values | {"members": members, "due": today + timedelta(days=trigger.due_days)})
        else:
            pairs = [(run, member) for run, members in found.items() for member in members]
            told = {"told": [run for run, _ in pairs], "tellings": [member for _, member in pairs]}
            _run(_NOTICES, values | told)
    _record(actor, trigger, cases)


def _record(actor: Actor, trigger: Trigger, cases: Sequence[Case]) -> None:
    points = owned(ContactPoint.objects.all(), actor).filter(constituent__in={case.person for case in cases})
    record(
        "orgs.trigger.ran",
        actor=actor,
        object_type="trigger",
        object_ref=trigger.pk,
        subjects=sorted(set(points.order_by().values_list("subject_id", flat=True))),
        detail={"times": len(cases), "effect": trigger.effect, "version": trigger.version},
    )


def _run(statement: str, values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
