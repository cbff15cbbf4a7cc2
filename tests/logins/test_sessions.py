"""Sessions: idle for eight hours they end, and after twelve in any case."""

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from tests.factories import EditorFactory

pytestmark = pytest.mark.django_db
HOUR = 3600
NEW = "nog-een-lange-zin-om-in-te-loggen"


@pytest.fixture
def clock():
    with time_machine.travel("2026-01-02 08:00Z", tick=False) as clock:
        yield clock


@pytest.fixture
def editor():
    user = EditorFactory(username="redacteur-1", is_superuser=True)
    user.set_password("redactie")
    user.save()
    return user


@pytest.fixture
def as_editor(client, clock, editor):
    client.force_login(editor)
    return client


def is_in(client) -> bool:
    return client.get(reverse("admin:index")).status_code == 200


@pytest.mark.parametrize(("hours", "lasts"), [(7.9, True), (8.1, False)])
def test_session_that_nobody_uses_ends(as_editor, clock, hours, lasts):
    clock.shift(hours * HOUR)

    assert is_in(as_editor) is lasts


def test_session_goes_on_while_somebody_works_and_ends_all_the_same(as_editor, clock):
    lasted = []
    for _hour in range(13):
        clock.shift(HOUR)
        lasted.append(is_in(as_editor))

    assert lasted == [True] * 11 + [False] * 2


def test_browser_is_told_when_the_session_ends(as_editor, clock):
    clock.shift(7 * HOUR)
    as_editor.get("/over/")
    assert as_editor.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 5 * HOUR


def test_session_is_written_now_and_then_and_not_with_every_page(as_editor, clock):
    clock.shift(299)
    assert "sessionid" not in as_editor.get("/over/").cookies
    clock.shift(1)
    assert "sessionid" in as_editor.get("/over/").cookies


def test_session_of_before_there_was_an_end_gets_one(as_editor, clock):
    session = as_editor.session
    for name in ("began", "seen", "_session_expiry"):
        session.pop(name, None)
    session.save()

    assert is_in(as_editor)
    clock.shift(8.1 * HOUR)
    assert not is_in(as_editor)


def test_visitor_has_no_session(client, db):
    assert not client.get("/over/").cookies
    assert not Session.objects.exists()


def test_other_sessions_end_on_a_new_password(as_editor, editor):
    other = Client()
    other.force_login(editor)
    form = {"old_password": "redactie", "new_password1": NEW, "new_password2": NEW}

    response = as_editor.post(reverse("admin:password_change"), form)

    assert response.status_code == 302
    assert (is_in(as_editor), is_in(other)) == (True, False)


def test_sessions_end_when_an_operator_gives_a_new_password(as_editor, editor):
    operator = Client()
    operator.force_login(EditorFactory(is_superuser=True))
    address = reverse("admin:auth_user_password_change", args=[editor.pk])
    form = {"usable_password": "true", "password1": NEW, "password2": NEW}

    operator.post(address, form)

    assert (is_in(operator), is_in(as_editor)) == (True, False)


@pytest.mark.parametrize(
    "password",
    ["elf-tekens-", "123456789012", "redacteur-1!", "1qaz2wsx3edc"],
    ids=["short", "numbers", "name", "common"],
)
def test_password_that_can_be_guessed_is_refused(as_editor, editor, password):
    form = {"old_password": "redactie", "new_password1": password, "new_password2": password}

    response = as_editor.post(reverse("admin:password_change"), form)

    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {"new_password2"}
