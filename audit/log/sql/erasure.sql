-- Cuts a person out of the log: the links between events and the person, with the salts of the commitments. The events
-- stay as they are and still verify. An organization cuts what it alone may read; without one, the scope of the person
-- must be entered, and everything is cut.
CREATE OR REPLACE FUNCTION commonlist.cut_subjects(subjects bigint[]) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    own bigint := NULLIF(current_setting('app.organization_id', true), '')::bigint;
    theirs bigint[] := NULLIF(current_setting('app.subject_ids', true), '')::bigint[];
    cut bigint;
BEGIN
    IF own IS NULL THEN
        IF NOT coalesce(subjects <@ theirs, false) THEN
            RAISE EXCEPTION 'not the scope of these people' USING ERRCODE = 'insufficient_privilege';
        END IF;
        DELETE FROM audit_event_subject link WHERE link.subject_id = ANY (subjects);
    ELSE
        DELETE FROM audit_event_subject link
         WHERE link.subject_id = ANY (subjects)
           AND EXISTS (SELECT 1 FROM audit_event_party p WHERE p.event_id = link.event_id AND p.organization_id = own)
           AND NOT EXISTS (SELECT 1 FROM audit_event_party p WHERE p.event_id = link.event_id
                              AND (p.coalition_id IS NOT NULL OR p.organization_id IS DISTINCT FROM own));
    END IF;
    GET DIAGNOSTICS cut = ROW_COUNT;
    RETURN cut;
END $$;
ALTER FUNCTION commonlist.cut_subjects(bigint[]) OWNER TO commonlist_definer;
