from django.db import migrations

COMPOSITE = {
    "orgs_relationship": [("person_id", "orgs_constituent"), ("other_id", "orgs_constituent")],
    "orgs_engagement": [("constituent_id", "orgs_constituent")],
    "orgs_inferredinterest": [("constituent_id", "orgs_constituent"), ("interest_id", "orgs_interest")],
}
ADD = "\n".join(
    f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_owned FOREIGN KEY (organization_id, {column}) "
    f"REFERENCES {target} (organization_id, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;"
    for table, keys in COMPOSITE.items()
    for column, target in keys
)


class Migration(migrations.Migration):
    dependencies = [("orgs", "0012_money")]
    operations = [migrations.RunSQL(ADD, migrations.RunSQL.noop)]
