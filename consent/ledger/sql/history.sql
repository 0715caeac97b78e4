-- What the acting organization may read of the consent of people whose identifiers it holds: what it wrote itself, what
-- the person said to it, what speaks of everybody, and what the person said to a coalition it is a member of. Who else
-- reported something stays unsaid (`elsewhere`), and so do how it was said, their words and where their paper lies. That
-- another organization may pass the person on to this one is not told: it would say that they are on its list.
CREATE OR REPLACE FUNCTION commonlist.consent_history(subjects bigint[])
RETURNS TABLE (id uuid, subject_id bigint, kind text, purpose text, channel text, everybody boolean, coalition bigint,
               campaign bigint, effective_at timestamptz, until timestamptz, recorded_at timestamptz, actor_kind text,
               evidence smallint, method text, authority text, ours boolean, elsewhere boolean, source text,
               evidence_ref text, notice_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
WITH me AS (
    SELECT NULLIF(current_setting('app.organization_id', true), '')::bigint AS id,
           coalesce(NULLIF(current_setting('app.coalition_ids', true), '')::bigint[], '{}') AS coalitions
)
SELECT e.id, e.subject_id, e.kind, e.purpose, e.channel,
       e.recipient_organization_id IS NULL AND e.recipient_coalition_id IS NULL, e.recipient_coalition_id, e.campaign,
       e.effective_at, e.until, e.recorded_at, e.actor_kind, e.evidence,
       CASE WHEN said.elsewhere THEN '' ELSE e.method END, CASE WHEN said.elsewhere THEN '' ELSE e.authority END,
       said.ours, said.elsewhere,
       CASE WHEN said.ours THEN e.source ELSE '' END, CASE WHEN said.ours THEN e.evidence_ref ELSE '' END,
       CASE WHEN NOT said.elsewhere THEN e.notice_id END
  FROM me, consent_event e
 CROSS JOIN LATERAL (
    SELECT coalesce(e.source_organization_id = me.id, false) AS ours,
           coalesce(e.source_organization_id <> me.id, false) AS elsewhere) said
 WHERE e.subject_id = ANY (subjects)
   AND EXISTS (SELECT 1 FROM consent_holding h WHERE h.subject_id = e.subject_id AND h.holder_id = me.id)
   AND (said.ours
        OR (e.recipient_organization_id = me.id AND NOT said.elsewhere)
        OR (e.recipient_organization_id IS NULL
            AND (e.recipient_coalition_id IS NULL
                 OR (e.source_organization_id IS NULL AND e.recipient_coalition_id = ANY (me.coalitions)))))
$$;
ALTER FUNCTION commonlist.consent_history(bigint[]) OWNER TO commonlist_definer;

-- The acting organization's own contacts with a person, each with the decision that was stored with it.
CREATE OR REPLACE FUNCTION commonlist.contact_history(subjects bigint[], most integer)
RETURNS TABLE (id bigint, started_at timestamptz, channel text, purpose text, campaign bigint, reference text,
               state text, outcome text, decision jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
SELECT a.id, a.started_at, a.channel, a.purpose, a.campaign, a.reference, a.state, a.outcome, a.decision
  FROM consent_attempt a
 WHERE a.subject_id = ANY (subjects)
   AND NULLIF(current_setting('app.organization_id', true), '')::bigint IN (a.acting_organization, a.on_behalf_of)
 ORDER BY a.started_at DESC, a.id DESC
 LIMIT most
$$;
ALTER FUNCTION commonlist.contact_history(bigint[], integer) OWNER TO commonlist_definer;

-- The notices on which consents of the acting organization's own people rest: since when, and how many.
CREATE OR REPLACE FUNCTION commonlist.notices_in_use()
RETURNS TABLE (notice_id bigint, since timestamptz, consents bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
WITH me AS (SELECT NULLIF(current_setting('app.organization_id', true), '')::bigint AS id)
SELECT e.notice_id, min(e.recorded_at), count(*) FILTER (WHERE e.kind = 'granted')
  FROM me JOIN consent_event e
    ON e.source_organization_id = me.id OR (e.recipient_organization_id = me.id AND e.source_organization_id IS NULL)
 WHERE e.notice_id IS NOT NULL
   AND EXISTS (SELECT 1 FROM consent_holding h WHERE h.subject_id = e.subject_id AND h.holder_id = me.id)
 GROUP BY e.notice_id
$$;
ALTER FUNCTION commonlist.notices_in_use() OWNER TO commonlist_definer;
