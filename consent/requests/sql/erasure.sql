-- What a person asked elsewhere, once nobody holds them any more: that it was asked stays, what it says of them goes.
CREATE OR REPLACE FUNCTION commonlist.empty_requests(subjects bigint[]) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    emptied bigint;
BEGIN
    IF NOT coalesce(subjects <@ NULLIF(current_setting('app.subject_ids', true), '')::bigint[], false) THEN
        RAISE EXCEPTION 'not the scope of these people' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE requests_datarequest r
       SET subject = NULL, people = '{}', sealed = '', letter_state = ''
     WHERE r.subject = ANY (subjects);
    GET DIAGNOSTICS emptied = ROW_COUNT;
    RETURN emptied;
END $$;
ALTER FUNCTION commonlist.empty_requests(bigint[]) OWNER TO commonlist_definer;

-- The evidence of a deletion, for whoever has its address: 128 random bits, told to the person alone.
DROP FUNCTION IF EXISTS commonlist.certificate_of(text);
CREATE OR REPLACE FUNCTION commonlist.certificate_of(wanted text)
RETURNS TABLE (organization bigint, approved_at timestamptz, done_at timestamptz, counts jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
SELECT e.organization_id, e.approved_at, e.done_at, e.counts
  FROM requests_erasure e
 WHERE e.reference = wanted AND e.approved_at IS NOT NULL
$$;
ALTER FUNCTION commonlist.certificate_of(text) OWNER TO commonlist_definer;

-- What was finished more than three years ago, of every organization: the time for which evidence is kept.
CREATE OR REPLACE FUNCTION commonlist.purge_requests() RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    gone bigint;
BEGIN
    DELETE FROM requests_datarequest r WHERE r.finished_at < clock_timestamp() - interval '3 years';
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;
ALTER FUNCTION commonlist.purge_requests() OWNER TO commonlist_definer;
