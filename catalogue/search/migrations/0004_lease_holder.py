from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0003_names_of_others")]

    operations = [
        migrations.AddField(
            model_name="indexstate",
            name="lease_holder",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
    ]
