"""Who knows whom in the demo: households, friends, a board, and a way to a councilmember; then the scores."""

from datetime import datetime

from django.db import connection, transaction

from audit.log.actions import record
from coalition.demo.accounts import team_member
from coalition.demo.organizations import DemoOrganization
from coalition.platform.tenancy import acting, owned, system_actor
from orgs.actions.engagement import refresh_engagement
from orgs.models import Relationship

# People by their place on the list: the board, who is a friend of the board, and whom nobody of us knows.
BOARD, BETWEEN, COUNCILMEMBER = (3, 8, 21, 34, 55), 144, 233

_RANKED = """
WITH ranked AS (
    SELECT id, row_number() OVER (ORDER BY external_id, id) AS place, family_name,
           row_number() OVER (PARTITION BY street, city, family_name ORDER BY external_id, id) AS at_home, street, city
      FROM orgs_constituent WHERE organization_id = %(mine)s AND type = 'person'
), tied (person, other, kind, strength) AS (
    SELECT a.id, b.id, CASE b.at_home WHEN 2 THEN 'spouse' ELSE 'parent' END, 3
      FROM ranked a JOIN ranked b USING (street, city, family_name)
     WHERE street <> '' AND a.at_home < least(b.at_home, 3) AND b.at_home <= 4
    UNION ALL
    SELECT a.id, b.id, CASE WHEN a.place %% 2 = 0 THEN 'friend' ELSE 'neighbor' END, 1 + a.place %% 3
      FROM ranked a JOIN ranked b ON b.place = a.place + 11 WHERE a.place %% 3 = 0
    UNION ALL
    SELECT a.id, b.id, 'colleague', 1 + a.place %% 2 FROM ranked a JOIN ranked b ON b.place = a.place + 29
     WHERE a.place %% 7 = 0
    UNION ALL
    SELECT a.id, b.id, 'friend', 2 + a.place %% 2 FROM ranked a JOIN ranked b ON b.place = %(between)s
     WHERE a.place = ANY (%(board)s)
    UNION ALL
    SELECT a.id, b.id, 'colleague', 3 FROM ranked a JOIN ranked b ON b.place = %(councilmember)s
     WHERE a.place = %(between)s
    UNION ALL
    SELECT a.id, o.id, CASE WHEN a.place = ANY (%(board)s) THEN 'board' ELSE 'employee' END, 2
      FROM ranked a JOIN orgs_constituent o ON o.organization_id = %(mine)s AND o.type = 'organization'
     WHERE a.place %% 97 = o.id %% 97
)
INSERT INTO orgs_relationship (organization_id, person_id, other_id, kind, strength, note, since)
SELECT %(mine)s, CASE WHEN kind IN ('parent', 'board', 'employee') THEN person ELSE least(person, other) END,
       CASE WHEN kind IN ('parent', 'board', 'employee') THEN other ELSE greatest(person, other) END,
       kind, strength, '', CASE WHEN person %% 4 = 0 THEN DATE '2015-05-01' + (person %% 3000)::int END
  FROM tied ON CONFLICT DO NOTHING
"""
_ROLES = """
INSERT INTO orgs_constituentrole (organization_id, constituent_id, role, since)
SELECT %(mine)s, id, CASE place WHEN %(councilmember)s THEN 'politician' ELSE 'board' END, DATE '2024-01-15'
  FROM (SELECT id, row_number() OVER (ORDER BY external_id, id) AS place FROM orgs_constituent
         WHERE organization_id = %(mine)s AND type = 'person') ranked
 WHERE place = ANY (%(board)s) OR place = %(councilmember)s
    ON CONFLICT DO NOTHING
"""
# What people did was about something, mostly about one thing each; and somebody of the team was there.
_ABOUT = """
UPDATE orgs_interaction i
   SET topic_id = CASE WHEN i.kind IN ('petition', 'event', 'meeting', 'shift') AND i.constituent_id %% 3 < 2
                       THEN coalesce(i.topic_id, t.id) ELSE i.topic_id END,
       actor_id = CASE WHEN i.kind IN ('call', 'meeting') THEN coalesce(i.actor_id, %(organizer)s) ELSE i.actor_id END
  FROM (SELECT id, row_number() OVER (ORDER BY name) - 1 AS place, count(*) OVER () AS topics
          FROM orgs_interest WHERE organization_id = %(mine)s) t
 WHERE i.organization_id = %(mine)s AND i.source = 'history' AND i.constituent_id %% t.topics = t.place
"""


def weave_network(own: DemoOrganization, now: datetime) -> None:
    """Tie an organization's people to each other, once, and compute how engaged they are."""
    actor = team_member(own, "organizer")
    system = system_actor(organization_id=actor.organization_id)
    with acting(system), transaction.atomic(), connection.cursor() as cursor:
        if owned(Relationship.objects.all(), system).exists():
            return
        values = {
            "mine": actor.organization_id, "board": list(BOARD), "between": BETWEEN, "councilmember": COUNCILMEMBER,
            "organizer": actor.user_id,
        }  # fmt: skip
        cursor.execute(_RANKED, values)
        record("orgs.relationship.added", actor=actor, object_type="relationships", detail={"lines": cursor.rowcount})
        cursor.execute(_ROLES, values)
        cursor.execute(_ABOUT, values)
        refresh_engagement(actor=system, now=now)
