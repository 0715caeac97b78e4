-- The version of the rule below; consent.ledger.rules.effective.RULE_VERSION says the same.
CREATE OR REPLACE FUNCTION commonlist.consent_rule_version() RETURNS integer
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public AS 'SELECT 1';
ALTER FUNCTION commonlist.consent_rule_version() OWNER TO commonlist_definer;

-- The rule of consent.ledger.rules.effective, for many people in one statement. `people` and `subjects` run in
-- parallel: every key of each person. One row per person; event_ids holds the event that decided.
CREATE OR REPLACE FUNCTION commonlist.decide(
    people bigint[], subjects bigint[], recipient_organization bigint, coalition bigint, campaign bigint,
    purpose text, channel text, at timestamptz, minimum_evidence integer, known_at timestamptz DEFAULT 'infinity'
) RETURNS TABLE (person bigint, allowed boolean, reason text, event_ids uuid[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
WITH key AS (
    SELECT DISTINCT k.person, k.subject FROM unnest(people, subjects) AS k(person, subject)
), matching AS (
    SELECT key.person, e.id, e.kind, e.evidence, e.recorded_at, e.until,
           -- A positive never counts before it was recorded; a late paper form counts from its signing.
           CASE WHEN e.kind IN ('granted', 'resumed', 'do_not_contact_lifted', 'deceased_lifted')
                THEN greatest(e.effective_at, e.recorded_at) ELSE e.effective_at END AS counts_from,
           e.actor_kind IN ('person', 'guardian') AND e.evidence >= 3 AS lifts
      FROM key JOIN consent_event e ON e.subject_id = key.subject
     WHERE e.recorded_at <= decide.known_at
       AND CASE
           WHEN e.kind IN ('deceased', 'deceased_lifted', 'do_not_contact', 'do_not_contact_lifted') THEN true
           WHEN e.kind IN ('bounced', 'complained') THEN e.channel IN ('', decide.channel)
           WHEN e.kind = 'granted' THEN
                e.purpose = decide.purpose AND e.channel = decide.channel
                AND e.recipient_organization_id IS NOT DISTINCT FROM decide.recipient_organization
                AND (e.recipient_coalition_id = decide.coalition
                     OR (e.recipient_coalition_id IS NULL AND e.recipient_organization_id IS NOT NULL))
                AND (e.campaign IS NULL OR e.campaign = decide.campaign)
                AND (e.until IS NULL OR e.until > decide.at)
           ELSE e.purpose IN ('', decide.purpose) AND e.channel IN ('', decide.channel)
                AND (e.recipient_organization_id IS NULL OR e.recipient_organization_id = decide.recipient_organization)
                AND (e.recipient_coalition_id IS NULL OR e.recipient_coalition_id = decide.coalition)
                AND (e.campaign IS NULL OR e.campaign = decide.campaign)
           END
), heard AS (
    SELECT * FROM matching WHERE counts_from <= decide.at
), latest AS (
    SELECT h.person,
           coalesce(max(counts_from) FILTER (WHERE kind = 'deceased_lifted' AND lifts), '-infinity') AS alive_since,
           coalesce(max(counts_from) FILTER (WHERE kind = 'do_not_contact_lifted' AND lifts), '-infinity') AS open_since,
           coalesce(max(counts_from) FILTER (WHERE kind = 'resumed' AND lifts), '-infinity') AS resumed_at,
           coalesce(max(counts_from) FILTER (WHERE kind = 'granted' AND lifts), '-infinity') AS lifted_at,
           coalesce(max(counts_from) FILTER (WHERE kind IN ('refused', 'withdrawn', 'objected')), '-infinity') AS refused_at
      FROM heard h GROUP BY h.person
), ranked AS (
    -- The first rank that anything stands in decides. On a tie of time the negative stands.
    SELECT h.*, CASE
           WHEN h.kind = 'deceased' AND h.counts_from >= l.alive_since THEN 1
           WHEN h.kind = 'do_not_contact' AND h.counts_from >= l.open_since THEN 2
           WHEN h.kind = 'complained' THEN 3
           WHEN h.kind = 'bounced' THEN 4
           WHEN h.kind = 'paused' AND h.until > decide.at AND h.counts_from >= l.resumed_at THEN 5
           WHEN h.kind IN ('refused', 'withdrawn', 'objected') AND h.counts_from >= l.lifted_at THEN 6
           WHEN h.kind = 'granted' AND h.counts_from > l.refused_at THEN
                CASE WHEN h.evidence >= greatest(decide.minimum_evidence,
                                                 CASE WHEN decide.purpose IN ('share', 'match') THEN 2 ELSE 1 END)
                     THEN 7 ELSE 8 END
           END AS rank
      FROM heard h JOIN latest l USING (person)
), decided AS (
    SELECT DISTINCT ON (r.person) r.person, r.rank, r.kind, r.id FROM ranked r WHERE r.rank IS NOT NULL
     ORDER BY r.person, r.rank, r.counts_from DESC, r.recorded_at DESC, r.id DESC
)
SELECT p.person, coalesce(d.rank = 7, false),
       CASE WHEN d.rank IS NULL THEN 'not_asked' WHEN d.rank = 7 THEN 'consent' WHEN d.rank = 8 THEN 'evidence'
            ELSE d.kind END,
       CASE WHEN d.id IS NULL THEN ARRAY[]::uuid[] ELSE ARRAY[d.id] END
  FROM (SELECT DISTINCT person FROM key) p LEFT JOIN decided d USING (person)
$$;
ALTER FUNCTION commonlist.decide(
    bigint[], bigint[], bigint, bigint, bigint, text, text, timestamptz, integer, timestamptz
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
