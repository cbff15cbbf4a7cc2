"""Series."""

from factory import Sequence
from factory.django import DjangoModelFactory

from catalogue.models import Series


class SeriesFactory(DjangoModelFactory):
    class Meta:
        model = Series

    title = Sequence("Reeks {}".format)
    slug = Sequence("reeks-{}".format)
