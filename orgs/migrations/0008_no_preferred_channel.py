from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orgs", "0007_who_answers_for_the_data")]

    operations = [
        migrations.AlterField(
            model_name="constituent",
            name="preferred_channel",
            field=models.CharField(blank=True, db_default="", help_text="how they like to be reached", max_length=16),
        ),
    ]
