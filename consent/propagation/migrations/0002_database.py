from django.db import migrations

# (columns) -> target: a delivery points only at an endpoint and an entry of its own organization.
COMPOSITE = [
    ("organization_id, endpoint_id", "propagation_endpoint"),
    ("organization_id, entry_id", "propagation_feedentry"),
]
ADD = "\n".join(
    f"ALTER TABLE propagation_delivery ADD CONSTRAINT propagation_delivery_{columns.split(', ')[1]}_owned"
    f" FOREIGN KEY ({columns}) REFERENCES {target} (organization_id, id)"
    " ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;"
    for columns, target in COMPOSITE
)


class Migration(migrations.Migration):
    dependencies = [("propagation", "0001_initial")]
    operations = [migrations.RunSQL(ADD, migrations.RunSQL.noop)]
