-- Attempts that were begun and never ended: nobody knows what became of them. Longer than any call or hand-over lasts.
CREATE OR REPLACE FUNCTION commonlist.sweep_attempts() RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
WITH ended AS (
    UPDATE consent_attempt a
       SET state = 'uncertain', outcome = 'interrupted', finished_at = clock_timestamp()
     WHERE a.state = 'claimed'
       AND a.started_at BETWEEN clock_timestamp() - interval '62 days' AND clock_timestamp() - interval '3 hours'
    RETURNING 1
)
SELECT count(*) FROM ended
$$;
ALTER FUNCTION commonlist.sweep_attempts() OWNER TO commonlist_definer;
