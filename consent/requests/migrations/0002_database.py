from django.db import migrations

# Rows point only at rows of their own organization.
ADD = "\n".join(
    f"ALTER TABLE {table} ADD CONSTRAINT {table}_request_owned FOREIGN KEY (organization_id, request_id) "
    "REFERENCES requests_datarequest (organization_id, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;"
    for table in ("requests_requeststep", "requests_erasure")
)


class Migration(migrations.Migration):
    dependencies = [("requests", "0001_initial")]
    operations = [migrations.RunSQL(ADD, migrations.RunSQL.noop)]
