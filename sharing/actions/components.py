"""Who is the same person: connected components of records that share an identifier, in temporary tables.

``person_record`` has one row for each record of each organization, ``person_key`` its identifiers (consent subjects),
with the person's name key where others of the list have the same.
Both vanish with the transaction, and hold ids only: no name, no address, no contact key.
"""

from django.db import connection

SHARED_BY_MANY = 5  # an identifier on more records than this of one organization joins nobody (a front desk, a clinic)
_LONGEST_CHAIN = 60

_TABLES = """
DROP TABLE IF EXISTS pg_temp.person_record, pg_temp.person_key, pg_temp.person_edge, pg_temp.person_offer,
    pg_temp.person_root, pg_temp.person_best, pg_temp.person_room, pg_temp.person_choice;
CREATE TEMP TABLE person_record (
    node bigint GENERATED ALWAYS AS IDENTITY, organization bigint NOT NULL, person bigint NOT NULL,
    component bigint, contact_point bigint, contacted bigint, affinity integer NOT NULL DEFAULT 0, reason text
) ON COMMIT DROP;
CREATE TEMP TABLE person_key (
    organization bigint NOT NULL, person bigint NOT NULL, subject bigint NOT NULL, name bytea
) ON COMMIT DROP;
"""
_EDGES = """
ANALYZE person_record;
ANALYZE person_key;
CREATE TEMP TABLE person_edge ON COMMIT DROP AS
SELECT DISTINCT record.node, key.subject
  FROM person_key key JOIN person_record record USING (organization, person)
  LEFT JOIN (
      SELECT DISTINCT subject FROM person_key GROUP BY organization, subject HAVING count(DISTINCT person) > %(many)s
  ) desk ON desk.subject = key.subject
 WHERE desk.subject IS NULL;
CREATE INDEX ON person_edge (subject);
CREATE INDEX ON person_edge (node);
CREATE UNIQUE INDEX ON person_record (node);
ANALYZE person_edge;
UPDATE person_record SET component = node
"""
# One step: every record takes the least label among the records that it shares an identifier with, then the label of
# that label, which halves long chains.
_SPREAD = """
WITH key_label AS (
    SELECT e.subject, min(r.component) AS least
      FROM person_edge e JOIN person_record r USING (node) GROUP BY e.subject
), heard AS (
    SELECT e.node, min(k.least) AS least FROM person_edge e JOIN key_label k USING (subject) GROUP BY e.node
)
UPDATE person_record r SET component = h.least FROM heard h WHERE h.node = r.node AND h.least < r.component
"""
_JUMP = """
UPDATE person_record r SET component = root.component
  FROM person_record root WHERE root.node = r.component AND root.component < r.component
"""


def open_tables() -> None:
    """Create the empty temporary tables; whatever an earlier count of this transaction left goes."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)


def connect_people() -> None:
    """Give each record of ``person_record`` the label of its component, by set-based label propagation."""
    with connection.cursor() as cursor:
        for statement in _EDGES.strip().split(";\n"):
            cursor.execute(statement, {"many": SHARED_BY_MANY})
        for _ in range(_LONGEST_CHAIN):
            cursor.execute(_SPREAD)
            if cursor.rowcount == 0:
                return
            cursor.execute(_JUMP)
    raise RuntimeError("records are linked in a longer chain than people are")
