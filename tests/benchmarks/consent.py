"""The rule for a million keys in one statement, against nothing but the join of the same keys with their events."""

from collections.abc import Iterator

from django.conf import settings

from tests.benchmarks.measure import Measurement, compared
from tests.database import superuser_connection
from tests.factories import make_organization

KEYS = 1_000_000

# One key for each person, as most lists have it; one in five has a second event that concerns the question, and every
# key has one on another channel, which does not. A tenth of the people said no, paused or asked for a stop.
_SUBJECTS = "INSERT INTO consent_subject (id) SELECT n FROM generate_series(1, %(keys)s) n"
_EVENTS = """
INSERT INTO consent_event (id, subject_id, recipient_organization_id, purpose, channel, kind, effective_at, until,
                           recorded_at, actor_kind, evidence, legal_basis, source)
SELECT gen_random_uuid(), n, %(organization)s, 'contact', 'phone', 'granted', moment, NULL::timestamptz, moment,
       'import', 1, '', ''
  FROM generate_series(1, %(keys)s) n, (SELECT now() - interval '90 days' AS moment) m
 UNION ALL
SELECT gen_random_uuid(), n, %(organization)s, 'contact', 'email', 'granted', moment, NULL::timestamptz, moment,
       'import', 1, '', ''
  FROM generate_series(1, %(keys)s) n, (SELECT now() - interval '90 days' AS moment) m
 UNION ALL
SELECT gen_random_uuid(), n, CASE WHEN n %% 3 = 0 THEN %(organization)s END,
       CASE WHEN n %% 10 = 0 THEN 'contact' ELSE '' END, CASE WHEN n %% 10 = 0 THEN 'phone' ELSE '' END,
       CASE n %% 20 WHEN 0 THEN 'granted' WHEN 5 THEN 'withdrawn' WHEN 10 THEN 'granted' ELSE 'paused' END, moment,
       moment + interval '90 days', moment, 'person', 3, '', ''
  FROM generate_series(1, %(keys)s) n, (SELECT now() - interval '30 days' AS moment) m
 WHERE n %% 5 = 0 AND (n %% 10 <> 0 OR n %% 3 = 0)
 ORDER BY 2
"""
_KEYS = """
CREATE TEMPORARY TABLE asked AS SELECT n AS person, n AS subject FROM generate_series(1, %(keys)s::bigint) n
"""
_DECIDE = """
SELECT count(*) FILTER (WHERE d.allowed)
  FROM (SELECT array_agg(person) AS people, array_agg(subject) AS subjects FROM asked) k
 CROSS JOIN LATERAL commonlist.decide(k.people, k.subjects, %(organization)s, NULL, NULL, 'contact', 'phone',
                                      clock_timestamp(), 1) d
"""
# The floor, at the rule's own door: keys in as arrays, one row out for each event of theirs, and nothing decided.
_JOINED = """
CREATE FUNCTION pg_temp.joined(people bigint[], subjects bigint[]) RETURNS TABLE (person bigint, event uuid)
LANGUAGE sql STABLE SET plan_cache_mode = force_custom_plan SET work_mem = '256MB' SET jit = off AS $$
SELECT key.person, e.id FROM unnest(people, subjects) AS key(person, subject)
  LEFT JOIN consent_event e ON e.subject_id = key.subject
$$
"""
_JOIN = """
SELECT count(j.event)
  FROM (SELECT array_agg(person) AS people, array_agg(subject) AS subjects FROM asked) k
 CROSS JOIN LATERAL pg_temp.joined(k.people, k.subjects) j
"""
# And a join that hands out nothing but two numbers: how far a decision for each is from reading alone.
_READ = "SELECT count(e.id), max(e.effective_at) FROM asked k JOIN consent_event e ON e.subject_id = k.subject"


def measurements() -> Iterator[Measurement]:
    """One decision for each of a million people."""
    values = {"keys": KEYS, "organization": make_organization("bench-alder").pk}
    database = superuser_connection(settings.DATABASES["default"]["NAME"])
    database.execute("SET session_replication_role = replica")  # nothing is held, nothing to propagate
    for statement in (_SUBJECTS, _EVENTS, _KEYS, _JOINED, "ANALYZE consent_event", "ANALYZE asked"):
        database.execute(statement, values)

    def decide() -> object:
        return database.execute(_DECIDE, values).fetchall()

    yield compared(
        "consent: the rule for 1M keys in one statement", decide, lambda: database.execute(_JOIN).fetchall(),
        against="the bare join of the keys with their events", target=1.5, unit="s", scale=1, runs=3,
    )  # fmt: skip
    yield compared(
        "consent: the rule for 1M keys, against reading alone", decide, lambda: database.execute(_READ).fetchall(),
        against="counting the same events", target=3.5, unit="s", scale=1, runs=3,
    )  # fmt: skip
