"""Background sources."""

from factory import Sequence, Trait
from factory.django import DjangoModelFactory

from catalogue.models import BackgroundSource
from catalogue.values.choices import State


class BackgroundSourceFactory(DjangoModelFactory):
    class Meta:
        model = BackgroundSource

    class Params:
        published = Trait(state=State.PUBLISHED)

    title = Sequence("[Bron {}]".format)
