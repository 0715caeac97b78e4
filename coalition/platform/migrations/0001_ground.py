from django.db import migrations

# Our functions live in a schema of their own, so that nothing in `public` can shadow them.
GROUND = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE SCHEMA IF NOT EXISTS commonlist;
"""

PARTITIONS = """
CREATE FUNCTION commonlist.ensure_partitions(parent text, first_day date, last_day date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    month date := date_trunc('month', first_day)::date;
    made integer := 0;
    name text;
BEGIN
    IF parent NOT IN ('audit_event', 'consent_attempt', 'orgs_interaction') THEN
        RAISE EXCEPTION 'not a partitioned table of ours: %', parent;
    END IF;
    IF first_day < DATE '1970-01-01' OR last_day > now()::date + 800 THEN
        RAISE EXCEPTION 'no partitions before 1970 or more than 800 days ahead';
    END IF;
    WHILE month <= last_day LOOP
        name := format('%s_%s', parent, to_char(month, 'YYYY_MM'));
        IF to_regclass(format('public.%I', name)) IS NULL THEN
            EXECUTE format(
                'CREATE TABLE IF NOT EXISTS public.%I PARTITION OF public.%I FOR VALUES FROM (%L) TO (%L)',
                name, parent,
                to_char(month, 'YYYY-MM-DD 00:00:00+00'),
                to_char(month + interval '1 month', 'YYYY-MM-DD 00:00:00+00'));
            made := made + 1;
        END IF;
        month := (month + interval '1 month')::date;
    END LOOP;
    RETURN made;
END $$;
"""

CACHE = """
CREATE TABLE platform_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX platform_cache_expires ON platform_cache (expires);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(GROUND, migrations.RunSQL.noop),
        migrations.RunSQL(PARTITIONS, "DROP FUNCTION commonlist.ensure_partitions(text, date, date)"),
        migrations.RunSQL(CACHE, "DROP TABLE platform_cache"),
    ]
