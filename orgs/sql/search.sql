-- The acting organization's people whose name contains every word of `query`, accents and case aside. It applies the
-- wall itself, as the owner of the function, because a trigram index is not used under row-level security.
CREATE OR REPLACE FUNCTION commonlist.search_constituents(query text, most integer) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    mine bigint := NULLIF(current_setting('app.organization_id', true), '')::bigint;
    patterns text[];
BEGIN
    -- In a pattern, % and _ stand for anything: in a name they are themselves.
    SELECT array_agg('%' || regexp_replace(commonlist.plain(word), '([\\%_])', '\\\1', 'g') || '%') INTO patterns
      FROM regexp_split_to_table(trim(query), '\s+') AS word WHERE word <> '';
    IF mine IS NULL OR patterns IS NULL THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT c.id FROM orgs_constituent c
     WHERE c.organization_id = mine
       AND commonlist.plain(c.given_name || ' ' || c.preferred_name || ' ' || c.family_name) LIKE ALL (patterns)
     LIMIT most;
END $$;
ALTER FUNCTION commonlist.search_constituents(text, integer) OWNER TO commonlist_definer;
