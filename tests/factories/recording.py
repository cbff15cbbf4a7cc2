"""Recordings."""

from factory import SubFactory, Trait
from factory.django import DjangoModelFactory

from catalogue.models import Recording
from tests.factories.interview import InterviewFactory


class RecordingFactory(DjangoModelFactory):
    """The video of an interview: part 1, primary, of unknown length, without files."""

    class Meta:
        model = Recording

    class Params:
        published = Trait(interview=SubFactory(InterviewFactory, published=True))

    interview = SubFactory(InterviewFactory)
