"""What is drawn once and kept is drawn anew when any name in it changes."""

import gc
from weakref import WeakSet

import pytest

from catalogue.models import Interview, Organisation, Person, Theme
from catalogue.search import finding
from catalogue.search.build import compact
from catalogue.search.index.answer import IndexAnswer

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
    compact.reindex()
    before = client.get("/fragmenten/").content.decode()

    setattr(record, field, "Nieuwe naam na een wijziging")
    record.save()

    after = client.get("/fragmenten/").content.decode()
    assert model.objects.filter(**{field: "Nieuwe naam na een wijziging"}).count() == 1
    assert "Nieuwe naam na een wijziging" not in before
    assert "Nieuwe naam na een wijziging" in after


@pytest.mark.parametrize(
    "address",
    ["/fragmenten/", "/fragmenten/?q=fragment", "/fragmenten/?q=xyz", "/fragmenten/kies/thema/"],
)
def test_answer_goes_with_its_request(client, world, monkeypatch, address):
    compact.reindex()
    answers = WeakSet()

    def find(*asked) -> IndexAnswer:
        answer = IndexAnswer(*asked)
        answers.add(answer)
        asked_for.append(asked)
        return answer

    asked_for = []
    monkeypatch.setattr(finding, "IndexAnswer", find)
    gc.disable()
    try:
        assert client.get(address).status_code == 200
        assert asked_for
        assert not answers
    finally:
        gc.enable()
