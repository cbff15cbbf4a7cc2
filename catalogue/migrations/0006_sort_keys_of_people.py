"""People sort under their family names as the catalogue reads these now."""

from django.db import migrations

from catalogue.values.text import name_key, sort_key


def sort_people(apps, schema_editor):
    people = apps.get_model("catalogue", "Person")._base_manager.using(schema_editor.connection.alias)
    for pk, name, key in people.filter(sort_name="").values_list("pk", "name", "sort_key"):
        if key != sort_key(name_key(name)):
            people.filter(pk=pk).update(sort_key=sort_key(name_key(name)))


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0005_windows_that_pass'),
    ]

    operations = [
        # Backward nothing: code of before makes a key of its own when a person is saved.
        migrations.RunPython(sort_people, migrations.RunPython.noop, elidable=True),
    ]
