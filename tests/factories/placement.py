"""Placements."""

from factory import SubFactory, Trait
from factory.django import DjangoModelFactory

from catalogue.models import Placement
from tests.factories.fragment import FragmentFactory
from tests.factories.theme import ThemeFactory


class PlacementFactory(DjangoModelFactory):
    class Meta:
        model = Placement

    class Params:
        published = Trait(
            fragment=SubFactory(FragmentFactory, published=True),
            theme=SubFactory(ThemeFactory, published=True),
        )

    fragment = SubFactory(FragmentFactory)
    theme = SubFactory(ThemeFactory)
