"""The documents and the words of names, for a catalogue that was there before them."""

from django.db import migrations

from catalogue.dutch.stems import stem
from catalogue.dutch.words import document, joined, tokens

CHUNK = 1000
NAMES = {
    "Theme": ("theme", "name"),
    "Person": ("person", "name"),
    "Interview": ("interview", "title"),
}


def fill(apps, schema_editor):
    """No transcripts yet: a document is the fragment's own text."""
    Fragment = apps.get_model("catalogue", "Fragment")
    Document = apps.get_model("search", "Document")
    NameWord = apps.get_model("search", "NameWord")
    rows = Fragment.objects.order_by("pk").values_list("pk", "title", "summary", "quote")
    made = []
    for pk, *texts in rows.iterator(chunk_size=CHUNK):
        words, stems = document(*texts)
        made.append(Document(fragment_id=pk, words=words, stems=stems))
        if len(made) == CHUNK:
            Document.objects.bulk_create(made)
            made = []
    Document.objects.bulk_create(made)
    for model, (kind, field) in NAMES.items():
        names = apps.get_model("catalogue", model).objects.values_list("pk", field)
        NameWord.objects.bulk_create(
            [
                NameWord(kind=kind, record=pk, form=form, stem=stem(form), ending=stem(form)[::-1])
                for pk, name in names
                for form in sorted({*tokens(name), *joined(name)})
            ],
            batch_size=CHUNK,
        )


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    # Backwards nothing: the tables go with the migration before this one.
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
