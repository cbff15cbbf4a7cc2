"""What the tests of pages share."""

import pytest
from django.db import transaction
from django.test import Client

from tests.views import world as worlds
from tests.views.asking import Answer, ask


@pytest.fixture
def world(db) -> worlds.World:
    return worlds.world()


@pytest.fixture(scope="module")
def answers(django_db_setup, django_db_blocker) -> dict[str, Answer]:
    """The answer to a visitor for every kind of page and file, by name; asked for once a module."""
    with django_db_blocker.unblock(), transaction.atomic():
        world, client = worlds.world(), Client()
        addresses = {name: world.address(to) for name, to in (worlds.PAGES | worlds.FILES).items()}
        given = {name: ask(client, address) for name, address in addresses.items()}
        transaction.set_rollback(True)
    return given
