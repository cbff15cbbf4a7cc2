"""Positions."""

from factory import SubFactory
from factory.django import DjangoModelFactory

from catalogue.models import Position
from catalogue.values.choices import Role
from tests.factories.person import PersonFactory


class PositionFactory(DjangoModelFactory):
    """A position in no organisation and over no known period."""

    class Meta:
        model = Position

    person = SubFactory(PersonFactory)
    role = Role.SG
