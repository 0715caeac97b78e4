-- The lines of the journal for those of the events that are negative: the keys of the subject in place of its number,
-- so that the journal outlives the database. Only for whoever wrote them: the person, or the organization. Their copies for mailbox-mates are made again by replaying them.
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
        OR e.subject_id = ANY (NULLIF(current_setting('app.subject_ids', true), '')::bigint[]))
   AND e.kind IN ('refused', 'withdrawn', 'objected', 'paused', 'do_not_contact', 'deceased', 'bounced', 'complained',
                'minor')
 ORDER BY e.recorded_at, e.id
$$;
ALTER FUNCTION commonlist.journal_lines(uuid[]) OWNER TO commonlist_definer;
