-- For the platform's own rounds, which enter each organization's scope. In the scope of an organization both answer
-- nothing.

-- Whose duties wait to be told to a system of theirs.
CREATE OR REPLACE FUNCTION commonlist.holders_to_tell() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
SELECT DISTINCT o.holder_id FROM consent_obligation o
  JOIN consent_outlet u ON u.organization_id = o.holder_id AND u.name = 'webhook'
 WHERE NULLIF(current_setting('app.organization_id', true), '') IS NULL
   AND o.state <> 'attested'
   AND NOT EXISTS (SELECT 1 FROM propagation_feedentry e
                    WHERE e.organization_id = o.holder_id AND e.topic = 'consent.withdrawal' AND e.about = o.id::text)
 ORDER BY 1
$$;
ALTER FUNCTION commonlist.holders_to_tell() OWNER TO commonlist_definer;

-- Who has deliveries that are due.
CREATE OR REPLACE FUNCTION commonlist.organizations_with_deliveries(moment timestamptz) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
SELECT DISTINCT d.organization_id FROM propagation_delivery d
 WHERE NULLIF(current_setting('app.organization_id', true), '') IS NULL
   AND d.state = 'waiting' AND d.next_at <= moment
 ORDER BY 1
$$;
ALTER FUNCTION commonlist.organizations_with_deliveries(timestamptz) OWNER TO commonlist_definer;
