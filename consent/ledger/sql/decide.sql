-- The version of the rule below; consent.ledger.rules.effective.RULE_VERSION says the same.
CREATE OR REPLACE FUNCTION commonlist.consent_rule_version() RETURNS integer
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public AS 'SELECT 2';
ALTER FUNCTION commonlist.consent_rule_version() OWNER TO commonlist_definer;

-- Whom a grant on a shared key speaks of: the twin of consent.ledger.rules.household.
CREATE OR REPLACE FUNCTION commonlist.name_key(subject bigint, given_name text) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT sha256(convert_to(subject || ':' || lower(btrim(normalize(given_name, NFC))), 'UTF8'))
$$;
ALTER FUNCTION commonlist.name_key(bigint, text) OWNER TO commonlist_definer;

-- The rule of consent.ledger.rules.effective, for many people in one statement. `people`, `subjects` and `names` run in
-- parallel: every key of each person, and, for a key that they share with others of the list, their name key. One row
-- per person; event_ids holds the event that decided.
DROP FUNCTION IF EXISTS commonlist.decide(
    bigint[], bigint[], bigint, bigint, bigint, text, text, timestamptz, integer, timestamptz
);
CREATE OR REPLACE FUNCTION commonlist.decide(
    people bigint[], subjects bigint[], recipient_organization bigint, coalition bigint, campaign bigint,
    purpose text, channel text, at timestamptz, minimum_evidence integer, known_at timestamptz DEFAULT 'infinity',
    names bytea[] DEFAULT NULL
) RETURNS TABLE (person bigint, allowed boolean, reason text, event_ids uuid[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
-- One call is about one person and the next about a million: each is planned for itself, in memory.
SET plan_cache_mode = force_custom_plan SET work_mem = '256MB' SET jit = off AS $$
WITH said AS (
    -- Every event that speaks of the question; of the person, if the key is shared, is asked when it meets the keys.
    SELECT e.subject_id, e.id, e.kind, e.recorded_at, e.until, c.counts_from, e.named,
           CASE WHEN e.actor_kind IN ('staff', 'system') OR e.kind IN ('deceased', 'minor', 'bounced')
                THEN e.source_organization_id END AS reporter,
           e.actor_kind IN ('person', 'guardian') AND e.evidence >= 3 AS lifts,
           e.actor_kind = 'guardian' AND e.authority <> '' AS guards,
           e.evidence >= greatest(decide.minimum_evidence,
                                  CASE WHEN decide.purpose IN ('share', 'match') THEN 2 ELSE 1 END) AS enough
      FROM consent_event e
     -- A positive never counts before it was recorded; a late paper form that says no counts from its signing.
     CROSS JOIN LATERAL (
        SELECT CASE WHEN e.kind IN ('granted', 'resumed') OR e.kind LIKE '%\_lifted'
                    THEN greatest(e.effective_at, e.recorded_at) ELSE e.effective_at END AS counts_from) c
     WHERE e.recorded_at <= decide.known_at
       AND c.counts_from <= decide.at
       AND CASE
           WHEN e.kind = 'granted' THEN
                e.channel = decide.channel AND e.purpose = decide.purpose
                AND e.recipient_organization_id IS NOT DISTINCT FROM decide.recipient_organization
                AND (e.recipient_coalition_id = decide.coalition
                     OR (e.recipient_coalition_id IS NULL AND e.recipient_organization_id IS NOT NULL))
                AND (e.campaign IS NULL OR e.campaign = decide.campaign)
                AND (e.until IS NULL OR e.until > decide.at)
           WHEN e.kind IN ('bounced', 'bounced_lifted', 'complained', 'complained_lifted') THEN
                e.channel IN ('', decide.channel)
           WHEN e.kind IN ('deceased', 'deceased_lifted', 'do_not_contact', 'do_not_contact_lifted', 'minor',
                           'minor_lifted') THEN true
           ELSE e.purpose IN ('', decide.purpose) AND e.channel IN ('', decide.channel)
                AND (e.recipient_organization_id IS NULL OR e.recipient_organization_id = decide.recipient_organization)
                AND (e.recipient_coalition_id IS NULL OR e.recipient_coalition_id = decide.coalition)
                AND (e.campaign IS NULL OR e.campaign = decide.campaign)
           END
), heard AS MATERIALIZED (
    SELECT key.person, s.id, s.kind, s.recorded_at, s.until, s.counts_from, s.lifts, s.guards, s.enough, s.reporter,
           s.subject_id
      FROM unnest(people, subjects, names) AS key(person, subject, name)
      LEFT JOIN said s
        ON s.subject_id = key.subject AND (key.name IS NULL OR s.kind <> 'granted' OR s.named IS NOT DISTINCT FROM key.name)
), counted AS (
    -- Whoever has one event at most, as most people do, is decided by that event alone.
    SELECT h.person, count(h.id) AS events, array_agg(h.id) FILTER (WHERE h.id IS NOT NULL) AS ids, min(h.kind) AS kind,
           bool_and(h.enough) AS enough, bool_and(coalesce(h.until > decide.at, true)) AS lasts
      FROM heard h GROUP BY h.person
), reported AS (
    -- What an organization reports about a key, it may take back.
    SELECT h.*,
           max(counts_from) FILTER (WHERE kind LIKE '%\_lifted' AND reporter IS NOT NULL) OVER of_report AS taken_back
      FROM heard h
     WHERE h.person IN (SELECT c.person FROM counted c WHERE c.events > 1)
    WINDOW of_report AS (PARTITION BY h.person, h.subject_id, h.reporter, split_part(h.kind, '_lifted', 1))
), lifted AS (
    SELECT h.*,
           max(counts_from) FILTER (WHERE kind = 'deceased_lifted' AND lifts) OVER of_person AS alive_since,
           max(counts_from) FILTER (WHERE kind = 'do_not_contact_lifted' AND lifts) OVER of_person AS open_since,
           max(counts_from) FILTER (WHERE kind = 'minor_lifted' AND lifts) OVER of_person AS adult_since,
           max(counts_from) FILTER (WHERE kind = 'complained_lifted' AND lifts) OVER of_person AS calm_since,
           max(counts_from) FILTER (WHERE kind = 'bounced_lifted' AND lifts) OVER of_person AS works_since,
           max(counts_from) FILTER (WHERE kind = 'resumed' AND lifts) OVER of_person AS resumed_at,
           max(counts_from) FILTER (WHERE kind IN ('refused', 'withdrawn', 'objected')) OVER of_person AS refused_at
      FROM reported h
     WHERE h.kind NOT IN ('deceased', 'minor', 'bounced') OR h.taken_back IS NULL OR h.taken_back <= h.counts_from
    WINDOW of_person AS (PARTITION BY h.person)
), aged AS (
    -- Under age only a guardian's grant counts, never beyond majority; and at majority the person is asked again.
    SELECT l.*,
           bool_or(young AND coalesce(until > decide.at, true)) OVER of_person AS under_age,
           min(until) FILTER (WHERE young AND until > decide.at) OVER of_person AS majority,
           max(until) FILTER (WHERE young AND until <= decide.at) OVER of_person AS asked_again
      FROM (SELECT *, kind = 'minor' AND counts_from >= coalesce(adult_since, '-infinity') AS young FROM lifted) l
    WINDOW of_person AS (PARTITION BY l.person)
), granted AS (
    SELECT a.*,
           max(counts_from) FILTER (WHERE usable AND lifts) OVER of_person AS lifted_at,
           bool_or(usable) OVER of_person AS any_grant
      FROM (SELECT *,
                   kind = 'granted' AND counts_from >= coalesce(asked_again, '-infinity')
                   AND (NOT under_age OR (guards AND until IS NOT NULL AND until <= coalesce(majority, 'infinity')))
                   AS usable
              FROM aged) a
    WINDOW of_person AS (PARTITION BY a.person)
), ranked AS (
    -- The first rank that anything stands in decides. On a tie of time the negative stands.
    SELECT g.*, CASE
           WHEN kind = 'deceased' AND counts_from >= coalesce(alive_since, '-infinity') THEN 1
           WHEN kind = 'do_not_contact' AND counts_from >= coalesce(open_since, '-infinity') THEN 2
           WHEN young AND coalesce(until > decide.at, true) AND decide.purpose IN ('share', 'match') THEN 3
           WHEN kind = 'complained' AND counts_from >= coalesce(calm_since, '-infinity') THEN 4
           WHEN kind = 'bounced' AND counts_from >= coalesce(works_since, '-infinity') THEN 5
           WHEN kind = 'paused' AND until > decide.at AND counts_from >= coalesce(resumed_at, '-infinity') THEN 6
           WHEN kind IN ('refused', 'withdrawn', 'objected') AND counts_from >= coalesce(lifted_at, '-infinity') THEN 7
           WHEN young AND coalesce(until > decide.at, true) AND NOT any_grant THEN 8
           WHEN usable AND counts_from > coalesce(refused_at, '-infinity') THEN CASE WHEN enough THEN 9 ELSE 10 END
           END AS rank
      FROM granted g
), decided AS (
    SELECT DISTINCT ON (r.person) r.person, r.rank, r.kind, r.id FROM ranked r WHERE r.rank IS NOT NULL
     ORDER BY r.person, r.rank, r.counts_from DESC, r.recorded_at DESC, r.id DESC
)
SELECT c.person, coalesce(d.rank = 9, false),
       CASE WHEN d.rank IS NULL THEN 'not_asked' WHEN d.rank = 9 THEN 'consent' WHEN d.rank = 10 THEN 'evidence'
            ELSE d.kind END,
       CASE WHEN d.id IS NULL THEN ARRAY[]::uuid[] ELSE ARRAY[d.id] END
  FROM counted c LEFT JOIN decided d USING (person)
 WHERE c.events > 1
 UNION ALL
SELECT c.person, c.events = 1 AND c.kind = 'granted' AND c.enough,
       CASE WHEN v.silent THEN 'not_asked' WHEN c.kind <> 'granted' THEN c.kind WHEN c.enough THEN 'consent'
            ELSE 'evidence' END,
       CASE WHEN v.silent THEN ARRAY[]::uuid[] ELSE c.ids END
  FROM counted c
 CROSS JOIN LATERAL (
    SELECT c.events = 0 OR c.kind = 'resumed' OR c.kind LIKE '%\_lifted'
           OR (c.kind IN ('paused', 'minor') AND NOT c.lasts) AS silent) v
 WHERE c.events <= 1
$$;
ALTER FUNCTION commonlist.decide(
    bigint[], bigint[], bigint, bigint, bigint, text, text, timestamptz, integer, timestamptz, bytea[]
) OWNER TO commonlist_definer;

-- What the acting organization may know of the events that decided: when, by whom, how well attested.
CREATE OR REPLACE FUNCTION commonlist.deciding_events(ids uuid[])
RETURNS TABLE (id uuid, kind text, effective_at timestamptz, until timestamptz, actor_kind text, evidence smallint,
               source text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
SELECT e.id, e.kind, e.effective_at, e.until, e.actor_kind, e.evidence,
       CASE WHEN e.source_organization_id = NULLIF(current_setting('app.organization_id', true), '')::bigint
            THEN e.source ELSE '' END
  FROM consent_event e
 WHERE e.id = ANY (ids)
   AND (e.recipient_organization_id IS NULL
        OR e.recipient_organization_id = NULLIF(current_setting('app.organization_id', true), '')::bigint)
$$;
ALTER FUNCTION commonlist.deciding_events(uuid[]) OWNER TO commonlist_definer;

-- A stored attempt, decided again as of its moment, by what was recorded until then. Those who may ask: the organization
-- that acted, and the person.
CREATE OR REPLACE FUNCTION commonlist.replay_attempt(attempt bigint)
RETURNS TABLE (stored text, stored_events uuid[], rule integer, reason text, event_ids uuid[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
SELECT a.decision ->> 'reason', ARRAY(SELECT jsonb_array_elements_text(a.decision -> 'events')::uuid),
       (a.decision ->> 'rule')::integer, d.reason, d.event_ids
  FROM consent_attempt a
 CROSS JOIN LATERAL (SELECT ARRAY(SELECT jsonb_array_elements_text(a.decision -> 'subjects')::bigint) AS ids) s
 CROSS JOIN LATERAL commonlist.decide(
    array_fill(1::bigint, ARRAY[cardinality(s.ids)]), s.ids, a.acting_organization, a.coalition, a.campaign, a.purpose,
    a.channel, (a.decision ->> 'at')::timestamptz, (a.decision ->> 'minimum_evidence')::integer,
    (a.decision ->> 'at')::timestamptz, ARRAY(
        SELECT decode(n.name, 'hex') FROM jsonb_array_elements_text(a.decision -> 'names') WITH ORDINALITY n(name, place)
         ORDER BY n.place)) d
 WHERE a.id = attempt
   AND (a.acting_organization = NULLIF(current_setting('app.organization_id', true), '')::bigint
        OR a.subject_id = ANY (NULLIF(current_setting('app.subject_ids', true), '')::bigint[]))
$$;
ALTER FUNCTION commonlist.replay_attempt(bigint) OWNER TO commonlist_definer;
