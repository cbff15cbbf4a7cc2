"""Interviews."""

from factory import Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from catalogue.models import Interview
from catalogue.values.choices import State
from tests.factories.series import SeriesFactory


class InterviewFactory(DjangoModelFactory):
    class Meta:
        model = Interview

    class Params:
        published = Trait(state=State.PUBLISHED)

    series = SubFactory(SeriesFactory)
    title = Sequence("Gesprek {}".format)
