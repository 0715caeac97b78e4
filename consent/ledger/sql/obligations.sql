-- Twenty-four hours each of working days (Monday to Friday, UTC). The clock of what comes at a weekend starts on Monday.
-- consent.ledger.rules.deadlines says the same.
CREATE OR REPLACE FUNCTION commonlist.working_days_after(moment timestamptz, days integer) RETURNS timestamptz
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public AS $$
SELECT (s.start + make_interval(days => days + 2 * ((extract(isodow FROM s.start)::integer - 1 + days) / 5)))
       AT TIME ZONE 'UTC'
  FROM (SELECT CASE WHEN extract(isodow FROM m.utc) > 5 THEN date_trunc('week', m.utc) + interval '7 days'
                    ELSE m.utc END AS start
          FROM (SELECT moment AT TIME ZONE 'UTC' AS utc) m) s
$$;
ALTER FUNCTION commonlist.working_days_after(timestamptz, integer) OWNER TO commonlist_definer;

-- One duty for each (negative, holder, export), in the transaction of the negative, however it came. It concerns whoever
-- holds the identifier: everybody, or the named organization (or members of the named coalition) and whom they passed
-- it on to. A bounce is no wish of the person: nobody must act on it.
-- What is taken back in time asks for nothing any more, as far as it is taken back: nobody is to delete somebody who is
-- alive.
-- Where nothing left the platform, by no export and no outlet, the platform attests by itself; also where the holder's
-- own list said it, so that it knows.
CREATE OR REPLACE FUNCTION commonlist.oblige_holders() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    -- Most that is recorded is a yes: nobody has a duty by it.
    IF NOT EXISTS (SELECT 1 FROM said WHERE kind <> 'granted') THEN
        RETURN NULL;
    END IF;
    INSERT INTO consent_obligation (
        id, event, subject_id, holder_id, export, kind, purpose, channel, state, attestation, acknowledgement,
        created_at, acknowledge_by, attest_by, attested_at)
    SELECT gen_random_uuid(), d.event, d.subject_id, d.holder_id, d.export, d.kind, d.purpose, d.channel,
           CASE WHEN d.kept THEN 'attested' ELSE 'queued' END, CASE WHEN d.kept THEN 'platform' ELSE '' END, '',
           now(), (SELECT commonlist.working_days_after(now(), 1)), (SELECT commonlist.working_days_after(now(), 3)),
           CASE WHEN d.kept THEN now() END
      FROM (SELECT s.id AS event, s.subject_id, h.holder_id, h.export, s.kind, s.purpose, s.channel,
                   h.export IS NULL
                   AND (NOT EXISTS (SELECT 1 FROM consent_outlet o WHERE o.organization_id = h.holder_id)
                        OR (s.actor_kind = 'import' AND s.source_organization_id = h.holder_id)) AS kept
              FROM said s JOIN consent_holding h ON h.subject_id = s.subject_id
             WHERE s.kind IN ('refused', 'withdrawn', 'objected', 'paused', 'do_not_contact', 'deceased', 'complained',
                              'minor')
               AND (s.recipient_organization_id IS NULL OR s.recipient_organization_id IN (h.holder_id, h.given_by))
               AND (s.recipient_coalition_id IS NULL
                    OR EXISTS (SELECT 1 FROM orgs_coalitionmember m
                                WHERE m.coalition_id = s.recipient_coalition_id
                                  AND m.organization_id IN (h.holder_id, h.given_by)))) d
     ORDER BY d.event, d.holder_id
        ON CONFLICT DO NOTHING;
    IF NOT EXISTS (SELECT 1 FROM said WHERE kind = 'resumed' OR kind LIKE '%\_lifted') THEN
        RETURN NULL;
    END IF;
    UPDATE consent_obligation o SET state = 'attested', attestation = 'platform', attested_at = now()
      FROM said s JOIN consent_event e
        ON e.subject_id = s.subject_id
       AND e.kind = CASE s.kind WHEN 'resumed' THEN 'paused' ELSE split_part(s.kind, '_lifted', 1) END
       AND s.channel IN ('', e.channel) AND s.purpose IN ('', e.purpose)
       AND (s.campaign IS NULL OR s.campaign = e.campaign)
       AND (s.recipient_coalition_id IS NULL OR s.recipient_coalition_id = e.recipient_coalition_id)
       AND ((s.actor_kind IN ('person', 'guardian') AND s.evidence >= 3)
            OR e.source_organization_id = s.source_organization_id)
     WHERE (s.kind = 'resumed' OR s.kind LIKE '%\_lifted') AND o.event = e.id
       AND (s.recipient_organization_id IS NULL
            OR s.recipient_organization_id = coalesce(e.recipient_organization_id, o.holder_id))
       AND o.state IN ('queued', 'delivered', 'acknowledged');
    RETURN NULL;
END $$;
ALTER FUNCTION commonlist.oblige_holders() OWNER TO commonlist_definer;

CREATE OR REPLACE TRIGGER consent_event_obliges AFTER INSERT ON consent_event
REFERENCING NEW TABLE AS said FOR EACH STATEMENT EXECUTE FUNCTION commonlist.oblige_holders();

-- What the acting organization says about its own duties, and what the clock says. Each answers whom it changed.
CREATE OR REPLACE FUNCTION commonlist.attest_obligations(
    ids uuid[], answer text, attester bigint, signed text, moment timestamptz
) RETURNS TABLE (id uuid, subject_id bigint)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
UPDATE consent_obligation o
   SET state = 'attested', attestation = answer, attested_at = moment, attested_by = attester,
       acknowledged_at = coalesce(o.acknowledged_at, moment),
       acknowledgement = CASE WHEN signed = '' THEN o.acknowledgement ELSE signed END
 WHERE o.id = ANY (ids) AND o.state <> 'attested' AND answer IN ('deleted', 'suppressed', 'not_held', 'already_contacted')
   AND o.holder_id = NULLIF(current_setting('app.organization_id', true), '')::bigint
RETURNING o.id, o.subject_id
$$;
ALTER FUNCTION commonlist.attest_obligations(uuid[], text, bigint, text, timestamptz) OWNER TO commonlist_definer;

-- The same for everything that was open at ``until``, in one statement.
CREATE OR REPLACE FUNCTION commonlist.attest_open_obligations(
    until timestamptz, overdue_only boolean, answer text, attester bigint, moment timestamptz
) RETURNS TABLE (id uuid, subject_id bigint)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
UPDATE consent_obligation o
   SET state = 'attested', attestation = answer, attested_at = moment, attested_by = attester,
       acknowledged_at = coalesce(o.acknowledged_at, moment)
 WHERE o.created_at <= until AND o.state <> 'attested' AND (NOT overdue_only OR o.state IN ('overdue', 'escalated'))
   AND answer IN ('deleted', 'suppressed', 'not_held', 'already_contacted')
   AND o.holder_id = NULLIF(current_setting('app.organization_id', true), '')::bigint
RETURNING o.id, o.subject_id
$$;
ALTER FUNCTION commonlist.attest_open_obligations(timestamptz, boolean, text, bigint, timestamptz)
    OWNER TO commonlist_definer;

CREATE OR REPLACE FUNCTION commonlist.acknowledge_obligations(ids uuid[], signed text, moment timestamptz)
RETURNS TABLE (id uuid, subject_id bigint)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
UPDATE consent_obligation o
   SET state = CASE WHEN o.state IN ('queued', 'delivered') THEN 'acknowledged' ELSE o.state END,
       acknowledged_at = moment, acknowledgement = signed
 WHERE o.id = ANY (ids) AND o.state <> 'attested' AND o.acknowledged_at IS NULL
   AND o.holder_id = NULLIF(current_setting('app.organization_id', true), '')::bigint
RETURNING o.id, o.subject_id
$$;
ALTER FUNCTION commonlist.acknowledge_obligations(uuid[], text, timestamptz) OWNER TO commonlist_definer;

CREATE OR REPLACE FUNCTION commonlist.obligations_delivered(ids uuid[], moment timestamptz) RETURNS integer
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
WITH changed AS (
    UPDATE consent_obligation o
       SET state = CASE WHEN o.state = 'queued' THEN 'delivered' ELSE o.state END, delivered_at = moment
     WHERE o.id = ANY (ids) AND o.delivered_at IS NULL
       AND o.holder_id = NULLIF(current_setting('app.organization_id', true), '')::bigint
    RETURNING 1
)
SELECT count(*)::integer FROM changed
$$;
ALTER FUNCTION commonlist.obligations_delivered(uuid[], timestamptz) OWNER TO commonlist_definer;

CREATE OR REPLACE FUNCTION commonlist.remind_obligations(moment timestamptz) RETURNS TABLE (id uuid, subject_id bigint)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
UPDATE consent_obligation o SET reminded_at = moment
 WHERE o.state IN ('queued', 'delivered') AND o.acknowledge_by <= moment AND o.reminded_at IS NULL
   AND o.holder_id = NULLIF(current_setting('app.organization_id', true), '')::bigint
RETURNING o.id, o.subject_id
$$;
ALTER FUNCTION commonlist.remind_obligations(timestamptz) OWNER TO commonlist_definer;

CREATE OR REPLACE FUNCTION commonlist.overdue_obligations(moment timestamptz) RETURNS TABLE (id uuid, subject_id bigint)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
UPDATE consent_obligation o SET state = 'overdue', overdue_at = moment
 WHERE o.state IN ('queued', 'delivered', 'acknowledged') AND o.attest_by <= moment
   AND o.holder_id = NULLIF(current_setting('app.organization_id', true), '')::bigint
RETURNING o.id, o.subject_id
$$;
ALTER FUNCTION commonlist.overdue_obligations(timestamptz) OWNER TO commonlist_definer;

CREATE OR REPLACE FUNCTION commonlist.escalate_obligations(moment timestamptz) RETURNS TABLE (id uuid, subject_id bigint)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
UPDATE consent_obligation o SET state = 'escalated', escalated_at = moment
 WHERE o.state = 'overdue'
   AND o.holder_id = NULLIF(current_setting('app.organization_id', true), '')::bigint
RETURNING o.id, o.subject_id
$$;
ALTER FUNCTION commonlist.escalate_obligations(timestamptz) OWNER TO commonlist_definer;

-- For the platform's own rounds, which enter each organization's scope: who has something that became due. In the
-- scope of an organization it answers nothing.
CREATE OR REPLACE FUNCTION commonlist.holders_with_due(moment timestamptz) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
SELECT DISTINCT o.holder_id FROM consent_obligation o
 WHERE NULLIF(current_setting('app.organization_id', true), '') IS NULL
   AND ((o.state IN ('queued', 'delivered') AND o.acknowledge_by <= moment AND o.reminded_at IS NULL)
        OR (o.state IN ('queued', 'delivered', 'acknowledged') AND o.attest_by <= moment)
        OR o.state = 'overdue')
 ORDER BY 1
$$;
ALTER FUNCTION commonlist.holders_with_due(timestamptz) OWNER TO commonlist_definer;
