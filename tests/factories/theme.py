"""Themes."""

from factory import Sequence, Trait
from factory.django import DjangoModelFactory

from catalogue.models import Theme
from catalogue.values.choices import State


class ThemeFactory(DjangoModelFactory):
    class Meta:
        model = Theme

    class Params:
        published = Trait(state=State.PUBLISHED)

    name = Sequence("Thema {}".format)
