-- The lines of the journal for those of the events that are negative: the keys of the subject in place of its number,
-- so that the journal outlives the database. Only for whoever wrote them: the person, or the organization. Their copies
-- for mailbox-mates are made again by replaying them.
CREATE OR REPLACE FUNCTION commonlist.journal_lines(event_ids uuid[]) RETURNS TABLE (line jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
SELECT jsonb_build_object(
    'id', e.id, 'kind', e.kind, 'purpose', e.purpose, 'channel', e.channel, 'campaign', e.campaign,
    'recipient_organization', e.recipient_organization_id, 'recipient_coalition', e.recipient_coalition_id,
    'effective_at', e.effective_at, 'recorded_at', e.recorded_at, 'until', e.until,
    'actor_kind', e.actor_kind, 'evidence', e.evidence, 'source_organization', e.source_organization_id,
    'mailbox', (SELECT jsonb_agg(jsonb_build_array(k.pepper_version, encode(k.key, 'hex')) ORDER BY k.pepper_version)
                  FROM consent_subject s JOIN consent_mailbox_key k USING (mailbox_id) WHERE s.id = e.subject_id),
    'keys', (SELECT jsonb_agg(jsonb_build_array(k.pepper_version, encode(k.key, 'hex')) ORDER BY k.pepper_version)
               FROM consent_subject_key k WHERE k.subject_id = e.subject_id))
  FROM consent_event e
 WHERE e.id = ANY (event_ids)
   AND (e.source_organization_id = NULLIF(current_setting('app.organization_id', true), '')::bigint
        OR e.subject_id = ANY ((SELECT NULLIF(current_setting('app.subject_ids', true), '')::bigint[])::bigint[]))
   AND e.kind IN ('refused', 'withdrawn', 'objected', 'paused', 'do_not_contact', 'deceased', 'bounced', 'complained',
                'minor')
 ORDER BY e.recorded_at, e.id
$$;
ALTER FUNCTION commonlist.journal_lines(uuid[]) OWNER TO commonlist_definer;

-- Lines of people who were erased: they are not known again by them, but what they refused reaches whoever is in their
-- mailbox, and stays by key. How many events are new. For the platform's replay, in nobody's scope.
CREATE OR REPLACE FUNCTION commonlist.replay_forgotten(lines jsonb) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    added bigint;
BEGIN
    IF coalesce(current_setting('app.organization_id', true), '') <> ''
       OR coalesce(current_setting('app.subject_ids', true), '') NOT IN ('', '{}') THEN
        RAISE EXCEPTION 'the platform alone replays the journal' USING ERRCODE = 'insufficient_privilege';
    END IF;
    WITH line AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(lines) AS e(
               id uuid, recipient_organization bigint, recipient_coalition bigint, campaign bigint, purpose text,
               channel text, kind text, effective_at timestamptz, until timestamptz, recorded_at timestamptz,
               actor_kind text, evidence smallint, source_organization bigint, keys jsonb, mailbox jsonb)
         WHERE e.until IS NULL OR e.until > clock_timestamp()
    ), kept AS (
        INSERT INTO consent_suppression (
            key, pepper_version, loose, kind, recipient_organization_id, recipient_coalition_id, campaign, purpose,
            channel, until, since)
        SELECT decode(k.pair ->> 1, 'hex'), (k.pair ->> 0)::smallint, k.loose, e.kind, e.recipient_organization,
               e.recipient_coalition, e.campaign, e.purpose, e.channel, e.until, max(e.effective_at)
          FROM line e
         CROSS JOIN LATERAL (SELECT jsonb_array_elements(e.keys), false UNION ALL
                             SELECT jsonb_array_elements(e.mailbox), true) AS k(pair, loose)
         GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
         ORDER BY 1, 2, 3, 4
            ON CONFLICT DO NOTHING
    )
    INSERT INTO consent_event (
        id, subject_id, recipient_organization_id, recipient_coalition_id, campaign, purpose, channel, kind,
        effective_at, until, recorded_at, actor_kind, evidence, legal_basis, source, source_organization_id, copied_from)
    SELECT DISTINCT ON (mate.id, e.id)
           gen_random_uuid(), mate.id, e.recipient_organization, e.recipient_coalition, e.campaign, e.purpose, e.channel,
           e.kind, e.effective_at, e.until, e.recorded_at, e.actor_kind, e.evidence, '', 'journal',
           e.source_organization, e.id
      FROM line e
     CROSS JOIN LATERAL jsonb_array_elements(e.mailbox) m
      JOIN consent_mailbox_key k ON k.pepper_version = (m ->> 0)::smallint AND k.key = decode(m ->> 1, 'hex')
      JOIN consent_subject mate ON mate.mailbox_id = k.mailbox_id
     WHERE NOT EXISTS (SELECT 1 FROM consent_event same
                        WHERE same.subject_id = mate.id AND coalesce(same.copied_from, same.id) = e.id)
     ORDER BY mate.id, e.id;
    GET DIAGNOSTICS added = ROW_COUNT;
    RETURN added;
END $$;
ALTER FUNCTION commonlist.replay_forgotten(jsonb) OWNER TO commonlist_definer;

-- The lines that are wishes, about recipients that there are (still). What was reported of a person (a death, an age, a
-- bounce) may have been taken back since, which no journal knows.
CREATE OR REPLACE FUNCTION commonlist.wishes(lines jsonb) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
SELECT jsonb_agg(l.line || jsonb_build_object(
           'mailbox', coalesce(nullif(l.line -> 'mailbox', 'null'), '[]'),
           'source_organization', (SELECT o.id FROM orgs_organization o WHERE o.id = l.source)))
  FROM (SELECT e AS line, (e ->> 'recipient_organization')::bigint AS organization,
               (e ->> 'recipient_coalition')::bigint AS coalition, (e ->> 'source_organization')::bigint AS source
          FROM jsonb_array_elements(lines) e
         WHERE e ->> 'kind' IN ('refused', 'withdrawn', 'objected', 'paused', 'do_not_contact', 'complained')) l
 WHERE (l.organization IS NULL OR EXISTS (SELECT 1 FROM orgs_organization o WHERE o.id = l.organization))
   AND (l.coalition IS NULL OR EXISTS (SELECT 1 FROM orgs_coalition c WHERE c.id = l.coalition))
$$;
