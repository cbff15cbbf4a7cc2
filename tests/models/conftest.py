"""What several tests of models ask for."""

import pytest

from catalogue.models.signals import changed


@pytest.fixture
def heard():
    """What is announced: model, number of rows and whether they are deleted."""
    heard = []

    def listener(sender, pks, is_deleted, **kwargs):
        heard.append((sender, len(pks), is_deleted))

    changed.connect(listener)
    yield heard
    changed.disconnect(listener)
