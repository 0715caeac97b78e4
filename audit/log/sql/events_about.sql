-- Events about one person, and the people of some events: the link table is closed to the application role, so both
-- answers pass through here, and both are limited to events of which the acting organization or coalition is a party.
CREATE OR REPLACE FUNCTION commonlist.is_party(event uuid, recorded timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (
        SELECT 1 FROM audit_event_party party
         WHERE party.event_id = event AND party.recorded_at = recorded
           AND (party.organization_id = NULLIF(current_setting('app.organization_id', true), '')::bigint
                OR (NULLIF(current_setting('app.organization_id', true), '') IS NULL
                    AND party.coalition_id = ANY (NULLIF(current_setting('app.coalition_ids', true), '')::bigint[])))
    )
$$;
ALTER FUNCTION commonlist.is_party(uuid, timestamptz) OWNER TO commonlist_definer;

CREATE OR REPLACE FUNCTION commonlist.events_about(subjects bigint[])
RETURNS TABLE (event_id uuid, recorded_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT DISTINCT link.event_id, link.recorded_at
      FROM audit_event_subject link
     WHERE link.subject_id = ANY (subjects)
       AND commonlist.is_party(link.event_id, link.recorded_at)
$$;
ALTER FUNCTION commonlist.events_about(bigint[]) OWNER TO commonlist_definer;

CREATE OR REPLACE FUNCTION commonlist.subjects_of_events(events uuid[], at_most integer)
RETURNS TABLE (event_id uuid, subject_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT link.event_id, link.subject_id
      FROM unnest(events) event
     CROSS JOIN LATERAL (
        SELECT one.event_id, one.recorded_at, one.subject_id
          FROM audit_event_subject one WHERE one.event_id = event LIMIT at_most
     ) link
     WHERE commonlist.is_party(link.event_id, link.recorded_at)
$$;
ALTER FUNCTION commonlist.subjects_of_events(uuid[], integer) OWNER TO commonlist_definer;
