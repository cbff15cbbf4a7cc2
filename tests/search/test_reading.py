"""An index made when words were read otherwise, as before an upgrade."""

import pytest

from catalogue.dutch.stems import stem
from catalogue.dutch.words import READING, document
from catalogue.models import Theme
from catalogue.search.build import compact, documents
from catalogue.search.finding import read_ahead
from catalogue.search.index.bitmaps import READ_OTHERWISE
from catalogue.search.models import IndexState, NameWord
from tests.factories import FragmentFactory, PlacementFactory, ThemeFactory
from tests.search.build.test_compact import disagreements, found

pytestmark = pytest.mark.django_db


@pytest.fixture
def fragment(monkeypatch):
    """Indexed by who took every word for its own stem."""
    with monkeypatch.context() as former:
        former.setattr(compact, "READING", READING - 1)
        former.setattr(documents, "_document", document)  # which remembers nothing
        for module in ("catalogue.search.build.documents", "catalogue.dutch.words"):
            former.setattr(f"{module}.stem", str)
        fragment = FragmentFactory(published=True, title="Raden")
        theme = ThemeFactory(published=True, name="Steden")
        PlacementFactory(fragment=fragment, theme=theme)
        compact.reindex()
    return fragment


def test_reindex_reads_all_words_as_now(fragment):
    assert found("raad") == found("stad") == []

    compact.reindex()

    assert found("raad") == found("stad") == [fragment.pk]
    assert disagreements() == []


def test_check_tells_each_word_that_is_read_otherwise(fragment):
    said = disagreements()

    assert said[0] == READ_OTHERWISE
    assert f"the document of fragment {fragment.pk} is not that of its text" in said
    assert "the word 'raden' is kept under another stem than it has" in said
    assert any(one.startswith("the words of the name of theme") for one in said)


def test_server_that_starts_warns_of_it(fragment, caplog):
    read_ahead()

    [record] = caplog.records
    assert record.levelname == "WARNING"
    assert READ_OTHERWISE in record.getMessage()


def test_server_that_starts_after_a_reindex_warns_of_nothing(fragment, caplog):
    compact.reindex()
    read_ahead()

    assert caplog.records == []


def test_taking_in_changes_does_not_pass_for_a_reindex(fragment):
    FragmentFactory(published=True)
    compact.fold()

    assert IndexState.objects.get().manifest["reading"] == READING - 1


def test_name_is_spelled_again_where_only_its_stem_differs(fragment):
    theme = Theme.objects.get()
    documents.write_names(Theme, [theme.pk])

    [word] = NameWord.objects.filter(kind=NameWord.Kind.THEME, record=theme.pk)
    assert (word.form, word.stem) == ("steden", stem("steden"))
    assert word.ending == word.stem[::-1]
