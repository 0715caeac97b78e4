-- Whose form has this public address, for its page to be made in the owner's scope. Drafts have no address yet.
CREATE OR REPLACE FUNCTION commonlist.form_owner(address text)
RETURNS TABLE (organization_id bigint, coalition_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
SELECT f.organization_id, f.coalition_id FROM capture_form f WHERE f.slug = address AND f.state <> 'draft'
$$;
ALTER FUNCTION commonlist.form_owner(text) OWNER TO commonlist_definer;

-- Who has published forms: for the platform's purge, which enters the scope of each. In anybody's scope it answers
-- nothing.
CREATE OR REPLACE FUNCTION commonlist.form_owners()
RETURNS TABLE (organization_id bigint, coalition_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
SELECT DISTINCT f.organization_id, f.coalition_id FROM capture_form f
 WHERE f.state <> 'draft'
   AND coalesce(current_setting('app.organization_id', true), '') = ''
   AND coalesce(current_setting('app.coalition_ids', true), '') IN ('', '{}')
   AND coalesce(current_setting('app.subject_ids', true), '') IN ('', '{}')
 ORDER BY 1, 2
$$;
ALTER FUNCTION commonlist.form_owners() OWNER TO commonlist_definer;

-- The published opt-in forms of a coalition that the acting organization belongs to (for one campaign, or for all of
-- them): what a caller offers. Their rows stay the coordinators'.
CREATE OR REPLACE FUNCTION commonlist.opt_in_forms(campaign_id bigint)
RETURNS TABLE (slug text, title jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
SELECT f.slug, (SELECT v.definition -> 'title' FROM capture_formversion v WHERE v.form_id = f.id
                 ORDER BY v.number DESC LIMIT 1)
  FROM capture_form f
 WHERE f.state = 'published' AND (f.kind = 'coalition' OR (f.kind = 'campaign' AND f.campaign = campaign_id))
   AND (f.coalition_id = ANY (NULLIF(current_setting('app.coalition_ids', true), '')::bigint[])
        OR f.organization_id = NULLIF(current_setting('app.organization_id', true), '')::bigint)
 ORDER BY f.kind, f.id DESC
$$;
ALTER FUNCTION commonlist.opt_in_forms(bigint) OWNER TO commonlist_definer;
