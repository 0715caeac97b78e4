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
), heard AS NOT MATERIALIZED (
    SELECT key.person, s.*
      FROM unnest(people, subjects, names) AS key(person, subject, name)
      LEFT JOIN said s
        ON s.subject_id = key.subject AND (key.name IS NULL OR s.kind <> 'granted' OR s.named IS NOT DISTINCT FROM key.name)
), reported AS (
    -- Blocks are rare, so they are folded apart. The person lifts any; an organization takes its own report back.
    SELECT h.*, b.block,
           max(h.counts_from) FILTER (WHERE h.kind <> b.block AND h.lifts) OVER of_person AS lifted_at,
           max(h.counts_from) FILTER (WHERE h.kind <> b.block AND h.reporter IS NOT NULL) OVER of_report AS taken_back_at
      FROM heard h
     CROSS JOIN LATERAL (SELECT split_part(h.kind, '_lifted', 1) AS block) b
     WHERE h.kind IN ('deceased', 'deceased_lifted', 'do_not_contact', 'do_not_contact_lifted', 'minor', 'minor_lifted',
                      'complained', 'complained_lifted', 'bounced', 'bounced_lifted')
    WINDOW of_person AS (PARTITION BY h.person, b.block),
           of_report AS (PARTITION BY h.person, b.block, h.subject_id, h.reporter)
), standing AS (
    SELECT r.person, r.block, r.id, r.until, r.counts_from, r.recorded_at,
           r.block = 'minor' AND coalesce(r.until > decide.at, true) AS young,
           CASE r.block WHEN 'deceased' THEN 1 WHEN 'do_not_contact' THEN 2
                WHEN 'minor' THEN CASE WHEN coalesce(r.until > decide.at, true)
                                        AND decide.purpose IN ('share', 'match') THEN 3 END
                WHEN 'complained' THEN 4 ELSE 5 END AS rank
      FROM reported r
     -- On a tie of time the block stands.
     WHERE r.kind = r.block AND r.counts_from >= coalesce(r.lifted_at, '-infinity')
       AND (r.block IN ('do_not_contact', 'complained') OR r.counts_from >= coalesce(r.taken_back_at, '-infinity'))
), held AS (
    -- Of its kind the last event decides, here and below.
    SELECT s.person,
           (array_agg(s.block ORDER BY s.rank) FILTER (WHERE s.rank IS NOT NULL))[1] AS block,
           (array_agg(s.id ORDER BY s.rank, s.counts_from DESC, s.recorded_at DESC, s.id DESC)
            FILTER (WHERE s.rank IS NOT NULL))[1] AS block_id,
           (array_agg(s.id ORDER BY s.counts_from DESC, s.recorded_at DESC, s.id DESC) FILTER (WHERE s.young))[1] AS minor,
           min(s.until) FILTER (WHERE s.young) AS majority,
           max(s.until) FILTER (WHERE s.block = 'minor' AND NOT s.young) AS asked_again
      FROM standing s GROUP BY s.person
), weighed AS (
    SELECT g.person, g.id, g.kind, g.counts_from, g.lifts, g.block, g.block_id, g.minor, g.usable,
           g.usable AND g.enough AS yes,
           g.usable AND NOT g.enough AS weak,
           g.kind IN ('refused', 'withdrawn', 'objected') AS no,
           g.kind = 'paused' AND g.until > decide.at AS pause
      FROM (
        -- Under age only a guardian's grant counts, never beyond majority; and at majority the person is asked again.
        SELECT h.*, o.block, o.block_id, o.minor,
               h.kind = 'granted' AND h.counts_from >= coalesce(o.asked_again, '-infinity')
               AND (o.minor IS NULL
                    OR (h.guards AND h.until IS NOT NULL AND h.until <= coalesce(o.majority, 'infinity'))) AS usable
          FROM heard h LEFT JOIN held o USING (person)) g
     -- The last event comes first: any_value below takes the first that its filter lets through.
     ORDER BY g.person, g.counts_from DESC, g.recorded_at DESC, g.id DESC
), answered AS (
    SELECT w.person, any_value(w.block) AS block, any_value(w.block_id) AS block_id, any_value(w.minor) AS minor,
           bool_or(w.usable) AS any_grant,
           max(w.counts_from) FILTER (WHERE w.usable AND w.lifts) AS lifted_at,
           max(w.counts_from) FILTER (WHERE w.kind = 'resumed' AND w.lifts) AS resumed_at,
           max(w.counts_from) FILTER (WHERE w.pause) AS paused_at,
           max(w.counts_from) FILTER (WHERE w.no) AS refused_at,
           max(w.counts_from) FILTER (WHERE w.yes) AS granted_at,
           any_value(w.id) FILTER (WHERE w.pause) AS pause,
           any_value(w.id) FILTER (WHERE w.no) AS no, any_value(w.kind) FILTER (WHERE w.no) AS said_no,
           any_value(w.id) FILTER (WHERE w.yes) AS yes,
           any_value(w.id) FILTER (WHERE w.weak) AS weak
      FROM weighed w GROUP BY w.person
), decided AS (
    -- The first of these that holds. On a tie of time the negative stands.
    SELECT a.*, CASE
           WHEN a.block IS NOT NULL THEN a.block
           WHEN a.paused_at >= coalesce(a.resumed_at, '-infinity') THEN 'paused'
           WHEN a.refused_at >= coalesce(a.lifted_at, '-infinity') THEN a.said_no
           WHEN a.minor IS NOT NULL AND NOT a.any_grant THEN 'minor'
           WHEN a.granted_at > coalesce(a.refused_at, '-infinity') THEN 'consent'
           WHEN a.weak IS NOT NULL THEN 'evidence' -- a no after it would have stood
           ELSE 'not_asked' END AS reason
      FROM answered a
    OFFSET 0 -- the reason is worked out once
)
SELECT d.person, d.reason = 'consent', d.reason, CASE d.reason
       WHEN 'consent' THEN ARRAY[d.yes] WHEN 'not_asked' THEN ARRAY[]::uuid[] WHEN d.block THEN ARRAY[d.block_id]
       WHEN 'paused' THEN ARRAY[d.pause] WHEN 'evidence' THEN ARRAY[d.weak] WHEN 'minor' THEN ARRAY[d.minor]
       ELSE ARRAY[d.no] END
  FROM decided d
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
        OR (e.recipient_organization_id = NULLIF(current_setting('app.organization_id', true), '')::bigint
            -- That another organization may pass somebody on to this one would say that they are on its list.
            AND coalesce(e.source_organization_id, e.recipient_organization_id) = e.recipient_organization_id))
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
