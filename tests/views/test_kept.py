"""What is drawn once and kept is drawn anew when any name in it changes."""

import pytest

from catalogue.models import Interview, Organisation, Person, Theme
from catalogue.search import folding

pytestmark = pytest.mark.django_db

NAMED = {
    "theme": (Theme, "name"),
    "speaker": (Person, "name"),
    "mentioned": (Person, "name"),
    "organisation": (Organisation, "name"),
    "interview": (Interview, "title"),
}


@pytest.mark.parametrize("name", NAMED)
def test_listing_shows_the_new_name_at_once(client, world, name):
    model, field = NAMED[name]
    record = getattr(world, name)
    folding.reindex()
    before = client.get("/fragmenten/").content.decode()

    setattr(record, field, "Nieuwe naam na een wijziging")
    record.save()

    after = client.get("/fragmenten/").content.decode()
    assert model.objects.filter(**{field: "Nieuwe naam na een wijziging"}).count() == 1
    assert "Nieuwe naam na een wijziging" not in before
    assert "Nieuwe naam na een wijziging" in after
