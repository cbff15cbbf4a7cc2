"""Former addresses."""

from factory import Sequence
from factory.django import DjangoModelFactory

from catalogue.models import FormerAddress


class FormerAddressFactory(DjangoModelFactory):
    """An address of this site that is gone."""

    class Meta:
        model = FormerAddress

    path = Sequence("/vroeger/{}/".format)
