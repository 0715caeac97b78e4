-- What stays of people who are erased: their keys and those of their mailboxes, with every negative that stands and, from
-- now on, no contact by `recipient` (empty: by anybody). Whoever brings the same key again gets a subject that has said
-- no already. Written twice it is there once. A person suppresses what is theirs; an organization for itself alone, and
-- it is told nothing: how many rows were new would say what the person told others.
DROP FUNCTION IF EXISTS commonlist.suppress(bigint[], bigint);
CREATE FUNCTION commonlist.suppress(subjects bigint[], recipient bigint) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    IF NOT subjects <@ coalesce(NULLIF(current_setting('app.subject_ids', true), '')::bigint[], '{}')
       AND (recipient IS NULL
            OR recipient IS DISTINCT FROM NULLIF(current_setting('app.organization_id', true), '')::bigint) THEN
        RAISE EXCEPTION 'suppressed by the person, or by an organization for itself' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO consent_suppression (
        key, pepper_version, loose, kind, recipient_organization_id, recipient_coalition_id, campaign, purpose, channel,
        until, since)
    SELECT k.key, k.pepper_version, k.loose, n.kind, n.organization, n.coalition, n.campaign, n.purpose, n.channel,
           n.until, max(n.since)
      FROM (SELECT k.subject_id, k.key, k.pepper_version, false AS loose
              FROM consent_subject_key k WHERE k.subject_id = ANY (subjects)
             UNION ALL
            SELECT s.id, m.key, m.pepper_version, true
              FROM consent_subject s JOIN consent_mailbox_key m ON m.mailbox_id = s.mailbox_id
             WHERE s.id = ANY (subjects)) k
      JOIN (SELECT e.subject_id, e.kind, e.recipient_organization_id, e.recipient_coalition_id, e.campaign, e.purpose,
                   e.channel, e.until, e.effective_at
              FROM commonlist.standing_negatives(subjects) e
             UNION ALL
            SELECT s, 'withdrawn', recipient, NULL, NULL, '', '', NULL, clock_timestamp() FROM unnest(subjects) s
           ) AS n(subject_id, kind, organization, coalition, campaign, purpose, channel, until, since)
        ON n.subject_id = k.subject_id AND NOT (k.loose AND n.kind IN ('deceased', 'minor'))
     GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
     ORDER BY 1, 2, 3, 4
        ON CONFLICT DO NOTHING;
END $$;
ALTER FUNCTION commonlist.suppress(bigint[], bigint) OWNER TO commonlist_definer;
