"""Transcripts."""

from factory import SubFactory, Trait
from factory.django import DjangoModelFactory

from catalogue.models import Transcript
from tests.factories.interview import InterviewFactory


class TranscriptFactory(DjangoModelFactory):
    """Machine-made Dutch captions of an interview as a whole, without passages."""

    class Meta:
        model = Transcript

    class Params:
        published = Trait(interview=SubFactory(InterviewFactory, published=True))

    interview = SubFactory(InterviewFactory)
