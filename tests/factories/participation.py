"""Participations."""

from factory import SubFactory, Trait
from factory.django import DjangoModelFactory

from catalogue.models import Participation
from tests.factories.interview import InterviewFactory
from tests.factories.person import PersonFactory


class ParticipationFactory(DjangoModelFactory):
    """An interviewee who speaks as nothing in particular."""

    class Meta:
        model = Participation

    class Params:
        published = Trait(interview=SubFactory(InterviewFactory, published=True))

    interview = SubFactory(InterviewFactory)
    person = SubFactory(PersonFactory)
