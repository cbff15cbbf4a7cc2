"""Passages of transcripts."""

from factory import Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from catalogue.models import Passage
from tests.factories.transcript import TranscriptFactory


class PassageFactory(DjangoModelFactory):
    """A passage without times and without a speaker; no two stand at the same place."""

    class Meta:
        model = Passage

    class Params:
        published = Trait(transcript=SubFactory(TranscriptFactory, published=True))

    transcript = SubFactory(TranscriptFactory)
    order = Sequence(int)
    text = Sequence("Verzonnen zin {}.".format)
