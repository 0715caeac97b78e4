from django.db import migrations

# Names are compared in lower case and without accents. The search function (orgs/sql/search.sql) repeats the expression.
SEARCH = """
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE FUNCTION commonlist.plain(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(public.unaccent('public.unaccent'::regdictionary, value));
CREATE INDEX orgs_constituent_search ON orgs_constituent
    USING gin (organization_id, (commonlist.plain(given_name || ' ' || family_name)) gin_trgm_ops);
"""
BACK = """
DROP INDEX orgs_constituent_search;
DROP FUNCTION commonlist.plain(text);
"""


class Migration(migrations.Migration):
    dependencies = [("orgs", "0002_interaction")]
    operations = [
        migrations.RemoveIndex(model_name="constituent", name="orgs_constituent_search"),
        migrations.RunSQL(SEARCH, BACK),
    ]
