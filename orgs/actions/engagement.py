"""How engaged people are, and what they seem to care about: computed for a whole list in one statement each."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from audit.log.actions import record
from coalition.platform.tenancy import Actor
from orgs.rules import engagement

KEPT_DAYS = 30  # a removed relationship, to be put back
LEAST_DEPTH = 2  # two petitions, or one call: less says nothing of what somebody cares about

# {whom} is empty, or narrows to some people: a condition that is sometimes true for everybody would hide the index.
_DEEDS = """
WITH deeds AS MATERIALIZED (
    SELECT i.constituent_id, i.kind, i.topic_id, i.occurred_at, (%(depths)s::jsonb ->> i.kind)::int AS depth,
           %(today)s::date - (i.occurred_at AT TIME ZONE 'UTC')::date AS age
      FROM orgs_interaction i
     WHERE i.organization_id = %(mine)s {whom}
       AND i.occurred_at >= %(since)s AND i.occurred_at < %(until)s
       AND i.kind = ANY (%(kinds)s) AND i.outcome <> ALL (%(in_vain)s)
)"""
_SCORE = """, by_kind AS (
    SELECT constituent_id, kind, count(*) FILTER (WHERE age < %(year)s) AS times, min(age) AS age, sum(depth) AS depth,
           max(occurred_at) AS last_at
      FROM deeds GROUP BY constituent_id, kind
), fresh AS MATERIALIZED (
    SELECT constituent_id,
           greatest(0, %(recency)s * (%(year)s - min(age)) / %(year)s)::smallint AS recency,
           least(%(frequency)s, %(each)s * sum(times))::smallint AS frequency,
           least(%(depth)s, sum(depth))::smallint AS depth,
           max(last_at) AS last_at, max(last_at) FILTER (WHERE kind = ANY (%(spoken)s)) AS spoken_at,
           coalesce(jsonb_object_agg(kind, times) FILTER (WHERE times > 0), '{{}}') AS year
      FROM by_kind GROUP BY constituent_id
), gone AS (
    DELETE FROM orgs_engagement i WHERE i.organization_id = %(mine)s {whom}
       AND NOT EXISTS (SELECT FROM fresh f WHERE f.constituent_id = i.constituent_id)
)
INSERT INTO orgs_engagement AS e (organization_id, constituent_id, score, recency, frequency, depth, last_at, spoken_at,
                                  year, computed_at)
SELECT %(mine)s, constituent_id, recency + frequency + depth, recency, frequency, depth, last_at, spoken_at, year,
       %(now)s
  FROM fresh
    ON CONFLICT (organization_id, constituent_id) DO UPDATE
   SET score = excluded.score, recency = excluded.recency, frequency = excluded.frequency, depth = excluded.depth,
       last_at = excluded.last_at, spoken_at = excluded.spoken_at, year = excluded.year,
       computed_at = excluded.computed_at
 WHERE (e.recency, e.frequency, e.depth, e.last_at, e.spoken_at, e.year) IS DISTINCT FROM
       (excluded.recency, excluded.frequency, excluded.depth, excluded.last_at, excluded.spoken_at, excluded.year)
"""
# What a gift was for speaks for the topic that the fund is named after.
_TOPICS = """, said AS (
    SELECT constituent_id, topic_id, kind, occurred_at, depth FROM deeds WHERE topic_id IS NOT NULL
     UNION ALL
    SELECT i.constituent_id, t.id, 'gift', i.received_on::timestamp AT TIME ZONE 'UTC', %(gift)s
      FROM orgs_gift i
      JOIN orgs_fund f ON f.organization_id = i.organization_id AND f.id = i.fund_id
      JOIN orgs_interest t ON t.organization_id = f.organization_id
       AND position(commonlist.plain(t.name) IN commonlist.plain(f.name)) > 0
     WHERE i.organization_id = %(mine)s {whom} AND i.taken_back_at IS NULL
       AND i.received_on >= %(since)s::date AND i.received_on < %(until)s::date
), by_kind AS (
    SELECT constituent_id, topic_id, kind, count(*) AS times, sum(depth) AS depth, max(occurred_at) AS last_at
      FROM said GROUP BY constituent_id, topic_id, kind
), fresh AS MATERIALIZED (
    SELECT constituent_id, topic_id, sum(times)::int AS times, jsonb_object_agg(kind, times) AS by_kind,
           max(last_at) AS last_at
      FROM by_kind s
     WHERE NOT EXISTS (SELECT FROM orgs_constituentinterest c WHERE c.organization_id = %(mine)s
                          AND c.constituent_id = s.constituent_id AND c.interest_id = s.topic_id)
     GROUP BY constituent_id, topic_id HAVING sum(depth) >= %(least)s
), gone AS (
    DELETE FROM orgs_inferredinterest i WHERE i.organization_id = %(mine)s {whom} AND i.dismissed_at IS NULL
       AND NOT EXISTS (SELECT FROM fresh f WHERE f.constituent_id = i.constituent_id AND f.topic_id = i.interest_id)
)
INSERT INTO orgs_inferredinterest AS e (organization_id, constituent_id, interest_id, times, by_kind, last_at,
                                        computed_at)
SELECT %(mine)s, constituent_id, topic_id, times, by_kind, last_at, %(now)s FROM fresh
    ON CONFLICT (organization_id, constituent_id, interest_id) DO UPDATE
   SET times = excluded.times, by_kind = excluded.by_kind, last_at = excluded.last_at,
       computed_at = excluded.computed_at
 WHERE (e.times, e.by_kind, e.last_at) IS DISTINCT FROM (excluded.times, excluded.by_kind, excluded.last_at)
"""


_SOME = "AND i.constituent_id = ANY (%(people)s)"


def refresh_engagement(*, actor: Actor, now: datetime, person_ids: Sequence[int] | None = None) -> int:
    """Compute scores and inferred interests anew, of some people or of all; how many scores changed.

    Relationships that were removed a month ago go for good. Raises PermissionDenied: it is the platform's own work.
    """
    if actor.role != "system" or actor.organization_id is None:
        raise PermissionDenied
    values = _values(actor, now, person_ids)
    whom = "" if person_ids is None else _SOME
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute((_DEEDS + _SCORE).format(whom=whom), values)
        changed = int(cursor.rowcount)
        cursor.execute((_DEEDS + _TOPICS).format(whom=whom), values)
        topics = int(cursor.rowcount)
        cursor.execute(
            "DELETE FROM orgs_relationship WHERE organization_id = %s AND removed_at < %s",
            [actor.organization_id, now - timedelta(days=KEPT_DAYS)],
        )
        record(
            "orgs.engagement.computed",
            actor=actor,
            object_type="engagement",
            detail={"scores": changed, "topics": topics},
        )
    return changed


def refresh_score(actor: Actor, now: datetime, person_id: int) -> None:
    """Compute one person's score anew, in one statement, inside the transaction that wrote down what happened.

    What they seem to care about waits for the night.
    """
    with connection.cursor() as cursor:
        cursor.execute((_DEEDS + _SCORE).format(whom=_SOME), _values(actor, now, [person_id]))


def _values(actor: Actor, now: datetime, person_ids: Sequence[int] | None) -> dict[str, Any]:
    today = now.astimezone(UTC).date()
    tomorrow = datetime.combine(today + timedelta(days=1), time(), tzinfo=UTC)
    return {
        "mine": actor.organization_id, "people": None if person_ids is None else list(person_ids), "now": now,
        "today": today, "since": tomorrow - timedelta(days=engagement.WINDOW_DAYS), "until": tomorrow,
        "year": engagement.YEAR_DAYS, "depths": json.dumps(dict(engagement.DEPTH_OF)),
        "kinds": list(engagement.DEPTH_OF), "in_vain": list(engagement.IN_VAIN), "spoken": list(engagement.SPOKEN),
        "recency": engagement.RECENCY_MOST, "frequency": engagement.FREQUENCY_MOST, "depth": engagement.DEPTH_MOST,
        "each": engagement.EACH_TIME, "gift": engagement.DEPTH_OF["gift"], "least": LEAST_DEPTH,
    }  # fmt: skip
