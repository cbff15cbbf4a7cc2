"""Fragments."""

from factory import Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from catalogue.models import Fragment
from catalogue.values.choices import State
from tests.factories.interview import InterviewFactory


class FragmentFactory(DjangoModelFactory):
    """A fragment whose end is not determined; no two begin at the same time."""

    class Meta:
        model = Fragment

    class Params:
        published = Trait(
            state=State.PUBLISHED, interview=SubFactory(InterviewFactory, published=True)
        )

    interview = SubFactory(InterviewFactory)
    title = Sequence("Fragment {}".format)
    start_ms = Sequence(lambda number: number * 1000)
