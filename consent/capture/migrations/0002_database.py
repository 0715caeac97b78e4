from django.db import migrations

# Rows point only at rows of their own owner: of their organization, or of their coalition.
KEYS = [
    ("capture_formversion", "form_id", "capture_form"),
    ("capture_signup", "form_id", "capture_form"),
    ("capture_proof", "sign_up_id", "capture_signup"),
]
ADD = "\n".join(
    f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_{owner} FOREIGN KEY ({owner}_id, {column}) "
    f"REFERENCES {target} ({owner}_id, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;"
    for table, column, target in KEYS
    for owner in ("organization", "coalition")
)


class Migration(migrations.Migration):
    dependencies = [("capture", "0001_initial")]
    operations = [migrations.RunSQL(ADD, migrations.RunSQL.noop)]
