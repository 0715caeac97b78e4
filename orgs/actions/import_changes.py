"""What the staged rows change in the organization's list: found out first (the check stops there), then written.

Every statement names the organization, and every one is set-based.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from orgs.actions.import_staging import TEXTS, Tally

# A given name and an id stay once they are known; a family name is taken over from a row with the person's own id.
_KEPT = ("given_name", "external_id")
_PLAIN = tuple(name for name in TEXTS if name not in {*_KEPT, "family_name", "note"})

# The lines of a note once each, in their order.
_LINES = (
    "(SELECT string_agg(line, E'\\n' ORDER BY n) FROM (SELECT line, min(n) AS n"
    " FROM unnest(string_to_array({0}, E'\\n')) WITH ORDINALITY AS u(line, n) WHERE line <> '' GROUP BY line) one)"
)
_MERGE = """
UPDATE pg_temp.import_row r SET {assignments}, note = coalesce({lines}, '')
  FROM (SELECT person, string_agg(note, E'\\n' ORDER BY row) AS note, {firsts}
          FROM pg_temp.import_row
         WHERE person IN (SELECT person FROM pg_temp.import_row WHERE NOT first)
         GROUP BY person) d
 WHERE r.person = d.person AND r.first
"""
_CHANGES = """
INSERT INTO pg_temp.import_change (person, note, {names})
SELECT n.person, n.note, {ours_plain} FROM (
    SELECT c.id AS person, {values},
           c.note || CASE WHEN c.note <> '' AND new.note <> '' THEN E'\\n' ELSE '' END || new.note AS note
      FROM pg_temp.import_row r
      JOIN orgs_constituent c ON c.organization_id = %(organization)s AND c.id = r.person
     CROSS JOIN LATERAL (
           SELECT coalesce(string_agg(line, E'\\n' ORDER BY n), '') AS note
             FROM unnest(string_to_array(r.note, E'\\n')) WITH ORDINALITY AS u(line, n)
            WHERE line <> '' AND position(line IN c.note) = 0) new
     WHERE r.first AND NOT r.fresh) n
  JOIN orgs_constituent c ON c.organization_id = %(organization)s AND c.id = n.person
 WHERE ({ours}) IS DISTINCT FROM ({theirs})
"""
_NEW_POINTS = """
INSERT INTO pg_temp.import_new_point (row, person, position, kind, contact_key, sealed, subject, fresh)
SELECT DISTINCT ON (p.person, p.contact_key)
       p.row, p.person, p.position, p.kind, p.contact_key, p.sealed, p.subject, r.fresh
  FROM pg_temp.import_point p JOIN pg_temp.import_row r ON r.person = p.person AND r.first
 WHERE NOT EXISTS (SELECT 1 FROM orgs_contactpoint c
                    WHERE c.organization_id = %(organization)s AND c.constituent_id = p.person
                      AND c.contact_key = p.contact_key)
 ORDER BY p.person, p.contact_key, p.row, p.position
"""
_NEW_INTERESTS = """
INSERT INTO pg_temp.import_new_interest (person, name, row)
SELECT DISTINCT ON (i.person, lower(i.name)) i.person, i.name, i.row
  FROM pg_temp.import_interest i
 WHERE NOT EXISTS (SELECT 1 FROM orgs_constituentinterest h
                     JOIN orgs_interest t ON t.organization_id = %(organization)s AND t.id = h.interest_id
                    WHERE h.organization_id = %(organization)s AND h.constituent_id = i.person
                      AND lower(t.name) = lower(i.name))
 ORDER BY i.person, lower(i.name), i.row
"""
# Records that whoever brings the list may not see: what it says of them is not even compared in the counts.
_CLOSED = """
INSERT INTO pg_temp.import_issue (row, heading, reason, rejected)
SELECT row, '', 'record_closed', false FROM pg_temp.import_row WHERE NOT fresh AND person = ANY (%(closed)s)
"""
_LEFT_ALONE = "DELETE FROM pg_temp.{table} WHERE person = ANY (%(closed)s)"
_COUNT_UPDATED = """
SELECT count(*) FROM pg_temp.import_row r WHERE r.first AND NOT r.fresh AND r.person IN (
    SELECT person FROM pg_temp.import_change UNION SELECT person FROM pg_temp.import_new_point
    UNION SELECT person FROM pg_temp.import_new_interest)
"""
_INSERT_PEOPLE = """
INSERT INTO orgs_constituent (
    id, organization_id, type, fingerprint, {columns}, source, created_at, updated_at)
SELECT r.person, %(organization)s, r.type, r.fingerprint, {values}, %(source)s, now(), now()
  FROM pg_temp.import_row r WHERE r.first AND r.fresh ORDER BY r.row
"""
_UPDATE_PEOPLE = """
UPDATE orgs_constituent c SET {assignments}, updated_at = now()
  FROM pg_temp.import_change n WHERE c.organization_id = %(organization)s AND c.id = n.person
"""
_INSERT_POINTS = """
INSERT INTO orgs_contactpoint (
    organization_id, constituent_id, kind, sealed, contact_key, subject_id, preferred, created_at)
SELECT %(organization)s, n.person, n.kind, n.sealed, n.contact_key, n.subject, n.fresh AND n.position = 0, now()
  FROM pg_temp.import_new_point n ORDER BY n.row, n.position
    ON CONFLICT (organization_id, constituent_id, contact_key) DO NOTHING
"""
_INSERT_TOPICS = """
INSERT INTO orgs_interest (organization_id, name)
SELECT %(organization)s, name FROM (
    SELECT DISTINCT ON (lower(n.name)) n.name FROM pg_temp.import_new_interest n
     WHERE NOT EXISTS (SELECT 1 FROM orgs_interest t
                        WHERE t.organization_id = %(organization)s AND lower(t.name) = lower(n.name))
     ORDER BY lower(n.name), n.row) topics
    ON CONFLICT (organization_id, name) DO NOTHING
"""
_INSERT_INTERESTS = """
INSERT INTO orgs_constituentinterest (organization_id, constituent_id, interest_id)
SELECT %(organization)s, n.person, t.id
  FROM pg_temp.import_new_interest n
  JOIN (SELECT lower(name) AS name, min(id) AS id FROM orgs_interest
         WHERE organization_id = %(organization)s GROUP BY lower(name)) t ON t.name = lower(n.name)
    ON CONFLICT (organization_id, constituent_id, interest_id) DO NOTHING
"""
_INSERT_ISSUES = """
INSERT INTO orgs_importissue (organization_id, batch_id, row, "column", reason, rejected, sealed)
SELECT %(organization)s, %(batch)s, i.row, left(i.heading, 200), i.reason, i.rejected, i.sealed
  FROM pg_temp.import_issue i ORDER BY i.row
"""


@dataclass(frozen=True, slots=True)
class Effect:
    """How many rows of which kind; together they are all rows."""

    rows: int
    created: int
    updated: int
    unchanged: int
    duplicates: int
    rejected: int


def find_changes(organization_id: int, tally: Tally, closed: Sequence[int] = ()) -> Effect:
    """Compare the staged rows with the list; nothing is written. Facts of the ``closed`` people stay as they are."""
    values = {"organization": organization_id}
    with connection.cursor() as cursor:
        for name in ("import_row", "import_point", "import_interest", "import_choice"):
            cursor.execute(f"ANALYZE pg_temp.{name}")
        cursor.execute(_merge_statement())
        cursor.execute(_changes_statement(), values)
        cursor.execute(_NEW_POINTS, values)
        cursor.execute(_NEW_INTERESTS, values)
        _leave_alone(cursor, tally, closed)
        cursor.execute(_COUNT_UPDATED)
        updated: int = cursor.fetchone()[0]
    people = tally.rows - tally.rejected - tally.duplicates
    unchanged = people - tally.fresh - updated
    return Effect(tally.rows, tally.fresh, updated, unchanged, tally.duplicates, tally.rejected)


def _leave_alone(cursor: Any, tally: Tally, closed: Sequence[int]) -> None:
    if not closed:
        return
    cursor.execute(_CLOSED, {"closed": list(closed)})
    if cursor.rowcount:
        tally.kept["record_closed"] += cursor.rowcount
    for table in ("import_change", "import_new_point", "import_new_interest"):
        cursor.execute(_LEFT_ALONE.format(table=table), {"closed": list(closed)})
    cursor.execute(_LEFT_ALONE.format(table="import_choice") + " AND kind = 'granted'", {"closed": list(closed)})


def write_changes(organization_id: int, *, source: str) -> None:
    """Write what ``find_changes`` found. The subjects of new contact points must be staged (``stage_subjects``)."""
    values: dict[str, int | str] = {"organization": organization_id, "source": source}
    columns, staged = ", ".join(TEXTS), ", ".join(_staged("r", name) for name in TEXTS)
    assignments = ", ".join(f"{name} = {_staged('n', name)}" for name in TEXTS)
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_PEOPLE.format(columns=columns, values=staged), values)
        cursor.execute(_UPDATE_PEOPLE.format(assignments=assignments), values)
        cursor.execute(_INSERT_POINTS, values)
        cursor.execute(_INSERT_TOPICS, values)
        cursor.execute(_INSERT_INTERESTS, values)


def write_issues(organization_id: int, batch_id: int) -> None:
    """Replace the stored issues of the import by the staged ones."""
    values = {"organization": organization_id, "batch": batch_id}
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM orgs_importissue WHERE organization_id = %(organization)s AND batch_id = %(batch)s", values
        )
        cursor.execute(_INSERT_ISSUES, values)


def new_subjects() -> list[int]:
    """The consent subjects of the contact points that are new to the list."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT subject FROM pg_temp.import_new_point ORDER BY subject")
        return [subject for (subject,) in cursor.fetchall()]


def _staged(table: str, name: str) -> str:
    return f"nullif({table}.{name}, '')::date" if name == "birth_date" else f"{table}.{name}"


def _known(name: str) -> str:
    # Staged values are texts, and so is what they are compared with.
    return "coalesce(to_char(c.birth_date, 'YYYY-MM-DD'), '')" if name == "birth_date" else f"c.{name}"


def _merge_statement() -> str:
    texts = [name for name in TEXTS if name != "note"]
    return _MERGE.format(
        assignments=", ".join(f"{name} = coalesce(nullif(r.{name}, ''), d.{name}, '')" for name in texts),
        firsts=", ".join(
            f"(array_agg({name} ORDER BY row) FILTER (WHERE {name} <> ''))[1] AS {name}" for name in texts
        ),
        lines=_LINES.format("d.note"),
    )


def _changes_statement() -> str:
    kept = "CASE WHEN c.{0} = '' THEN r.{0} ELSE c.{0} END AS {0}"
    plain = "CASE WHEN {1} = '' THEN r.{0} WHEN r.same OR r.{0} = '' THEN {1} ELSE r.{0} END AS {0}"
    with_id = "r.external_id <> '' AND c.external_id IN ('', r.external_id)"
    stays = f"c.family_name <> '' AND (r.same OR r.family_name = '' OR NOT ({with_id}))"
    family = f"CASE WHEN {stays} THEN c.family_name ELSE r.family_name END AS family_name"
    values = [kept.format(name) for name in _KEPT] + [plain.format(name, _known(name)) for name in _PLAIN] + [family]
    names = [name for name in TEXTS if name != "note"]
    return _CHANGES.format(
        names=", ".join(names),
        ours_plain=", ".join(f"n.{name}" for name in names),
        values=", ".join(values),
        ours=", ".join(f"n.{name}" for name in TEXTS),
        theirs=", ".join(_known(name) for name in TEXTS),
    )
