-- Erasure in the ledger. An organization lets go of the identifiers that nobody on its list has any more; what a holder
-- was still to do about them is done: they are deleted.
CREATE OR REPLACE FUNCTION commonlist.let_go(subjects bigint[]) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
-- One person or a thousand: a plan that is kept would compare every row with each of them.
SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    own bigint := NULLIF(current_setting('app.organization_id', true), '')::bigint;
    gone bigint;
BEGIN
    PERFORM commonlist.lock_subjects(subjects, false);
    PERFORM commonlist.suppress(subjects, own);
    UPDATE consent_obligation o
       SET state = 'attested', attestation = 'deleted', attested_at = clock_timestamp()
     WHERE o.holder_id = own AND o.subject_id = ANY (subjects) AND o.export IS NULL AND o.state <> 'attested';
    DELETE FROM consent_holding h WHERE h.holder_id = own AND h.subject_id = ANY (subjects);
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;
ALTER FUNCTION commonlist.let_go(bigint[]) OWNER TO commonlist_definer;

-- The acting organization took these identifiers off its list: nothing is erased, and what was said of them stays. Where
-- a system of its own listens, it may have them still.
CREATE OR REPLACE FUNCTION commonlist.end_holdings(subjects bigint[]) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DELETE FROM consent_holding h
 WHERE h.holder_id = NULLIF(current_setting('app.organization_id', true), '')::bigint
   AND h.subject_id = ANY (subjects) AND h.export IS NULL
   AND NOT EXISTS (SELECT 1 FROM consent_outlet u WHERE u.organization_id = h.holder_id)
$$;
ALTER FUNCTION commonlist.end_holdings(bigint[]) OWNER TO commonlist_definer;

-- Those of the subjects whom no organization holds: the ledger may forget them. For the platform: in the scope of an
-- organization it answers nobody, or that organization would learn who is known elsewhere.
CREATE OR REPLACE FUNCTION commonlist.unheld_subjects(subjects bigint[]) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
SELECT coalesce(array_agg(s.id ORDER BY s.id), '{}') FROM consent_subject s
 WHERE s.id = ANY (subjects) AND NOT EXISTS (SELECT 1 FROM consent_holding h WHERE h.subject_id = s.id)
   AND NULLIF(current_setting('app.organization_id', true), '') IS NULL
$$;
ALTER FUNCTION commonlist.unheld_subjects(bigint[]) OWNER TO commonlist_definer;

-- Their keys, for the journal of erasures: of whom the acting organization holds.
CREATE OR REPLACE FUNCTION commonlist.keys_for_journal(subjects bigint[]) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
SELECT coalesce(jsonb_agg(jsonb_build_array(k.pepper_version, encode(k.key, 'hex')) ORDER BY k.subject_id, k.pepper_version),
                '[]') FROM consent_subject_key k
 WHERE k.subject_id = ANY (subjects)
   AND EXISTS (SELECT 1 FROM consent_holding h
                WHERE h.subject_id = k.subject_id
                  AND h.holder_id = NULLIF(current_setting('app.organization_id', true), '')::bigint)
$$;
ALTER FUNCTION commonlist.keys_for_journal(bigint[]) OWNER TO commonlist_definer;

-- Those of the keys that were erased and are not known again: the journal of negatives must not bring them back. For the
-- platform's replay: in the scope of an organization it answers nothing.
CREATE OR REPLACE FUNCTION commonlist.forgotten_keys(keys bytea[]) RETURNS SETOF bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
SELECT DISTINCT s.key FROM consent_suppression s
 WHERE s.key = ANY (keys) AND NOT s.loose AND NULLIF(current_setting('app.organization_id', true), '') IS NULL
   AND NOT EXISTS (SELECT 1 FROM consent_subject_key k WHERE k.key = s.key AND k.pepper_version = s.pepper_version)
$$;
ALTER FUNCTION commonlist.forgotten_keys(bytea[]) OWNER TO commonlist_definer;

-- Nobody holds them any more: suppression rows by key are all that stays. Duties of holders stay without the person.
CREATE OR REPLACE FUNCTION commonlist.forget_subjects(subjects bigint[], recipient bigint)
RETURNS TABLE (name text, gone bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    boxes bigint[];
BEGIN
    IF NOT coalesce(subjects <@ NULLIF(current_setting('app.subject_ids', true), '')::bigint[], false) THEN
        RAISE EXCEPTION 'not the scope of these people' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM commonlist.lock_subjects(subjects, false);
    IF EXISTS (SELECT 1 FROM unnest(subjects) s JOIN consent_holding h ON h.subject_id = s) THEN
        RAISE EXCEPTION 'an organization still holds them';
    END IF;
    PERFORM commonlist.suppress(subjects, recipient);
    SELECT array_agg(DISTINCT s.mailbox_id) INTO boxes FROM consent_subject s WHERE s.id = ANY (subjects);
    UPDATE consent_obligation o SET subject_id = NULL WHERE o.subject_id = ANY (subjects);
    name := 'consent_obligation'; GET DIAGNOSTICS gone = ROW_COUNT; RETURN NEXT;
    DELETE FROM consent_receipt r WHERE r.subject_id = ANY (subjects);
    name := 'consent_receipt'; GET DIAGNOSTICS gone = ROW_COUNT; RETURN NEXT;
    DELETE FROM consent_hold h WHERE h.subject_id = ANY (subjects);
    name := 'consent_hold'; GET DIAGNOSTICS gone = ROW_COUNT; RETURN NEXT;
    DELETE FROM consent_attempt a WHERE a.subject_id = ANY (subjects);
    name := 'consent_attempt'; GET DIAGNOSTICS gone = ROW_COUNT; RETURN NEXT;
    DELETE FROM consent_event e WHERE e.subject_id = ANY (subjects);
    name := 'consent_event'; GET DIAGNOSTICS gone = ROW_COUNT; RETURN NEXT;
    DELETE FROM consent_subject_key k WHERE k.subject_id = ANY (subjects);
    name := 'consent_subject_key'; GET DIAGNOSTICS gone = ROW_COUNT; RETURN NEXT;
    DELETE FROM consent_subject s WHERE s.id = ANY (subjects);
    name := 'consent_subject'; GET DIAGNOSTICS gone = ROW_COUNT; RETURN NEXT;
    DELETE FROM consent_mailbox_key k WHERE k.mailbox_id = ANY (boxes)
       AND NOT EXISTS (SELECT 1 FROM consent_subject s WHERE s.mailbox_id = k.mailbox_id);
    name := 'consent_mailbox_key'; GET DIAGNOSTICS gone = ROW_COUNT; RETURN NEXT;
    DELETE FROM consent_mailbox m WHERE m.id = ANY (boxes)
       AND NOT EXISTS (SELECT 1 FROM consent_subject s WHERE s.mailbox_id = m.id);
    name := 'consent_mailbox'; GET DIAGNOSTICS gone = ROW_COUNT; RETURN NEXT;
END $$;
ALTER FUNCTION commonlist.forget_subjects(bigint[], bigint) OWNER TO commonlist_definer;
