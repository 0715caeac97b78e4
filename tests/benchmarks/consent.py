"""The rule for a million keys in one statement, against nothing but the join of the same keys with their events."""

from collections.abc import Callable, Iterator
from typing import LiteralString

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
# The floor, at the rule's own door: keys in as arrays, and out, for each event of theirs, what the rule reads of it.
_FACTS = """
CREATE FUNCTION pg_temp.facts(people bigint[], subjects bigint[]) RETURNS TABLE (
    person bigint, event uuid, kind text, effective_at timestamptz, recorded_at timestamptz, until timestamptz,
    organization bigint, coalition bigint, campaign bigint, purpose text, channel text, actor_kind text,
    evidence smallint, source bigint, authority text, named bytea)
LANGUAGE sql STABLE SET plan_cache_mode = force_custom_plan SET work_mem = '256MB' SET jit = off AS $$
SELECT key.person, e.id, e.kind, e.effective_at, e.recorded_at, e.until, e.recipient_organization_id,
       e.recipient_coalition_id, e.campaign, e.purpose, e.channel, e.actor_kind, e.evidence, e.source_organization_id,
       e.authority, e.named
  FROM unnest(people, subjects) AS key(person, subject) LEFT JOIN consent_event e ON e.subject_id = key.subject
$$
"""
# The same join, of which nothing is handed out but which events they are.
_IDS = """
CREATE FUNCTION pg_temp.ids(people bigint[], subjects bigint[]) RETURNS TABLE (person bigint, event uuid)
LANGUAGE sql STABLE SET plan_cache_mode = force_custom_plan SET work_mem = '256MB' SET jit = off AS $$
SELECT key.person, e.id FROM unnest(people, subjects) AS key(person, subject)
  LEFT JOIN consent_event e ON e.subject_id = key.subject
$$
"""
_JOIN = """
SELECT count(j.event)
  FROM (SELECT array_agg(person) AS people, array_agg(subject) AS subjects FROM asked) k
 CROSS JOIN LATERAL pg_temp.{door}(k.people, k.subjects) j
"""
# And a join that hands out nothing but two numbers: how far a decision for each is from reading alone.
_READ = "SELECT count(e.id), max(e.effective_at) FROM asked k JOIN consent_event e ON e.subject_id = k.subject"


def measurements() -> Iterator[Measurement]:
    """One decision for each of a million people."""
    values = {"keys": KEYS, "organization": make_organization("bench-alder").pk}
    database = superuser_connection(settings.DATABASES["default"]["NAME"])
    database.execute("SET session_replication_role = replica")  # nothing is held, nothing to propagate
    for statement in (_SUBJECTS, _EVENTS, _KEYS, _FACTS, _IDS, "ANALYZE consent_event", "ANALYZE asked"):
        database.execute(statement, values)

    def run(statement: LiteralString) -> Callable[[], object]:
        return lambda: database.execute(statement, values).fetchall()

    floors: tuple[tuple[str, LiteralString, str, float], ...] = (
        ("in one statement", _JOIN.format(door="facts"), "the bare join of the keys with what it reads", 1.5),
        ("against ids alone", _JOIN.format(door="ids"), "the bare join, which events they are", 2.5),
        ("against reading alone", _READ, "counting the same events", 3.5),
    )
    for name, floor, against, target in floors:
        yield compared(
            f"consent: the rule for 1M keys, {name}", run(_DECIDE), run(floor),
            against=against, target=target, unit="s", scale=1, runs=3,
        )  # fmt: skip
