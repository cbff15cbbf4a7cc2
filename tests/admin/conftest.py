"""Editors at their desks: clients that are logged in."""

import pytest
from django.test import Client

from tests.factories import ChiefEditorFactory, EditorFactory


@pytest.fixture
def editor(db):
    """Somebody in the group redacteur."""
    return EditorFactory()


@pytest.fixture
def chief(db):
    """Somebody in the group eindredacteur."""
    return ChiefEditorFactory()


@pytest.fixture
def as_editor(editor):
    return logged_in(editor)


@pytest.fixture
def as_chief(chief):
    return logged_in(chief)


def logged_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client
