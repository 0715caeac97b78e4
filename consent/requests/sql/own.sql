-- The requests that a person filed for an identifier they have proven: for the portal.
CREATE OR REPLACE FUNCTION commonlist.requests_of() RETURNS TABLE (
    reference text, organization bigint, kind text, state text, received_on date, due_on date, extended boolean,
    refused_because text, finished_at timestamptz, country text, approvals_open boolean
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
SELECT r.reference::text, r.organization_id, r.kind::text, r.state::text, r.received_on, r.due_on,
       r.extended_because <> '', r.refused_because::text, r.finished_at, r.country::text, r.state = 'proposed'
  FROM requests_datarequest r
 WHERE r.subject = ANY (NULLIF(current_setting('app.subject_ids', true), '')::bigint[])
 ORDER BY r.received_on DESC, r.id DESC
$$;
ALTER FUNCTION commonlist.requests_of() OWNER TO commonlist_definer;
