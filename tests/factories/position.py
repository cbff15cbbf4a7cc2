"""Positions."""

from factory import SubFactory
from factory.django import DjangoModelFactory

from catalogue.choices import Role
from catalogue.models import Position
from tests.factories.person import PersonFactory


class PositionFactory(DjangoModelFactory):
    """A position in no organisation and over no known period."""

    class Meta:
        model = Position

    person = SubFactory(PersonFactory)
    role = Role.SG
