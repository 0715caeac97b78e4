-- Who answers for the data, as a receipt names them: organizations and coalitions by id. All of it is public. The floor
-- below asks by this name, because it knows nothing of the tables here.
CREATE OR REPLACE FUNCTION commonlist.controllers(organizations bigint[], coalitions bigint[])
RETURNS TABLE (kind text, id bigint, name text, address text, email text, url text, country text)
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
    SELECT 'organization', o.id, coalesce(nullif(o.legal_name, ''), o.name), o.address, o.contact_email, o.privacy_url,
           o.region
      FROM orgs_organization o WHERE o.id = ANY (organizations)
    UNION ALL
    SELECT 'coalition', c.id, c.name, '', '', '', '' FROM orgs_coalition c WHERE c.id = ANY (coalitions)
     ORDER BY 1, 2
$$;
