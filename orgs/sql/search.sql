SELECT public.similarity('', ''); -- loads pg_trgm: before, only a superuser may give a function its parameter
-- Whether about a third of all people, and not a few, are the acting organization's: as the planner estimates it, because
-- what it knows of a column cannot be read under row-level security. Volatile, or EXPLAIN is refused.
CREATE OR REPLACE FUNCTION commonlist.has_most_constituents() RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    mine bigint := NULLIF(current_setting('app.organization_id', true), '')::bigint;
    plan json;
BEGIN
    EXECUTE format('EXPLAIN (FORMAT JSON) SELECT FROM orgs_constituent WHERE organization_id = %s', mine) INTO plan;
    RETURN (SELECT (plan #>> '{0,Plan,Plan Rows}')::real > greatest(0.3 * c.reltuples, 20000)
              FROM pg_class c WHERE c.oid = 'orgs_constituent'::regclass);
END $$;
ALTER FUNCTION commonlist.has_most_constituents() OWNER TO commonlist_definer;
-- The acting organization's people whose names contain every word of `query`, accents and case aside; where nobody's
-- do, those whose names are like the words, the likest first. It applies the wall itself, as the owner of the
-- function, because a trigram index is not used under row-level security.
CREATE OR REPLACE FUNCTION commonlist.search_constituents(query text, most integer) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
SET pg_trgm.word_similarity_threshold = 0.5
SET max_parallel_workers_per_gather = 0 -- starting them takes longer than any search by the index
AS $$
DECLARE
    mine bigint := NULLIF(current_setting('app.organization_id', true), '')::bigint;
    words text[];
    longest text;
    patterns text[];
    likeness real;
    whose text;
BEGIN
    -- In a pattern, % and _ stand for anything: in a name they are themselves.
    SELECT array_agg(word), (array_agg(word ORDER BY length(word) DESC))[1],
           array_agg('%' || regexp_replace(word, '([\\%_])', '\\\1', 'g') || '%' ORDER BY length(word) DESC)
      INTO words, longest, patterns
      FROM regexp_split_to_table(trim(commonlist.plain(query)), '\s+') AS word WHERE word <> '';
    IF mine IS NULL OR words IS NULL OR longest ~ '^[[:punct:]]+$' THEN
        RETURN;
    ELSIF longest ~ '^[a-z0-9]{1,2}$' THEN
        -- Too short for a trigram inside a name, not for one where a name begins.
        RETURN QUERY
        SELECT c.id FROM orgs_constituent c
         WHERE c.organization_id = mine
           AND (commonlist.plain(c.given_name || ' ' || c.preferred_name || ' ' || c.family_name) LIKE longest || '%'
             OR commonlist.plain(c.given_name || ' ' || c.preferred_name || ' ' || c.family_name)
                LIKE '% ' || longest || '%')
           AND commonlist.plain(c.given_name || ' ' || c.preferred_name || ' ' || c.family_name) LIKE ALL (patterns)
         LIMIT most;
        RETURN;
    END IF;
    -- One word is looked up in the index, the rest is checked: LIKE ALL alone would read every row.
    RETURN QUERY
    SELECT c.id FROM orgs_constituent c
     WHERE c.organization_id = mine
       AND commonlist.plain(c.given_name || ' ' || c.preferred_name || ' ' || c.family_name) LIKE patterns[1]
       AND (cardinality(words) = 1 OR
            commonlist.plain(c.given_name || ' ' || c.preferred_name || ' ' || c.family_name) LIKE ALL (patterns))
     LIMIT most;
    IF FOUND OR longest !~ '\w{3}' THEN
        RETURN;
    END IF;
    -- Whoever has a large part of the table is not worth looking up in the index beside the word.
    whose := CASE WHEN commonlist.has_most_constituents() THEN 'c.organization_id + 0 = $1'
             ELSE 'c.organization_id = $1' END;
    -- Names that are nearly right first; only where there are none, names that are somewhat alike.
    FOREACH likeness IN ARRAY ARRAY[0.5, 0.35] LOOP
        PERFORM set_config('pg_trgm.word_similarity_threshold', likeness::text, true);
        RETURN QUERY EXECUTE format($near$
            WITH near AS MATERIALIZED (
                SELECT c.id, commonlist.plain(c.given_name || ' ' || c.preferred_name || ' ' || c.family_name) AS name
                  FROM orgs_constituent c
                 WHERE %s
                   AND $2 <%% commonlist.plain(c.given_name || ' ' || c.preferred_name || ' ' || c.family_name)
            ), judged AS MATERIALIZED (
                SELECT near.id, CASE WHEN cardinality($3) = 1 THEN word_similarity($2, near.name)
                                ELSE (SELECT CASE WHEN min(one) >= 0.15 THEN avg(one) ELSE 0 END
                                        FROM unnest($3) AS word, word_similarity(word, near.name) AS one) END AS alike
                  FROM near
            )
            SELECT id FROM judged WHERE alike >= $4 ORDER BY alike DESC, id LIMIT $5
        $near$, whose) USING mine, longest, words, likeness, most;
        EXIT WHEN FOUND;
    END LOOP;
END $$;
ALTER FUNCTION commonlist.search_constituents(text, integer) OWNER TO commonlist_definer;
