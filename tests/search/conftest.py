import pytest

from catalogue.models import Fragment
from catalogue.search import folding, known
from tests.factories import FragmentFactory, PlacementFactory, ThemeFactory


@pytest.fixture(autouse=True)
def new_process(monkeypatch):
    """Nothing is remembered of the index of another test."""
    monkeypatch.setattr(known, "_known", {})


@pytest.fixture
def fragment() -> Fragment:
    """In the index, beside another one."""
    fragment = FragmentFactory(published=True, title="Kabinet", summary="Verzonnen crisis")
    PlacementFactory(fragment=fragment, theme=ThemeFactory(published=True))
    FragmentFactory(published=True, title="Iets anders")
    folding.reindex()
    return fragment
