"""Organisations."""

from factory import Sequence
from factory.django import DjangoModelFactory

from catalogue.models import Organisation


class OrganisationFactory(DjangoModelFactory):
    """A ministry that no position names yet, and so without a page."""

    class Meta:
        model = Organisation

    name = Sequence("Ministerie {}".format)
