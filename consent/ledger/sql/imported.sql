-- What an organization's list says about consent, in bulk. The arrays run in parallel. What the same organization
-- imported before is left out, so that the same file again adds nothing; nothing that others recorded is looked at. A yes
-- to passing on is one for each of `recipients`: whoever joins the coalition later is not among them. `names` are the given
-- names of whom the yeses speak; a yes of nobody in particular adds nothing to one that names somebody.
DROP FUNCTION IF EXISTS commonlist.fresh_in_list(
    bigint, bigint[], text[], text[], text[], bigint[], timestamptz[], smallint[]
);
CREATE OR REPLACE FUNCTION commonlist.fresh_in_list(
    organization bigint, subjects bigint[], kinds text[], purposes text[], channels text[], coalitions bigint[],
    moments timestamptz[], grades smallint[], recipients bigint[], names text[]
) RETURNS TABLE (subject_id bigint, kind text, purpose text, channel text, coalition bigint, effective_at timestamptz,
                 grade smallint, recipient bigint, named bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
-- A plan kept from when the table was small would read all of it for every row of a long list.
SET plan_cache_mode = force_custom_plan SET enable_seqscan = off AS $$
SELECT c.subject_id, c.kind, c.purpose, c.channel, c.coalition, c.effective_at, c.grade, r.recipient, c.named FROM (
    SELECT DISTINCT ON (c.subject_id, c.kind, c.purpose, c.channel, n.named) c.*, n.named
      FROM unnest(subjects, kinds, purposes, channels, coalitions, moments, grades, names)
           AS c(subject_id, kind, purpose, channel, coalition, effective_at, grade, name)
     CROSS JOIN LATERAL (
        -- commonlist.name_key, written out: a call for each row would cost more than all the rest.
        SELECT CASE WHEN c.kind = 'granted' AND c.name <> ''
                    THEN sha256(convert_to(c.subject_id || ':' || lower(btrim(normalize(c.name, NFC))), 'UTF8'))
               END) n(named)
     ORDER BY c.subject_id, c.kind, c.purpose, c.channel, n.named, c.effective_at) c
 CROSS JOIN LATERAL unnest(
    CASE WHEN c.kind = 'granted' AND c.purpose <> 'contact' THEN recipients
         WHEN c.kind <> 'deceased' AND c.coalition IS NULL THEN ARRAY[organization]
         ELSE ARRAY[NULL::bigint] END) AS r(recipient)
  LEFT JOIN LATERAL (
    -- Asked for each row by its subject, which the limit makes sure of, and never by the organization: it may have
    -- imported a million events before.
    SELECT true AS known FROM consent_event e
     WHERE e.subject_id = c.subject_id AND coalesce(e.source_organization_id, 0) = organization
       AND e.actor_kind = 'import' AND e.kind = c.kind AND e.purpose = c.purpose AND e.channel = c.channel
       AND e.recipient_organization_id IS NOT DISTINCT FROM r.recipient
       AND e.recipient_coalition_id IS NOT DISTINCT FROM c.coalition AND e.evidence >= c.grade
       AND (c.named IS NULL OR e.named = c.named)
     LIMIT 1) before ON true
 WHERE organization = NULLIF(current_setting('app.organization_id', true), '')::bigint AND before.known IS NULL
$$;
ALTER FUNCTION commonlist.fresh_in_list(
    bigint, bigint[], text[], text[], text[], bigint[], timestamptz[], smallint[], bigint[], text[]
) OWNER TO commonlist_definer;

-- Append it. Subjects with a new refusal are locked first, in sorted order, so that it takes effect for every gate
-- at once.
DROP FUNCTION IF EXISTS commonlist.record_imported(
    bigint, text, bigint[], text[], text[], text[], bigint[], timestamptz[], smallint[], bigint
);
CREATE OR REPLACE FUNCTION commonlist.record_imported(
    organization bigint, origin text, subjects bigint[], kinds text[], purposes text[], channels text[],
    coalitions bigint[], moments timestamptz[], grades smallint[], notice bigint, recipients bigint[],
    names text[]
) RETURNS TABLE (id uuid, subject_id bigint, kind text, purpose text, channel text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
DECLARE
    refusing bigint[];
    moment timestamptz;
BEGIN
    IF organization IS DISTINCT FROM NULLIF(current_setting('app.organization_id', true), '')::bigint THEN
        RAISE EXCEPTION 'an organization imports in its own name' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF EXISTS (SELECT 1 FROM unnest(kinds, grades, purposes, coalitions) AS c(kind, grade, purpose, coalition)
                WHERE c.kind NOT IN ('granted', 'refused', 'deceased') OR c.grade NOT BETWEEN 1 AND 2
                   OR (c.kind = 'granted' AND c.purpose <> 'contact'
                       AND (c.grade < 2 OR c.coalition IS NULL OR notice IS NULL OR cardinality(recipients) = 0)))
       OR EXISTS (SELECT 1
                    FROM (SELECT DISTINCT c.coalition FROM unnest(kinds, purposes, coalitions) AS c(kind, purpose, coalition)
                           WHERE c.kind = 'granted' AND c.purpose <> 'contact') s, unnest(recipients) AS r(recipient)
                   WHERE NOT EXISTS (SELECT 1 FROM orgs_coalitionmember m
                                      WHERE m.organization_id = r.recipient AND m.coalition_id = s.coalition
                                        AND m.left_at IS NULL)) THEN
        RAISE EXCEPTION 'a list is an organization''s word, and shares only with members whom an attestation names';
    END IF;
    IF EXISTS (SELECT 1 FROM unnest(kinds) kind WHERE kind <> 'granted') THEN
        SELECT array_agg(DISTINCT f.subject_id) INTO refusing
          FROM commonlist.fresh_in_list(
            organization, subjects, kinds, purposes, channels, coalitions, moments, grades, recipients, names) f
         WHERE f.kind <> 'granted';
    END IF;
    IF refusing IS NOT NULL THEN
        PERFORM commonlist.lock_subjects(refusing, false);
    END IF;
    moment := clock_timestamp();
    RETURN QUERY
    INSERT INTO consent_event AS e (
        id, subject_id, kind, actor_kind, evidence, recipient_organization_id, recipient_coalition_id, purpose, channel,
        effective_at, notice_id, legal_basis, source, source_organization_id, recorded_at, named)
    SELECT gen_random_uuid(), f.subject_id, f.kind, 'import', f.grade,
           f.recipient, f.coalition, f.purpose, f.channel, least(coalesce(f.effective_at, moment), moment),
           CASE WHEN f.kind = 'granted' AND f.purpose <> 'contact' THEN notice END,
           CASE WHEN f.kind = 'granted' THEN 'consent' ELSE '' END, origin, organization, moment, f.named
      FROM commonlist.fresh_in_list(
        organization, subjects, kinds, purposes, channels, coalitions, moments, grades, recipients, names) f
     ORDER BY f.subject_id
    RETURNING e.id, e.subject_id, e.kind::text, e.purpose::text, e.channel::text;
END $$;
ALTER FUNCTION commonlist.record_imported(
    bigint, text, bigint[], text[], text[], text[], bigint[], timestamptz[], smallint[], bigint, bigint[],
    text[]
) OWNER TO commonlist_definer;
