"""Stated dates."""

from factory import Sequence, SubFactory
from factory.django import DjangoModelFactory

from catalogue.models import StatedDate
from tests.factories.interview import InterviewFactory


class StatedDateFactory(DjangoModelFactory):
    class Meta:
        model = StatedDate

    interview = SubFactory(InterviewFactory)
    date = "2018-11"
    source = Sequence("Bron {}".format)
