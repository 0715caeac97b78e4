-- The contact gate: the only way out to a person. Each statement of a VOLATILE function has a snapshot of its own under
-- READ COMMITTED, so the decision after the lock sees every withdrawal that was answered before.
CREATE OR REPLACE FUNCTION commonlist.gate_stands(acting_organization bigint) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'the gate needs READ COMMITTED' USING ERRCODE = 'invalid_transaction_state';
    END IF;
    IF acting_organization IS DISTINCT FROM NULLIF(current_setting('app.organization_id', true), '')::bigint THEN
        RAISE EXCEPTION 'an organization contacts people in its own name' USING ERRCODE = 'insufficient_privilege';
    END IF;
END $$;
ALTER FUNCTION commonlist.gate_stands(bigint) OWNER TO commonlist_definer;

-- Holds: seven days of database time, numbered from the epoch.
CREATE OR REPLACE FUNCTION commonlist.hold_window(moment timestamptz) RETURNS integer
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public AS 'SELECT floor(extract(epoch FROM moment) / 604800)::integer';
ALTER FUNCTION commonlist.hold_window(timestamptz) OWNER TO commonlist_definer;

DROP FUNCTION IF EXISTS commonlist.take_hold(bigint[], text, bigint, bigint, timestamptz);
CREATE OR REPLACE FUNCTION commonlist.take_hold(
    subjects bigint[], hold_channel text, holder bigint, holder_campaign bigint
) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    moment timestamptz := clock_timestamp();
BEGIN
    PERFORM commonlist.gate_stands(holder);
    IF EXISTS (
        SELECT 1 FROM consent_hold h
         WHERE h.subject_id = ANY (subjects) AND h.channel = hold_channel
           AND h.window_no = commonlist.hold_window(moment)
           AND (h.organization_id <> holder OR h.campaign IS DISTINCT FROM holder_campaign)
    ) THEN
        RETURN false;
    END IF;
    INSERT INTO consent_hold (subject_id, channel, window_no, organization_id, campaign, taken_at)
    SELECT DISTINCT s, hold_channel, commonlist.hold_window(moment), holder, holder_campaign, moment
      FROM unnest(subjects) s ORDER BY s
        ON CONFLICT (subject_id, channel, window_no) DO UPDATE SET taken_at = excluded.taken_at;
    RETURN true;
END $$;
ALTER FUNCTION commonlist.take_hold(bigint[], text, bigint, bigint) OWNER TO commonlist_definer;

-- Lock, decide, hold, and write the attempt. `names` runs parallel to `subjects`: the person's name key where others of
-- the list have the subject too. `reason` is 'busy' when another transaction has one of the subjects,
-- 'not_available' when somebody holds the person. attempt_id is null unless the contact may go ahead.
DROP FUNCTION IF EXISTS commonlist.claim_attempt(
    bigint, bigint[], text, text, bigint, bigint, bigint, bigint, text, integer, boolean
);
CREATE OR REPLACE FUNCTION commonlist.claim_attempt(
    contacted bigint, subjects bigint[], channel text, purpose text, acting_organization bigint, on_behalf_of bigint,
    coalition bigint, campaign bigint, reference text, minimum_evidence integer, hold boolean, names bytea[] DEFAULT NULL
) RETURNS TABLE (attempt_id bigint, started_at timestamptz, reason text, event_ids uuid[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
DECLARE
    moment timestamptz;
    verdict record;
    made bigint;
BEGIN
    PERFORM commonlist.gate_stands(acting_organization);
    IF NOT contacted = ANY (subjects) THEN
        RAISE EXCEPTION 'the contacted subject is one of the person''s';
    END IF;
    IF NOT commonlist.lock_subjects(subjects, true) THEN
        RETURN QUERY SELECT NULL::bigint, NULL::timestamptz, 'busy', ARRAY[]::uuid[];
        RETURN;
    END IF;
    moment := clock_timestamp();
    SELECT d.allowed, d.reason, d.event_ids INTO verdict FROM commonlist.decide(
        array_fill(1::bigint, ARRAY[cardinality(subjects)]), subjects, acting_organization, claim_attempt.coalition,
        claim_attempt.campaign, claim_attempt.purpose, claim_attempt.channel, moment, minimum_evidence,
        names => claim_attempt.names) d;
    IF verdict.allowed AND hold THEN
        IF NOT commonlist.take_hold(
            subjects, claim_attempt.channel, acting_organization, claim_attempt.campaign
        ) THEN
            RETURN QUERY SELECT NULL::bigint, NULL::timestamptz, 'not_available', ARRAY[]::uuid[];
            RETURN;
        END IF;
    END IF;
    IF verdict.allowed THEN
        INSERT INTO consent_attempt (subject_id, started_at, acting_organization, on_behalf_of, coalition, campaign,
                                     reference, channel, purpose, state, decision)
        VALUES (contacted, moment, claim_attempt.acting_organization, claim_attempt.on_behalf_of,
                claim_attempt.coalition, claim_attempt.campaign, claim_attempt.reference, claim_attempt.channel,
                claim_attempt.purpose, 'claimed',
                commonlist.stored_decision(
                    verdict.reason, verdict.event_ids, subjects, moment, minimum_evidence, claim_attempt.names))
        RETURNING id INTO made;
    END IF;
    RETURN QUERY SELECT made, CASE WHEN made IS NOT NULL THEN moment END, verdict.reason, verdict.event_ids;
END $$;
ALTER FUNCTION commonlist.claim_attempt(
    bigint, bigint[], text, text, bigint, bigint, bigint, bigint, text, integer, boolean, bytea[]
) OWNER TO commonlist_definer;

-- Everything that a replay needs; names only where somebody shares a subject.
DROP FUNCTION IF EXISTS commonlist.stored_decision(text, uuid[], bigint[], timestamptz, integer);
CREATE OR REPLACE FUNCTION commonlist.stored_decision(
    reason text, event_ids uuid[], subjects bigint[], moment timestamptz, minimum_evidence integer, names bytea[]
) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
SELECT jsonb_build_object('reason', reason, 'events', to_jsonb(event_ids), 'subjects', to_jsonb(subjects),
    'at', to_jsonb(moment), 'minimum_evidence', minimum_evidence, 'rule', commonlist.consent_rule_version())
    || CASE WHEN num_nonnulls(VARIADIC names) > 0 THEN jsonb_build_object('names',
           (SELECT jsonb_agg(encode(n.name, 'hex') ORDER BY n.place) FROM unnest(names) WITH ORDINALITY n(name, place)))
       ELSE '{}' END
$$;
ALTER FUNCTION commonlist.stored_decision(text, uuid[], bigint[], timestamptz, integer, bytea[]) OWNER TO commonlist_definer;

-- The gate again, for an attempt claimed earlier (the tap on "Call"). A refusal ends the attempt as failed.
DROP FUNCTION IF EXISTS commonlist.recheck_attempt(bigint, bigint[]);
CREATE OR REPLACE FUNCTION commonlist.recheck_attempt(attempt bigint, subjects bigint[], names bytea[] DEFAULT NULL)
RETURNS TABLE (attempt_id bigint, started_at timestamptz, reason text, event_ids uuid[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
DECLARE
    mine consent_attempt%ROWTYPE;
    moment timestamptz;
    verdict record;
BEGIN
    PERFORM commonlist.gate_stands(NULLIF(current_setting('app.organization_id', true), '')::bigint);
    SELECT a.* INTO mine FROM consent_attempt a WHERE a.id = attempt AND a.state = 'claimed'
       AND a.acting_organization = NULLIF(current_setting('app.organization_id', true), '')::bigint;
    IF mine.id IS NULL THEN
        RETURN QUERY SELECT NULL::bigint, NULL::timestamptz, 'not_available', ARRAY[]::uuid[];
        RETURN;
    END IF;
    IF NOT mine.subject_id = ANY (subjects) THEN
        RAISE EXCEPTION 'the contacted subject is one of the person''s';
    END IF;
    IF NOT commonlist.lock_subjects(subjects, true) THEN
        RETURN QUERY SELECT NULL::bigint, NULL::timestamptz, 'busy', ARRAY[]::uuid[];
        RETURN;
    END IF;
    moment := clock_timestamp();
    SELECT d.allowed, d.reason, d.event_ids INTO verdict FROM commonlist.decide(
        array_fill(1::bigint, ARRAY[cardinality(subjects)]), subjects, mine.acting_organization, mine.coalition,
        mine.campaign, mine.purpose, mine.channel, moment, (mine.decision ->> 'minimum_evidence')::integer,
        names => recheck_attempt.names) d;
    UPDATE consent_attempt a
       SET decision = commonlist.stored_decision(
               verdict.reason, verdict.event_ids, subjects, moment, (mine.decision ->> 'minimum_evidence')::integer,
               recheck_attempt.names),
           state = CASE WHEN verdict.allowed THEN a.state ELSE 'failed' END,
           outcome = CASE WHEN verdict.allowed THEN a.outcome ELSE 'refused' END,
           finished_at = CASE WHEN verdict.allowed THEN NULL ELSE moment END
     WHERE a.id = mine.id AND a.started_at = mine.started_at AND a.state = 'claimed';
    IF NOT FOUND THEN
        RETURN QUERY SELECT NULL::bigint, NULL::timestamptz, 'not_available', ARRAY[]::uuid[];
        RETURN;
    END IF;
    RETURN QUERY SELECT CASE WHEN verdict.allowed THEN mine.id END, CASE WHEN verdict.allowed THEN moment END,
                        verdict.reason, verdict.event_ids;
END $$;
ALTER FUNCTION commonlist.recheck_attempt(bigint, bigint[], bytea[]) OWNER TO commonlist_definer;

-- End an attempt of the acting organization. Once only: false when it has ended already, or is not theirs.
CREATE OR REPLACE FUNCTION commonlist.finish_attempt(attempt bigint, final_state text, final_outcome text)
RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
WITH ended AS (
    UPDATE consent_attempt a
       SET state = final_state, outcome = final_outcome, finished_at = clock_timestamp()
     WHERE a.id = attempt AND a.state = 'claimed' AND final_state IN ('sent', 'failed', 'uncertain')
       AND a.acting_organization = NULLIF(current_setting('app.organization_id', true), '')::bigint
    RETURNING 1
)
SELECT count(*) = 1 FROM ended
$$;
ALTER FUNCTION commonlist.finish_attempt(bigint, text, text) OWNER TO commonlist_definer;
