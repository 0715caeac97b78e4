"""Who talks to whom: one organization for each person, the one that knows them best and has room."""

from collections.abc import Mapping

from django.db import connection

# One offer per person and organization: its best record. A number that is on several people's records goes to one of
# them, and a person who was spoken with already, by anyone, is offered to nobody.
_OFFERS = """
CREATE UNIQUE INDEX ON person_record (organization, person);
ANALYZE person_record;
CREATE TEMP TABLE person_root ON COMMIT DROP AS
SELECT component, min(subject) AS subject, bool_or(record.reason = 'already_contacted') AS spoken
  FROM person_record record JOIN person_key USING (organization, person) GROUP BY component;
CREATE UNIQUE INDEX ON person_root (component);
ANALYZE person_root;
CREATE TEMP TABLE person_best ON COMMIT DROP AS
SELECT DISTINCT ON (record.component, record.organization)
       record.component, record.organization, record.node, record.contacted, record.affinity,
       md5(root.subject || ':' || record.organization) AS tie
  FROM person_record record JOIN person_root root USING (component)
 WHERE record.reason IS NULL AND NOT coalesce(root.spoken, false)
 ORDER BY record.component, record.organization, record.affinity DESC, md5(record.contacted::text), record.person;
CREATE INDEX ON person_best (contacted, component);
ANALYZE person_best;
CREATE TEMP TABLE person_offer ON COMMIT DROP AS
WITH speaks_for AS (
    SELECT DISTINCT ON (contacted) contacted, component FROM person_best
     ORDER BY contacted, affinity DESC, tie, component
)
SELECT best.* FROM person_best best JOIN speaks_for USING (contacted, component);
CREATE INDEX ON person_offer (component);
CREATE TEMP TABLE person_room (organization bigint PRIMARY KEY, room bigint NOT NULL) ON COMMIT DROP;
CREATE TEMP TABLE person_choice (
    component bigint PRIMARY KEY, organization bigint NOT NULL, node bigint NOT NULL UNIQUE
) ON COMMIT DROP;
ANALYZE person_offer
"""
# A round: everybody without an organization goes to the best one with room; each takes its best first. A round either
# places all who came or fills an organization, so there are at most as many rounds as organizations, and one.
_ROUND = """
WITH wanted AS (
    SELECT DISTINCT ON (offer.component) offer.*
      FROM person_offer offer JOIN person_room USING (organization)
     WHERE room > 0 AND NOT EXISTS (SELECT 1 FROM person_choice choice WHERE choice.component = offer.component)
     ORDER BY offer.component, offer.affinity DESC, offer.tie
), ranked AS (
    SELECT wanted.*, row_number() OVER (PARTITION BY organization ORDER BY affinity DESC, tie) AS place FROM wanted
), taken AS (
    INSERT INTO person_choice (component, organization, node)
    SELECT component, organization, node FROM ranked JOIN person_room USING (organization) WHERE place <= room
    RETURNING organization
)
UPDATE person_room SET room = room - took.people
  FROM (SELECT organization, count(*) AS people FROM taken GROUP BY organization) took
 WHERE person_room.organization = took.organization
"""
_REASONS = """
UPDATE person_record record SET reason = CASE
       WHEN choice.node = record.node THEN 'included'
       WHEN choice.organization = record.organization THEN 'household'
       WHEN choice.organization IS NOT NULL THEN 'other_organization'
       WHEN spoken.component IS NOT NULL THEN 'other_organization'
       WHEN offer.node IS NULL THEN 'household'
       ELSE 'over_capacity' END
  FROM person_record own
  LEFT JOIN person_choice choice ON choice.component = own.component
  LEFT JOIN person_offer offer ON offer.component = own.component AND offer.organization = own.organization
  LEFT JOIN (SELECT DISTINCT component FROM person_record WHERE reason = 'already_contacted') spoken
    ON spoken.component = own.component
 WHERE own.node = record.node AND record.reason IS NULL
"""


def allocate(capacities: Mapping[int, int]) -> None:
    """Give each person of ``person_record`` to at most one organization, within ``capacities`` (by organization id).

    Afterwards every ``reason`` is set; ``included`` marks the one record through which a person is contacted.
    Call it after ``connect_people``.
    """
    with connection.cursor() as cursor:
        for statement in _OFFERS.strip().split(";\n"):
            cursor.execute(statement)
        cursor.executemany("INSERT INTO person_room VALUES (%s, %s)", list(capacities.items()))
        for _ in range(len(capacities) + 1):
            cursor.execute(_ROUND)
            if cursor.rowcount == 0:
                break
        cursor.execute(_REASONS)
