from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from coalition.platform.tenancy import acting, system_actor
from consent.requests.models import DataRequest, Words
from consent.requests.queries.words import sealed


def seal_words(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Seal what stands open, organization by organization."""
    owner = schema_editor.connection
    stored = apps.get_model("requests", "DataRequest").objects.using(owner.alias)
    organizations = apps.get_model("orgs", "Organization").objects.using(owner.alias)
    for organization in organizations.order_by("pk").values_list("pk", flat=True):
        with owner.cursor() as cursor:
            cursor.execute("SELECT set_config('app.organization_id', %s, true)", [str(organization)])
        own = system_actor(organization_id=organization)
        for row in stored.filter(organization_id=organization):
            words = Words(row.detail, row.wanted, row.letter)
            if words != Words():
                request = DataRequest(organization_id=organization, reference=row.reference)
                with acting(own):
                    stored.filter(pk=row.pk).update(sealed=sealed(own, request, words))


class Migration(migrations.Migration):
    dependencies = [
        ("requests", "0003_certificates_do_not_tell_of_others"),
        ("orgs", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="datarequest",
            name="sealed",
            field=models.BinaryField(db_default=b"", default=b"", help_text="its ``Words``"),
        ),
        migrations.RunPython(seal_words, migrations.RunPython.noop),
        migrations.RemoveField(model_name="datarequest", name="detail"),
        migrations.RemoveField(model_name="datarequest", name="wanted"),
        migrations.RemoveField(model_name="datarequest", name="letter"),
        migrations.AlterField(
            model_name="datarequest",
            name="kind",
            field=models.CharField(
                choices=[
                    ("access", "See what is held"),
                    ("portability", "Take the data along"),
                    ("correct", "Correct something"),
                    ("object", "Object to the use"),
                    ("restrict", "Restrict the use"),
                    ("erase", "Delete the information"),
                    ("complain", "Complaint"),
                ],
                max_length=16,
            ),
        ),
    ]
