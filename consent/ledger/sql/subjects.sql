-- One subject per identifier, and one mailbox for all spellings that arrive in one place. The arrays run in parallel:
-- `identifiers` says which keys are the same identifier under several peppers (omitted: each key is its own), `mailboxes`
-- holds the looser key under the same pepper, empty for a phone. Everything is done sorted and without conflict, first
-- mailboxes, then subjects, so that two imports in opposite order cannot deadlock; committed before a long import begins,
-- so that no import blocks a withdrawal.
DROP FUNCTION IF EXISTS commonlist.ensure_subjects(bytea[], smallint[], integer[]);
CREATE OR REPLACE FUNCTION commonlist.ensure_subjects(
    keys bytea[], pepper_versions smallint[], identifiers integer[] DEFAULT NULL, mailboxes bytea[] DEFAULT NULL
) RETURNS TABLE (key bytea, subject_id bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
DECLARE
    whose integer[] := identifiers;
    fresh bigint[];
    joined bigint[];
BEGIN
    IF whose IS NULL THEN
        SELECT array_agg(n) INTO whose FROM generate_series(1, cardinality(keys)) n;
    END IF;
    -- Those that are known, with their mailbox, need nothing: no lock is taken for them.
    SELECT array_agg(w.key ORDER BY w.key, w.version, w.who), array_agg(w.version ORDER BY w.key, w.version, w.who),
           array_agg(w.who ORDER BY w.key, w.version, w.who), array_agg(w.loose ORDER BY w.key, w.version, w.who)
      INTO keys, pepper_versions, whose, mailboxes
      FROM unnest(keys, pepper_versions, whose, coalesce(mailboxes, array_fill(NULL::bytea, ARRAY[cardinality(keys)])))
           AS w(key, version, who, loose);
    IF NOT EXISTS (
        SELECT 1 FROM unnest(keys, pepper_versions, mailboxes) AS w(key, version, loose)
          LEFT JOIN consent_subject_key k ON k.key = w.key AND k.pepper_version = w.version
          LEFT JOIN consent_subject s ON s.id = k.subject_id
         WHERE s.id IS NULL OR (s.mailbox_id IS NULL AND w.loose IS NOT NULL)
    ) THEN
        RETURN QUERY SELECT k.key, k.subject_id FROM unnest(keys, pepper_versions) AS w(key, version)
          JOIN consent_subject_key k ON k.key = w.key AND k.pepper_version = w.version;
        RETURN;
    END IF;

    PERFORM commonlist.ensure_mailboxes(keys, pepper_versions, whose, mailboxes);

    -- The key rows come first: they carry the unique constraint, and the foreign key is checked at commit.
    WITH wanted AS (
        SELECT DISTINCT w.key, w.version, w.who, w.loose
          FROM unnest(keys, pepper_versions, whose, mailboxes) AS w(key, version, who, loose)
    ), known AS (
        SELECT w.who, min(k.subject_id) AS subject_id
          FROM wanted w JOIN consent_subject_key k ON k.key = w.key AND k.pepper_version = w.version GROUP BY w.who
    ), missing AS (
        SELECT DISTINCT ON (w.key, w.version) w.who, w.key, w.version FROM wanted w
         WHERE NOT EXISTS (SELECT 1 FROM consent_subject_key k WHERE k.key = w.key AND k.pepper_version = w.version)
         ORDER BY w.key, w.version, w.who
    ), numbered AS (
        SELECT f.who, nextval(pg_get_serial_sequence('consent_subject', 'id')) AS subject_id
          FROM (SELECT DISTINCT who FROM missing WHERE who NOT IN (SELECT who FROM known)) f
    ), added AS (
        INSERT INTO consent_subject_key (subject_id, pepper_version, key)
        SELECT coalesce(known.subject_id, numbered.subject_id), m.version, m.key
          FROM missing m LEFT JOIN known USING (who) LEFT JOIN numbered USING (who)
         ORDER BY m.key, m.version
            ON CONFLICT DO NOTHING
        RETURNING consent_subject_key.subject_id AS subject_id
    ), made AS (
        INSERT INTO consent_subject (id, created_at, mailbox_id)
        SELECT n.subject_id, now(), min(k.mailbox_id)
          FROM numbered n JOIN wanted w USING (who)
          LEFT JOIN consent_mailbox_key k ON k.key = w.loose AND k.pepper_version = w.version
         WHERE n.subject_id IN (SELECT subject_id FROM added)
         GROUP BY n.subject_id
        RETURNING consent_subject.id AS id
    )
    SELECT array_agg(id) INTO fresh FROM made;

    -- Subjects from before there were mailboxes.
    WITH attached AS (
        UPDATE consent_subject s SET mailbox_id = late.mailbox_id
          FROM (SELECT k.subject_id, min(m.mailbox_id) AS mailbox_id
                  FROM unnest(keys, pepper_versions, mailboxes) AS w(key, version, loose)
                  JOIN consent_subject_key k ON k.key = w.key AND k.pepper_version = w.version
                  JOIN consent_mailbox_key m ON m.key = w.loose AND m.pepper_version = w.version
                  JOIN consent_subject old ON old.id = k.subject_id AND old.mailbox_id IS NULL
                 GROUP BY k.subject_id) late
         WHERE s.id = late.subject_id AND s.mailbox_id IS NULL
        RETURNING s.id
    )
    SELECT array_agg(id) INTO joined FROM attached;
    joined := coalesce(fresh, '{}') || coalesce(joined, '{}');
    IF cardinality(joined) > 0 THEN
        PERFORM commonlist.inherit_negatives(joined);
    END IF;

    RETURN QUERY
    SELECT k.key, k.subject_id FROM unnest(keys, pepper_versions) AS w(key, version)
      JOIN consent_subject_key k ON k.key = w.key AND k.pepper_version = w.version;
END $$;
ALTER FUNCTION commonlist.ensure_subjects(bytea[], smallint[], integer[], bytea[]) OWNER TO commonlist_definer;

-- The mailboxes of identifiers that are new, or have none yet: made where they are missing, and then locked, so that no
-- negative of a mailbox-mate is recorded between the copy of the standing ones and the commit. A concurrent maker of the
-- same mailbox is waited for.
CREATE OR REPLACE FUNCTION commonlist.ensure_mailboxes(
    keys bytea[], pepper_versions smallint[], identifiers integer[], mailboxes bytea[]
) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
DECLARE
    loose bytea[];
    versions smallint[];
    boxes bytea[];
BEGIN
    -- One mailbox is one group of loose keys: it goes by that under the oldest pepper.
    SELECT array_agg(f.loose), array_agg(f.version), array_agg(f.box) INTO loose, versions, boxes FROM (
        SELECT DISTINCT w.loose, w.version, first_value(w.loose) OVER (PARTITION BY w.who ORDER BY w.version) AS box
          FROM unnest(keys, pepper_versions, identifiers, mailboxes) AS w(key, version, who, loose)
          LEFT JOIN consent_subject_key k ON k.key = w.key AND k.pepper_version = w.version
          LEFT JOIN consent_subject s ON s.id = k.subject_id
         WHERE w.loose IS NOT NULL AND (s.id IS NULL OR s.mailbox_id IS NULL)
    ) f;
    IF loose IS NULL THEN
        RETURN;
    END IF;
    -- First those that are known: one that we wait for may go, with somebody who is erased, and is then made again.
    FOR pass IN 1 .. 2 LOOP
        PERFORM 1 FROM consent_mailbox m
          WHERE m.id IN (SELECT k.mailbox_id FROM unnest(loose, versions) AS w(loose, version)
                           JOIN consent_mailbox_key k ON k.key = w.loose AND k.pepper_version = w.version)
          ORDER BY m.id FOR NO KEY UPDATE;
        EXIT WHEN pass = 2;
        WITH wanted AS (
            SELECT DISTINCT ON (w.loose, w.version) w.loose, w.version, w.box
              FROM unnest(loose, versions, boxes) AS w(loose, version, box) ORDER BY w.loose, w.version, w.box
        ), known AS (
            SELECT w.box, min(k.mailbox_id) AS mailbox_id
              FROM wanted w JOIN consent_mailbox_key k ON k.key = w.loose AND k.pepper_version = w.version GROUP BY w.box
        ), numbered AS (
            SELECT b.box, nextval(pg_get_serial_sequence('consent_mailbox', 'id')) AS mailbox_id
              FROM (SELECT DISTINCT box FROM wanted WHERE box NOT IN (SELECT box FROM known)) b
        ), added AS (
            INSERT INTO consent_mailbox_key (mailbox_id, pepper_version, key)
            SELECT coalesce(known.mailbox_id, numbered.mailbox_id), w.version, w.loose
              FROM wanted w LEFT JOIN known USING (box) LEFT JOIN numbered USING (box)
             ORDER BY w.loose, w.version
                ON CONFLICT DO NOTHING
            RETURNING consent_mailbox_key.mailbox_id AS mailbox_id
        )
        INSERT INTO consent_mailbox (id, created_at)
        SELECT DISTINCT a.mailbox_id, now() FROM added a JOIN numbered n USING (mailbox_id);
    END LOOP;
END $$;
ALTER FUNCTION commonlist.ensure_mailboxes(bytea[], smallint[], integer[], bytea[]) OWNER TO commonlist_definer;

-- The row locks that gate and negatives share: mailboxes first, then subjects, each in sorted order, so that nobody who
-- has the one waits for the other. With `nowait`, as the gate asks, it is these subjects alone, and a refused lock
-- answers false at once. Otherwise, as a negative asks, everybody in the mailboxes: a no reaches all, and no gate may be
-- open for any. Nobody joins a locked mailbox.
CREATE OR REPLACE FUNCTION commonlist.lock_subjects(ids bigint[], nowait boolean) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    boxes bigint[];
BEGIN
    LOOP
        SELECT coalesce(array_agg(DISTINCT s.mailbox_id), '{}') INTO boxes
          FROM consent_subject s WHERE s.id = ANY (ids) AND s.mailbox_id IS NOT NULL;
        IF nowait THEN
            PERFORM 1 FROM consent_mailbox WHERE id = ANY (boxes) ORDER BY id FOR NO KEY UPDATE NOWAIT;
            PERFORM 1 FROM consent_subject WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE NOWAIT;
        ELSE
            PERFORM 1 FROM consent_mailbox WHERE id = ANY (boxes) ORDER BY id FOR NO KEY UPDATE;
            PERFORM 1 FROM consent_subject WHERE id = ANY (ids) OR mailbox_id = ANY (boxes)
              ORDER BY id FOR NO KEY UPDATE;
        END IF;
        -- A subject that got its mailbox between the two statements: once more, with that one.
        EXIT WHEN NOT EXISTS (
            SELECT 1 FROM consent_subject s
             WHERE s.id = ANY (ids) AND s.mailbox_id IS NOT NULL AND NOT s.mailbox_id = ANY (boxes));
    END LOOP;
    RETURN true;
EXCEPTION WHEN lock_not_available THEN
    IF NOT nowait THEN
        RAISE;
    END IF;
    RETURN false;
END $$;
ALTER FUNCTION commonlist.lock_subjects(bigint[], boolean) OWNER TO commonlist_definer;

-- The subject of an identifier, if it is known: none is made. An organization or a coalition finds nobody whom it does
-- not hold: it would learn who is known elsewhere.
CREATE OR REPLACE FUNCTION commonlist.find_subject(keys bytea[], pepper_versions smallint[]) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
SELECT min(k.subject_id) FROM unnest(keys, pepper_versions) AS w(key, version)
  JOIN consent_subject_key k ON k.key = w.key AND k.pepper_version = w.version
 WHERE coalesce(current_setting('app.organization_id', true), '') = ''
   AND coalesce(current_setting('app.coalition_ids', true), '') IN ('', '{}')
    OR EXISTS (SELECT 1 FROM consent_holding h
                WHERE h.subject_id = k.subject_id
                  AND h.holder_id = NULLIF(current_setting('app.organization_id', true), '')::bigint)
$$;
ALTER FUNCTION commonlist.find_subject(bytea[], smallint[]) OWNER TO commonlist_definer;
