-- What happens is written down for the triggers in the statement that makes it happen: no path can forget it, and it is
-- there exactly when the change is. Where nobody listens it costs one look at orgs_trigger.
-- What triggers do themselves (app.origin = 'trigger') and what an undo brings back ('undo') is not written down: no
-- trigger sets off another. What happened more than 14 days ago is history, not news.
CREATE OR REPLACE FUNCTION commonlist.sets_off() RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
SELECT coalesce(current_setting('app.origin', true), '') NOT IN ('trigger', 'undo')
$$;

CREATE OR REPLACE FUNCTION commonlist.note_interactions() RETURNS trigger
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO orgs_triggerevent (organization_id, constituent_id, kind, row, occurred_at, by, origin, made_at)
    SELECT f.organization_id, f.constituent_id, 'interaction', f.id, f.occurred_at, f.actor_id, 'person', clock_timestamp()
      FROM fresh f
     WHERE commonlist.sets_off()
       AND f.source <> 'gift' AND f.outcome <> 'sent'
       AND f.occurred_at BETWEEN now() - interval '14 days' AND now() + interval '1 day'
       AND EXISTS (SELECT 1 FROM orgs_trigger t
                    WHERE t.organization_id = f.organization_id AND t.active_since IS NOT NULL
                      AND t.kind = 'interaction' AND t.detail IN ('', f.kind));
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER orgs_interaction_noted AFTER INSERT ON orgs_interaction
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION commonlist.note_interactions();

CREATE OR REPLACE FUNCTION commonlist.note_gifts() RETURNS trigger
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO orgs_triggerevent (organization_id, constituent_id, kind, row, occurred_at, by, origin, made_at)
    SELECT f.organization_id, f.constituent_id, 'gift', f.id, f.received_on::timestamp AT TIME ZONE 'UTC', f.recorded_by_id, 'person', clock_timestamp()
      FROM fresh f
     WHERE commonlist.sets_off()
       AND f.taken_back_at IS NULL AND f.replaces_id IS NULL
       AND f.received_on >= current_date - 14
       AND EXISTS (SELECT 1 FROM orgs_trigger t
                    WHERE t.organization_id = f.organization_id AND t.active_since IS NOT NULL
                      AND t.kind = 'gift' AND (t.fund_id IS NULL OR t.fund_id = f.fund_id)
                      AND (t.least IS NULL OR (t.least <= f.amount AND t.currency = f.currency)));
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER orgs_gift_noted AFTER INSERT ON orgs_gift
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION commonlist.note_gifts();

CREATE OR REPLACE FUNCTION commonlist.note_tags() RETURNS trigger
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO orgs_triggerevent (organization_id, constituent_id, kind, row, occurred_at, by, origin, made_at)
    SELECT f.organization_id, f.constituent_id, 'tag', f.id, f.tagged_at, f.tagged_by_id, 'person', clock_timestamp()
      FROM fresh f
     WHERE commonlist.sets_off()
       AND f.tagged_at >= now() - interval '14 days'
       AND EXISTS (SELECT 1 FROM orgs_trigger t
                    WHERE t.organization_id = f.organization_id AND t.active_since IS NOT NULL
                      AND t.kind = 'tag' AND t.tag_id = f.tag_id);
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER orgs_constituenttag_noted AFTER INSERT ON orgs_constituenttag
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION commonlist.note_tags();

CREATE OR REPLACE FUNCTION commonlist.note_roles() RETURNS trigger
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO orgs_triggerevent (organization_id, constituent_id, kind, row, occurred_at, by, origin, made_at)
    SELECT f.organization_id, f.constituent_id, 'role', f.id, f.created_at, NULL, 'person', clock_timestamp()
      FROM fresh f
     WHERE commonlist.sets_off()
       AND f.created_at >= now() - interval '14 days'
       AND coalesce(f.since, current_date) >= current_date - 14
       AND coalesce(f.until, current_date) >= current_date
       AND EXISTS (SELECT 1 FROM orgs_trigger t
                    WHERE t.organization_id = f.organization_id AND t.active_since IS NOT NULL
                      AND t.kind = 'role' AND t.detail IN ('', f.role));
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER orgs_constituentrole_noted AFTER INSERT ON orgs_constituentrole
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION commonlist.note_roles();

CREATE OR REPLACE FUNCTION commonlist.note_stewards() RETURNS trigger
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO orgs_triggerevent (organization_id, constituent_id, kind, row, occurred_at, by, origin, made_at)
    SELECT f.organization_id, f.constituent_id, 'steward', f.id, now(), NULL, 'person', clock_timestamp()
      FROM fresh f
     WHERE commonlist.sets_off()
       AND f.steward_id IS NOT NULL
       AND EXISTS (SELECT 1 FROM orgs_trigger t
                    WHERE t.organization_id = f.organization_id AND t.active_since IS NOT NULL
                      AND t.kind = 'steward');
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER orgs_stewardship_noted AFTER INSERT ON orgs_stewardship
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION commonlist.note_stewards();

-- Another name in the row, as a hand-over writes it.
CREATE OR REPLACE FUNCTION commonlist.note_passed_stewards() RETURNS trigger
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO orgs_triggerevent (organization_id, constituent_id, kind, row, occurred_at, by, origin, made_at)
    SELECT f.organization_id, f.constituent_id, 'steward', f.id, now(), NULL, 'person', clock_timestamp()
      FROM fresh f JOIN before b ON b.organization_id = f.organization_id AND b.id = f.id
     WHERE commonlist.sets_off()
       AND f.steward_id IS NOT NULL AND f.steward_id IS DISTINCT FROM b.steward_id
       AND EXISTS (SELECT 1 FROM orgs_trigger t
                    WHERE t.organization_id = f.organization_id AND t.active_since IS NOT NULL
                      AND t.kind = 'steward');
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER orgs_stewardship_passed_on AFTER UPDATE ON orgs_stewardship
REFERENCING OLD TABLE AS before NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION commonlist.note_passed_stewards();

CREATE OR REPLACE FUNCTION commonlist.note_people() RETURNS trigger
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO orgs_triggerevent (organization_id, constituent_id, kind, row, occurred_at, by, origin, made_at)
    SELECT f.organization_id, f.id, 'person', f.id, f.created_at, NULL,
           coalesce(nullif(current_setting('app.origin', true), ''), 'person'), clock_timestamp()
      FROM fresh f
     WHERE commonlist.sets_off()
       AND f.created_at >= now() - interval '14 days'
       AND EXISTS (SELECT 1 FROM orgs_trigger t
                    WHERE t.organization_id = f.organization_id AND t.active_since IS NOT NULL
                      AND t.kind = 'person'
                      AND (t.by_import OR coalesce(current_setting('app.origin', true), '') <> 'import'));
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER orgs_constituent_noted AFTER INSERT ON orgs_constituent
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION commonlist.note_people();

CREATE OR REPLACE FUNCTION commonlist.note_replies() RETURNS trigger
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO orgs_triggerevent (organization_id, constituent_id, kind, row, occurred_at, by, origin, made_at)
    SELECT f.organization_id, f.constituent_id, 'reply', f.id, f.received_at, NULL, 'person', clock_timestamp()
      FROM fresh f
     WHERE commonlist.sets_off()
       AND f.constituent_id IS NOT NULL
       AND EXISTS (SELECT 1 FROM orgs_trigger t
                    WHERE t.organization_id = f.organization_id AND t.active_since IS NOT NULL
                      AND t.kind = 'reply');
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER orgs_reply_noted AFTER INSERT ON orgs_reply
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION commonlist.note_replies();

-- Wakes a worker, unless one is called already. One that looked before this transaction ended found nothing: then the
-- round of the next minute does.
CREATE OR REPLACE FUNCTION commonlist.wake_triggers() RETURNS trigger
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    woken jsonb;
BEGIN
    FOR woken IN SELECT DISTINCT jsonb_build_object('organization_id', organization_id) FROM fresh LOOP
        IF NOT EXISTS (SELECT 1 FROM procrastinate_jobs j
                        WHERE j.status = 'todo' AND j.task_name = 'orgs.trigger.run' AND j.args = woken) THEN
            PERFORM procrastinate_defer_jobs_v1(ARRAY[
                ROW('default', 'orgs.trigger.run', 0, NULL, NULL, woken, NULL)::procrastinate_job_to_defer_v1]);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER orgs_triggerevent_wakes AFTER INSERT ON orgs_triggerevent
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION commonlist.wake_triggers();

-- For the platform's own round, which enters each organization's scope: where something waits. In the scope of an
-- organization it answers nothing.
CREATE OR REPLACE FUNCTION commonlist.triggers_waiting() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
SELECT DISTINCT e.organization_id FROM orgs_triggerevent e
 WHERE NULLIF(current_setting('app.organization_id', true), '') IS NULL ORDER BY 1
$$;
ALTER FUNCTION commonlist.triggers_waiting() OWNER TO commonlist_definer;

-- Rows come and go: what is dead is cleared soon, so that the table stays as small as what waits.
ALTER TABLE orgs_triggerevent SET (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 1000);
