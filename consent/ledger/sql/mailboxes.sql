-- A no reaches every spelling of the address that arrives in the same mailbox: bob@, bob+news@, and at Gmail b.o.b@. What
-- is said of one person (deceased, minor) stays with the identifier that was named, and so does every yes. What an
-- organization takes back of a bounce it reported goes wherever its report went.

-- The negatives of these subjects that have not been lifted, with the rights of whoever asks.
CREATE OR REPLACE FUNCTION commonlist.standing_negatives(subjects bigint[]) RETURNS SETOF consent_event
LANGUAGE sql STABLE AS $$
SELECT e.* FROM consent_event e
 WHERE e.subject_id = ANY (subjects)
   AND e.kind IN ('refused', 'withdrawn', 'objected', 'paused', 'do_not_contact', 'complained', 'bounced', 'deceased',
                  'minor')
   AND (e.kind <> 'paused' OR e.until > clock_timestamp())
   AND NOT EXISTS (
       SELECT 1 FROM consent_event l
        WHERE l.subject_id = e.subject_id AND l.kind = e.kind || '_lifted' AND l.channel IN ('', e.channel)
          AND greatest(l.effective_at, l.recorded_at) > e.effective_at
          AND ((l.actor_kind IN ('person', 'guardian') AND l.evidence >= 3)
               OR (e.kind IN ('deceased', 'bounced', 'minor') AND l.actor_kind IN ('staff', 'system')
                   AND l.source_organization_id = e.source_organization_id)))
$$;
ALTER FUNCTION commonlist.standing_negatives(bigint[]) OWNER TO commonlist_definer;

-- Identifiers of the acting organization's people that were reported as not working by this channel, and still are: not
-- the first choice for somebody who has another one.
CREATE OR REPLACE FUNCTION commonlist.not_working(by_channel text) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
SELECT DISTINCT n.subject_id
  FROM commonlist.standing_negatives(ARRAY(
    SELECT e.subject_id FROM consent_event e JOIN consent_holding h ON h.subject_id = e.subject_id
     WHERE e.kind = 'bounced'
       AND h.holder_id = NULLIF(current_setting('app.organization_id', true), '')::bigint)) n
 WHERE n.kind = 'bounced' AND n.channel IN ('', by_channel)
$$;
ALTER FUNCTION commonlist.not_working(text) OWNER TO commonlist_definer;

-- Those of a person's identifiers that arrive in the same mailbox as these of theirs; these are not among them.
CREATE OR REPLACE FUNCTION commonlist.same_mailbox(subjects bigint[]) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
SELECT DISTINCT mate.id
  FROM consent_subject named JOIN consent_subject mate ON mate.mailbox_id = named.mailbox_id AND mate.id <> named.id
 WHERE named.id = ANY (subjects)
   AND named.id = ANY (NULLIF(current_setting('app.subject_ids', true), '')::bigint[])
   AND mate.id = ANY (NULLIF(current_setting('app.subject_ids', true), '')::bigint[])
$$;
ALTER FUNCTION commonlist.same_mailbox(bigint[]) OWNER TO commonlist_definer;

-- What is recorded about one identifier is repeated for its mailbox-mates, in the same statement.
CREATE OR REPLACE FUNCTION commonlist.reach_mailbox() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    -- The copies below come back here, and so does a statement that added nothing.
    IF NOT EXISTS (SELECT 1 FROM added WHERE copied_from IS NULL AND kind <> 'granted') THEN
        RETURN NULL;
    END IF;
    INSERT INTO consent_event (
        id, subject_id, recipient_organization_id, recipient_coalition_id, campaign, purpose, channel, kind,
        effective_at, until, recorded_at, actor_kind, evidence, notice_id, legal_basis, source_organization_id, source,
        method, authority, evidence_ref, copied_from)
    SELECT gen_random_uuid(), mate.id, a.recipient_organization_id, a.recipient_coalition_id, a.campaign, a.purpose,
           a.channel, a.kind, a.effective_at, a.until, a.recorded_at, a.actor_kind, a.evidence, a.notice_id,
           a.legal_basis, a.source_organization_id, 'mailbox', a.method, a.authority, a.evidence_ref, a.id
      FROM added a
      JOIN consent_subject named ON named.id = a.subject_id
      JOIN consent_subject mate ON mate.mailbox_id = named.mailbox_id AND mate.id <> named.id
     WHERE a.copied_from IS NULL
       AND (a.kind IN ('refused', 'withdrawn', 'objected', 'paused', 'do_not_contact', 'complained', 'bounced')
            OR (a.kind = 'bounced_lifted' AND a.source_organization_id IS NOT NULL))
       AND NOT EXISTS (
           SELECT 1 FROM added same
            WHERE same.subject_id = mate.id AND same.kind = a.kind AND same.effective_at = a.effective_at
              AND (same.recipient_organization_id, same.recipient_coalition_id, same.campaign, same.purpose,
                   same.channel, same.until)
                  IS NOT DISTINCT FROM
                  (a.recipient_organization_id, a.recipient_coalition_id, a.campaign, a.purpose, a.channel, a.until))
     ORDER BY mate.id, a.recorded_at, a.id;
    RETURN NULL;
END $$;
ALTER FUNCTION commonlist.reach_mailbox() OWNER TO commonlist_definer;
CREATE OR REPLACE TRIGGER consent_event_reaches_mailbox AFTER INSERT ON consent_event
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION commonlist.reach_mailbox();

-- What stands in the mailboxes that these subjects have just joined, in both directions, and what was suppressed when
-- people with these keys were erased. The mailboxes are locked by ensure_mailboxes.
CREATE OR REPLACE FUNCTION commonlist.inherit_negatives(joined bigint[]) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public AS $$
DECLARE
    moment timestamptz := clock_timestamp();
BEGIN
    INSERT INTO consent_event (
        id, subject_id, recipient_organization_id, recipient_coalition_id, campaign, purpose, channel, kind,
        effective_at, until, recorded_at, actor_kind, evidence, notice_id, legal_basis, source_organization_id, source,
        method, authority, evidence_ref, copied_from)
    SELECT DISTINCT ON (pair.target, coalesce(e.copied_from, e.id))
           gen_random_uuid(), pair.target, e.recipient_organization_id, e.recipient_coalition_id, e.campaign, e.purpose,
           e.channel, e.kind, e.effective_at, e.until, moment, e.actor_kind, e.evidence, e.notice_id,
           e.legal_basis, e.source_organization_id, 'mailbox', e.method, e.authority, e.evidence_ref,
           coalesce(e.copied_from, e.id)
      FROM (SELECT a.id AS told, b.id AS target
              FROM consent_subject a JOIN consent_subject b ON b.mailbox_id = a.mailbox_id AND b.id <> a.id
             WHERE b.id = ANY (joined)
             UNION
            SELECT a.id, b.id
              FROM consent_subject a JOIN consent_subject b ON b.mailbox_id = a.mailbox_id AND b.id <> a.id
             WHERE a.id = ANY (joined)) pair
     CROSS JOIN LATERAL commonlist.standing_negatives(ARRAY[pair.told]) e
     WHERE e.kind NOT IN ('deceased', 'minor')
       AND NOT EXISTS (SELECT 1 FROM consent_event same
                        WHERE same.subject_id = pair.target
                          AND coalesce(same.copied_from, same.id) = coalesce(e.copied_from, e.id))
     ORDER BY pair.target, coalesce(e.copied_from, e.id), e.recorded_at;

    INSERT INTO consent_event (
        id, subject_id, recipient_organization_id, recipient_coalition_id, campaign, purpose, channel, kind,
        effective_at, until, recorded_at, actor_kind, evidence, legal_basis, source, copied_from)
    SELECT DISTINCT ON (k.subject_id, s.kind, s.recipient_organization_id, s.recipient_coalition_id, s.campaign,
                        s.purpose, s.channel, s.until)
           gen_random_uuid(), k.subject_id, s.recipient_organization_id, s.recipient_coalition_id, s.campaign,
           s.purpose, s.channel, s.kind, s.since, s.until, moment, 'system', 0, '', 'suppression',
           md5('suppression ' || s.id)::uuid
      FROM (SELECT k.subject_id, k.key, k.pepper_version, false AS loose
              FROM consent_subject_key k WHERE k.subject_id = ANY (joined)
             UNION ALL
            SELECT s.id, m.key, m.pepper_version, true
              FROM consent_subject s JOIN consent_mailbox_key m ON m.mailbox_id = s.mailbox_id
             WHERE s.id = ANY (joined)) k
      JOIN consent_suppression s ON s.key = k.key AND s.pepper_version = k.pepper_version AND s.loose = k.loose
     WHERE (s.until IS NULL OR s.until > moment)
       AND NOT EXISTS (
           SELECT 1 FROM consent_event same
            WHERE same.subject_id = k.subject_id AND same.kind = s.kind
              AND (same.recipient_organization_id, same.recipient_coalition_id, same.campaign, same.purpose,
                   same.channel, same.until)
                  IS NOT DISTINCT FROM
                  (s.recipient_organization_id, s.recipient_coalition_id, s.campaign, s.purpose, s.channel, s.until))
     ORDER BY k.subject_id, s.kind, s.recipient_organization_id, s.recipient_coalition_id, s.campaign, s.purpose,
              s.channel, s.until, s.since DESC;
END $$;
ALTER FUNCTION commonlist.inherit_negatives(bigint[]) OWNER TO commonlist_definer;
