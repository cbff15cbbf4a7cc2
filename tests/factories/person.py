"""People."""

from factory import Sequence
from factory.django import DjangoModelFactory

from catalogue.models import Person


class PersonFactory(DjangoModelFactory):
    """Somebody who speaks in nothing yet, and so has no page."""

    class Meta:
        model = Person

    name = Sequence("Persoon {}".format)
