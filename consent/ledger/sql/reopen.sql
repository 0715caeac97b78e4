-- A result taken back within a minute, by the organization that recorded it: the attempt is open again.
CREATE OR REPLACE FUNCTION commonlist.reopen_attempt(attempt bigint) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
WITH reopened AS (
    UPDATE consent_attempt a
       SET state = 'claimed', outcome = '', finished_at = NULL
     WHERE a.id = attempt AND a.state = 'sent' AND a.finished_at > clock_timestamp() - interval '1 minute'
       AND a.acting_organization = NULLIF(current_setting('app.organization_id', true), '')::bigint
    RETURNING 1
)
SELECT count(*) = 1 FROM reopened
$$;
ALTER FUNCTION commonlist.reopen_attempt(bigint) OWNER TO commonlist_definer;
