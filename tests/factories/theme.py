"""Themes."""

from factory import Sequence, Trait
from factory.django import DjangoModelFactory

from catalogue.choices import State
from catalogue.models import Theme


class ThemeFactory(DjangoModelFactory):
    class Meta:
        model = Theme

    class Params:
        published = Trait(state=State.PUBLISHED)

    name = Sequence("Thema {}".format)
