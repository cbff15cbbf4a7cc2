"""What a save, a deletion or an action that was undone had to say is not said."""

import errno

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError

from catalogue.admin.person import PersonAdmin
from catalogue.admin.publication import PublishedAdmin
from catalogue.models import Person, Theme
from tests.admin.pages import act, addition_to, errors_on, form_on, page_of, told
from tests.factories import PersonFactory, ThemeFactory

pytestmark = pytest.mark.django_db


def test_refused_save_does_not_say_that_it_succeeded(as_editor, monkeypatch):
    def full(self, request, obj, *args, **kwargs):
        self.message_user(request, "De persoon is met succes toegevoegd.")
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(PersonAdmin, "response_add", full)

    data = form_on(as_editor.get(addition_to(Person))) | {"name": "Chris"}
    response = as_editor.post(addition_to(Person), data)

    assert [error for error in errors_on(response) if "de schijf is vol" in error]

    assert response.status_code == 507
    assert told(response) == []
    assert not Person.objects.exists()


def test_refused_deletion_does_not_say_that_it_succeeded(as_chief, monkeypatch):
    def busy(self, request, *args, **kwargs):
        self.message_user(request, "Met succes verwijderd.")
        raise OperationalError("database is locked")

    monkeypatch.setattr(PersonAdmin, "response_delete", busy)
    page = page_of(PersonFactory(), "delete")

    response = as_chief.post(page, form_on(as_chief.get(page)), follow=True)

    assert [message for message in told(response) if "succes" in message] == []
    assert told(response)
    assert Person.objects.exists()


@pytest.mark.parametrize("error", [ValidationError("niet gelukt"), OperationalError("locked")])
def test_refused_action_does_not_say_that_it_succeeded(as_chief, monkeypatch, error):
    def fails(self, request, *args, **kwargs):
        self.message_user(request, "Met succes gepubliceerd.")
        raise error

    monkeypatch.setattr(PublishedAdmin, "_tell_of", fails)

    response = act(as_chief, Theme, "publish", [ThemeFactory()])

    assert [message for message in told(response) if "succes" in message] == []
    assert told(response)
