"""A list of any length with all that a person's page shows, in proportion: the same numbers give the same people.

Everything is written as rows, in a few statements, without triggers; the indexes of the largest tables come after.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, LiteralString

from psycopg import Connection, sql

from orgs.models import Organization, User

EACH = 5  # interactions of a person, on average
LONG = 60  # of the first person, whose page is opened: more than the page shows
FIRST = 1  # the number of that person, who is made by whoever seeds; the others are numbered from 2 on

# Names repeat as names do: a few are common, most are rare.
NAMES: LiteralString = """
 CROSS JOIN LATERAL (
    SELECT substr(translate(md5('given' || n %% 5000), '0123456789', 'aeiouaeiou'), 1, 7) AS word) given
 CROSS JOIN LATERAL (
    SELECT CASE WHEN n %% 4001 = 7 THEN 'gutierrez'
           ELSE substr(translate(md5('family' || n %% 200000), '0123456789', 'aeiouaeiou'), 1, 9) END AS word) family
"""
_PEOPLE: LiteralString = (
    """
INSERT INTO orgs_constituent (
    id, organization_id, type, external_id, given_name, family_name, honorific, language, street, city, region,
    postal_code, country, job_title, note, source, birth_date, created_at)
SELECT n, %(mine)s, 'person', 'x' || n, initcap(given.word), initcap(family.word), '', 'en', '', 'City ' || n %% 50,
       '', '', '', '', '', 'list',
       -- every hundredth is under age
       CASE WHEN n %% 4 = 1 THEN current_date - CASE WHEN n %% 100 = 1 THEN 5000 ELSE 9000 + n %% 20000 END END,
       now() - make_interval(mins => n)
  FROM generate_series(2, %(people)s) n
"""
    + NAMES
)
# Everybody has an e-mail address, every third person a number; each has said yes, every tenth no.
_SUBJECTS: LiteralString = """
INSERT INTO consent_subject (id, created_at)
SELECT 100 + n, now() FROM generate_series(2, %(people)s) n
 UNION ALL SELECT 20000000 + n, now() FROM generate_series(3, %(people)s, 3) n
"""
_POINTS: LiteralString = """
INSERT INTO orgs_contactpoint (organization_id, constituent_id, kind, sealed, contact_key, subject_id, preferred)
SELECT %(mine)s, n, kind, ''::bytea, sha256(convert_to(kind || n, 'UTF8')), first + n, false
  FROM (SELECT n, 'email' AS kind, 100 AS first FROM generate_series(2, %(people)s) n
         UNION ALL SELECT n, 'phone', 20000000 FROM generate_series(3, %(people)s, 3) n) p
"""
_HOLDINGS: LiteralString = """
INSERT INTO consent_holding (subject_id, holder_id, source)
SELECT s.id, %(mine)s, 'bench' FROM consent_subject s WHERE s.id > 100
"""
_SAID: LiteralString = """
INSERT INTO consent_event (id, subject_id, recipient_organization_id, purpose, channel, kind, effective_at,
                           recorded_at, actor_kind, evidence, legal_basis, source)
SELECT gen_random_uuid(), s.id, %(mine)s, 'contact', CASE WHEN s.id > 20000000 THEN 'phone' ELSE 'email' END,
       CASE WHEN s.id %% 10 = 3 THEN 'refused' ELSE 'granted' END, moment, moment, 'import', 1, '', ''
  FROM consent_subject s, (SELECT now() - interval '90 days' AS moment) m WHERE s.id > 100
"""
_INTERACTIONS: LiteralString = """
INSERT INTO orgs_interaction (organization_id, constituent_id, kind, occurred_at, summary, actor_id)
SELECT %(mine)s, p.n, (ARRAY['call', 'mail', 'event', 'petition', 'meeting'])[1 + k %% 5],
       now() - make_interval(days => (p.n * 31 + k * 97) %% 700, mins => k), 'Interaction ' || k,
       CASE WHEN k %% 5 = 0 THEN %(user)s END
  FROM generate_series(1, %(people)s) AS p(n),
       LATERAL generate_series(1, CASE p.n WHEN 1 THEN %(long)s ELSE %(each)s END) AS k
 ORDER BY 4
"""
_ENGAGED: LiteralString = """
INSERT INTO orgs_engagement (organization_id, constituent_id, score, recency, frequency, depth, last_at, spoken_at,
                             year, computed_at)
SELECT %(mine)s, n, n %% 41 + n %% 31 + n %% 30, n %% 41, n %% 31, n %% 30, now() - make_interval(days => n %% 300),
       now() - make_interval(days => n %% 300), '{"call": 1, "petition": 2}', now()
  FROM generate_series(1, %(people)s) n
"""
# Words and kinds that an organization has few of, and whom they are linked with.
_WORDS: tuple[LiteralString, ...] = (
    "INSERT INTO orgs_tag (id, organization_id, name, folded)"
    " SELECT n, %(mine)s, 'Tag ' || n, 'tag' || n FROM generate_series(1, 40) n",
    "INSERT INTO orgs_interest (id, organization_id, name)"
    " SELECT n, %(mine)s, 'Topic ' || n FROM generate_series(1, 12) n",
    "INSERT INTO orgs_skill (id, organization_id, name)"
    " SELECT n, %(mine)s, 'Skill ' || n FROM generate_series(1, 20) n",
    "INSERT INTO orgs_fund (id, organization_id, name) SELECT n, %(mine)s, 'Fund ' || n FROM generate_series(1, 5) n",
    "INSERT INTO orgs_districtmap (id, organization_id, name, kind, source, file_name)"
    " VALUES (1, %(mine)s, 'Wards', 'ward', 'postcodes', 'wards.csv')",
    "INSERT INTO orgs_district (id, organization_id, map_id, code, name, rings)"
    " SELECT n, %(mine)s, 1, 'W' || n, '', '[]' FROM generate_series(1, 30) n",
    "INSERT INTO orgs_customfield (id, organization_id, name, folded, type, applies_to, visible_to, help)"
    " SELECT n, %(mine)s, 'Field ' || n, 'field' || n, 'text', 'person', 'staff', '' FROM generate_series(1, 6) n",
    "INSERT INTO orgs_peoplelist (id, organization_id, name)"
    " SELECT n, %(mine)s, 'List ' || n FROM generate_series(1, 8) n",
    "INSERT INTO orgs_restrictedgroup (id, organization_id, name, kind, keeper_id, keeper_role, includes_minors)"
    " VALUES (1, %(mine)s, 'Major donors', 'major_donors', NULL, '', false),"
    " (2, %(mine)s, 'Minors', 'minors', NULL, '', true), (3, %(mine)s, 'Board', 'other', %(user)s, '', false)",
)
_LINKS: tuple[LiteralString, ...] = (
    "INSERT INTO orgs_constituenttag (organization_id, constituent_id, tag_id)"
    " SELECT %(mine)s, n, 1 + n %% 40 FROM generate_series(1, %(people)s) n UNION ALL"
    " SELECT %(mine)s, n, 1 + (n + 7) %% 40 FROM generate_series(1, %(people)s, 3) n",
    "INSERT INTO orgs_constituentinterest (organization_id, constituent_id, interest_id)"
    " SELECT %(mine)s, n, 1 + n %% 12 FROM generate_series(1, %(people)s) n",
    "INSERT INTO orgs_inferredinterest (organization_id, constituent_id, interest_id, times, by_kind, last_at,"
    " computed_at) SELECT %(mine)s, n, 1 + (n + 5) %% 12, 2, '{\"petition\": 2}', now(), now()"
    " FROM generate_series(1, %(people)s, 5) n",
    "INSERT INTO orgs_constituentskill (organization_id, constituent_id, skill_id)"
    " SELECT %(mine)s, n, 1 + n %% 20 FROM generate_series(1, %(people)s, 10) n",
    "INSERT INTO orgs_constituentrole (organization_id, constituent_id, role, since)"
    " SELECT %(mine)s, n, CASE WHEN n %% 2000 = 1 THEN 'board' ELSE 'volunteer' END, current_date - n %% 3000"
    " FROM generate_series(1, %(people)s, 5) n",
    "INSERT INTO orgs_gift (organization_id, constituent_id, amount, currency, received_on, fund_id, method,"
    " external_id, note) SELECT %(mine)s, n, 5 + n %% 400, 'USD', current_date - (n + k * 97) %% 900, 1 + n %% 5,"
    " 'card', '', '' FROM generate_series(1, %(people)s, 5) n, generate_series(1, 2) k",
    "INSERT INTO orgs_ask (organization_id, constituent_id, title, kind, currency, asked_on, answer)"
    " SELECT %(mine)s, n, 'Come along', 'time', '', current_date - n %% 300, 'open'"
    " FROM generate_series(1, %(people)s, 50) n",
    "INSERT INTO orgs_constituentdistrict (organization_id, constituent_id, map_id, district_id)"
    " SELECT %(mine)s, n, 1, 1 + n %% 30 FROM generate_series(1, %(people)s) n",
    "INSERT INTO orgs_customvalue (organization_id, constituent_id, field_id, type, text)"
    " SELECT %(mine)s, n, 1 + n %% 6, 'text', 'Value ' || n FROM generate_series(1, %(people)s, 2) n",
    "INSERT INTO orgs_peoplelistmember (organization_id, list_id, constituent_id)"
    " SELECT %(mine)s, 1 + n %% 8, n FROM generate_series(1, %(people)s, 20) n",
    "INSERT INTO orgs_stewardship (organization_id, constituent_id, steward_id, rule)"
    " SELECT %(mine)s, n, %(user)s, 'open' FROM generate_series(1, %(people)s, 100) n",
    # Everybody's neighbor, and for every thousand people one tie more of the person whose page is opened.
    "INSERT INTO orgs_relationship (organization_id, person_id, other_id, kind, strength, note)"
    " SELECT %(mine)s, n, n + 1, 'friend', 1 + n %% 3, '' FROM generate_series(1, %(people)s - 1, 3) n UNION ALL"
    " SELECT %(mine)s, 1, n, 'colleague', 2, '' FROM generate_series(500, %(people)s, 1000) n",
    "INSERT INTO orgs_restrictedmember (organization_id, group_id, constituent_id)"
    " SELECT %(mine)s, CASE WHEN n %% 4000 = 3 THEN 3 ELSE 1 END, n FROM generate_series(3, %(people)s, 1000) n",
)
_LARGE = (
    "orgs_constituent", "orgs_contactpoint", "orgs_interaction", "orgs_engagement", "orgs_constituenttag",
    "orgs_constituentinterest", "orgs_constituentdistrict", "orgs_customvalue", "orgs_gift", "orgs_relationship",
    "consent_event", "consent_holding",
)  # fmt: skip
_INDEXES: LiteralString = """
SELECT c.oid::regclass::text, replace(pg_get_indexdef(c.oid), ' ON ONLY ', ' ON ')
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
 WHERE i.indrelid = ANY (%s::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid)
"""


def seed_people(database: Connection[Any], organization: Organization, user: User, people: int) -> None:
    """``people`` people of the organization, without the first, in a database that has no others. As superuser.

    Raises AssertionError unless there are as many afterwards.
    """
    values = {"mine": organization.pk, "user": user.pk, "people": people, "each": EACH, "long": LONG}
    statements = (_PEOPLE, _SUBJECTS, _POINTS, _HOLDINGS, _SAID, _INTERACTIONS, _ENGAGED, *_WORDS, *_LINKS)
    for setting in ("session_replication_role = replica", "work_mem = '512MB'", "maintenance_work_mem = '512MB'"):
        database.execute(sql.SQL("SET " + setting))
    with _indexed_afterwards(database):
        for statement in statements:
            database.execute(statement, values)
    database.execute("VACUUM ANALYZE")
    made = database.execute("SELECT count(*) FROM orgs_constituent").fetchone()
    assert made == (people,), made


@contextmanager
def _indexed_afterwards(database: Connection[Any]) -> Iterator[None]:
    """The plain indexes of the largest tables are taken away and made anew: at once is much faster than row by row."""
    indexes = database.execute(_INDEXES, [list(_LARGE)]).fetchall()
    for name, _ in indexes:
        database.execute(sql.SQL("DROP INDEX {}").format(sql.SQL(name)))
    yield
    for _, definition in indexes:
        database.execute(sql.SQL(definition))
