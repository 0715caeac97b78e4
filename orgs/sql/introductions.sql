-- The shortest ways from people we know to `target` through the relationships of the acting organization, at most four
-- ties long: for each of up to `most` people the way whose ties are strongest (their strengths multiplied).
--
-- It goes outward from the target, level by level, and meets nobody twice, so that it ends in any knot of ties. Nobody
-- whom we know is passed through: a way that leads through them begins with them. `users` are the constituents who are
-- members of ours themselves, `roles` the roles that make somebody known, `strong` the engagement that does.
-- Of whoever has very many ties the strongest are followed, and of a level its best: beyond, it is no introduction.
CREATE OR REPLACE FUNCTION commonlist.introductions(
    target bigint, users bigint[], roles text[], strong integer, today date, most integer
) RETURNS TABLE (way bigint[], why text) LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    mine bigint := NULLIF(current_setting('app.organization_id', true), '')::bigint;
    longest CONSTANT integer := 4;
    widest CONSTANT integer := 2000;
    nodes bigint[] := ARRAY[target];   -- everybody reached, and toward whom
    toward bigint[] := ARRAY[NULL::bigint];
    front bigint[] := ARRAY[target];   -- the last level without those we know
    front_worth integer[] := ARRAY[1];
    met bigint[]; met_toward bigint[]; met_worth integer[]; met_why text[];
    found bigint[] := '{}'; found_why text[] := '{}';
    level integer := 1;
BEGIN
    WHILE level <= longest AND cardinality(front) > 0 AND cardinality(found) < most LOOP
        SELECT array_agg(b.node ORDER BY b.worth DESC, b.node), array_agg(b.via ORDER BY b.worth DESC, b.node),
               array_agg(b.worth ORDER BY b.worth DESC, b.node),
               array_agg(CASE
                   WHEN b.type <> 'person' THEN NULL
                   WHEN b.node = ANY (users) THEN 'user'
                   WHEN EXISTS (SELECT FROM orgs_stewardship s WHERE s.organization_id = mine
                                   AND s.constituent_id = b.node AND s.steward_id IS NOT NULL) THEN 'steward'
                   ELSE coalesce(
                       (SELECT min(r.role) FROM orgs_constituentrole r WHERE r.organization_id = mine
                           AND r.constituent_id = b.node AND r.role = ANY (roles)
                           AND (r.since IS NULL OR r.since <= today) AND (r.until IS NULL OR r.until >= today)),
                       (SELECT 'engaged' FROM orgs_engagement e WHERE e.organization_id = mine
                           AND e.constituent_id = b.node AND e.score >= strong))
                   END ORDER BY b.worth DESC, b.node)
          INTO met, met_toward, met_worth, met_why
          FROM (SELECT one.node, one.via, one.worth, c.type
                  FROM (SELECT DISTINCT ON (n.node) n.node, f.node AS via, f.worth * n.strength AS worth
                          FROM unnest(front, front_worth) AS f (node, worth)
                         CROSS JOIN LATERAL (
                               (SELECT r.other_id AS node, r.strength FROM orgs_relationship r
                                 WHERE r.organization_id = mine AND r.person_id = f.node AND r.removed_at IS NULL
                                   AND (r.until IS NULL OR r.until >= today)
                                 ORDER BY r.strength DESC LIMIT CASE level WHEN 1 THEN 5000 ELSE 200 END)
                               UNION ALL
                               (SELECT r.person_id, r.strength FROM orgs_relationship r
                                 WHERE r.organization_id = mine AND r.other_id = f.node AND r.removed_at IS NULL
                                   AND (r.until IS NULL OR r.until >= today)
                                 ORDER BY r.strength DESC LIMIT CASE level WHEN 1 THEN 5000 ELSE 200 END)) n
                         WHERE n.node NOT IN (SELECT unnest(nodes))
                         ORDER BY n.node, f.worth * n.strength DESC, f.node) one
                  JOIN orgs_constituent c ON c.organization_id = mine AND c.id = one.node
                 ORDER BY one.worth DESC, one.node LIMIT widest) b;
        EXIT WHEN met IS NULL;
        nodes := nodes || met;
        toward := toward || met_toward;
        SELECT found || coalesce(array_agg(m.node ORDER BY m.place), '{}'),
               found_why || coalesce(array_agg(m.why ORDER BY m.place), '{}')
          INTO found, found_why
          FROM (SELECT * FROM unnest(met, met_why) WITH ORDINALITY AS m (node, why, place)
                 WHERE why IS NOT NULL ORDER BY place LIMIT most - cardinality(found)) m;
        SELECT coalesce(array_agg(m.node), '{}'), coalesce(array_agg(m.worth), '{}') INTO front, front_worth
          FROM unnest(met, met_worth, met_why) AS m (node, worth, why) WHERE m.why IS NULL;
        level := level + 1;
    END LOOP;
    RETURN QUERY
    WITH RECURSIVE steps (node, toward) AS (
        SELECT * FROM unnest(nodes, toward)
    ), walked (place, why, at, way) AS (
        SELECT f.place, f.why, f.node, ARRAY[f.node]
          FROM unnest(found, found_why) WITH ORDINALITY AS f (node, why, place)
        UNION ALL
        SELECT w.place, w.why, s.toward, w.way || s.toward
          FROM walked w JOIN steps s ON s.node = w.at WHERE s.toward IS NOT NULL
    )
    SELECT w.way, w.why FROM walked w WHERE w.at = target ORDER BY w.place;
END $$;
