import pytest

from catalogue.models import Fragment
from catalogue.search.build import compact
from tests.factories import FragmentFactory, PlacementFactory, ThemeFactory


@pytest.fixture
def fragment() -> Fragment:
    """In the index, beside another one."""
    fragment = FragmentFactory(published=True, title="Kabinet", summary="Verzonnen crisis")
    PlacementFactory(fragment=fragment, theme=ThemeFactory(published=True))
    FragmentFactory(published=True, title="Iets anders")
    compact.reindex()
    return fragment
