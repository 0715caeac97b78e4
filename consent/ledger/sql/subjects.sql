-- One subject per identifier. `keys` and `pepper_versions` run in parallel; `identifiers` says which keys are the same
-- identifier under several peppers (omitted: each key is its own). Sorted and without conflict, so that two imports
-- in opposite order cannot deadlock; committed before a long import begins, so that no import blocks a withdrawal.
CREATE OR REPLACE FUNCTION commonlist.ensure_subjects(
    keys bytea[], pepper_versions smallint[], identifiers integer[] DEFAULT NULL
) RETURNS TABLE (key bytea, subject_id bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
BEGIN
    -- The key rows come first: they carry the unique constraint, and the foreign key is checked at commit.
    WITH wanted AS (
        SELECT DISTINCT w.key, w.version, CASE WHEN identifiers IS NULL THEN w.position ELSE identifiers[w.position] END AS who
          FROM unnest(keys, pepper_versions) WITH ORDINALITY AS w(key, version, position)
    ), known AS (
        SELECT w.who, min(k.subject_id) AS subject_id
          FROM wanted w JOIN consent_subject_key k ON k.key = w.key AND k.pepper_version = w.version GROUP BY w.who
    ), fresh AS (
        SELECT DISTINCT ON (w.key, w.version) w.who, w.key, w.version FROM wanted w
         WHERE NOT EXISTS (SELECT 1 FROM consent_subject_key k WHERE k.key = w.key AND k.pepper_version = w.version)
         ORDER BY w.key, w.version, w.who
    ), numbered AS (
        SELECT f.who, nextval(pg_get_serial_sequence('consent_subject', 'id')) AS subject_id
          FROM (SELECT DISTINCT who FROM fresh WHERE who NOT IN (SELECT who FROM known)) f
    ), added AS (
        INSERT INTO consent_subject_key (subject_id, pepper_version, key)
        SELECT coalesce(known.subject_id, numbered.subject_id), f.version, f.key
          FROM fresh f LEFT JOIN known USING (who) LEFT JOIN numbered USING (who)
         ORDER BY f.key, f.version
            ON CONFLICT DO NOTHING
        RETURNING consent_subject_key.subject_id AS subject_id
    )
    INSERT INTO consent_subject (id, created_at)
    SELECT DISTINCT added.subject_id, now() FROM added
     WHERE added.subject_id NOT IN (SELECT known.subject_id FROM known);

    RETURN QUERY
    SELECT k.key, k.subject_id FROM unnest(keys, pepper_versions) AS w(key, version)
      JOIN consent_subject_key k ON k.key = w.key AND k.pepper_version = w.version;
END $$;
ALTER FUNCTION commonlist.ensure_subjects(bytea[], smallint[], integer[]) OWNER TO commonlist_definer;

-- The row locks that gate and withdrawal share, in sorted order. With `nowait` a refused lock answers false at once.
CREATE OR REPLACE FUNCTION commonlist.lock_subjects(ids bigint[], nowait boolean) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF nowait THEN
        PERFORM 1 FROM consent_subject WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE NOWAIT;
    ELSE
        PERFORM 1 FROM consent_subject WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
    END IF;
    RETURN true;
EXCEPTION WHEN lock_not_available THEN
    RETURN false;
END $$;
ALTER FUNCTION commonlist.lock_subjects(bigint[], boolean) OWNER TO commonlist_definer;

-- The subject of an identifier, if it is known: none is made.
CREATE OR REPLACE FUNCTION commonlist.find_subject(keys bytea[], pepper_versions smallint[]) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
SELECT min(k.subject_id) FROM unnest(keys, pepper_versions) AS w(key, version)
  JOIN consent_subject_key k ON k.key = w.key AND k.pepper_version = w.version
$$;
ALTER FUNCTION commonlist.find_subject(bytea[], smallint[]) OWNER TO commonlist_definer;
