"""Logging in while others write for longer than the database waits: a sentence, and nobody in."""

import sqlite3

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import OperationalError, connection, transaction
from django.urls import reverse

from catalogue.admin.guard import typed
from catalogue.admin.guard.again import TYPED
from catalogue.logins.models import Attempt
from catalogue.models.locks import is_locked
from tests.factories import EditorFactory

PASSWORD = "een-lange-zin-om-in-te-loggen"
BUSY = "Probeer het over een halve minuut opnieuw."


@pytest.fixture
def editor(db):
    user = EditorFactory(username="an")
    user.set_password(PASSWORD)
    user.save()
    return user


def locked(*args, **kwargs):
    cause = sqlite3.OperationalError("database is locked")
    cause.sqlite_errorname = "SQLITE_BUSY"
    raise OperationalError("database is locked") from cause


WRITES = {
    "the attempt": "catalogue.logins.brake.Attempt.objects.create",
    "its success": "catalogue.logins.brake.Attempt.save",
    "the session": "django.contrib.sessions.backends.db.SessionStore.save",
    "the moment": "django.contrib.auth.base_user.AbstractBaseUser.save",
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_login_while_the_database_is_locked_is_a_sentence(client, editor, monkeypatch, write):
    form = {"username": "an", "password": PASSWORD}

    with monkeypatch.context() as patch:
        patch.setattr(write, locked)
        answer = client.post(reverse("admin:login"), form)
    inside = client.get(reverse("admin:index"))

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert BUSY in answer.content.decode()
    assert SESSION_KEY not in client.session
    assert inside.status_code == 302
    assert client.post(reverse("admin:login"), form).status_code == 302


def test_lock_lets_nobody_past_the_brake(client, editor, monkeypatch):
    wrong = {"username": "an", "password": "mis"}
    for _time in range(5):
        client.post(reverse("admin:login"), wrong)

    with monkeypatch.context() as patch:
        patch.setattr("catalogue.logins.brake.Attempt.objects.create", locked)
        answer = client.post(reverse("admin:login"), wrong | {"password": PASSWORD})

    assert answer.status_code == 503
    assert SESSION_KEY not in client.session
    assert Attempt.objects.filter(succeeded=False).count() == 5


def test_what_was_typed_stays_on_the_page(client, editor, monkeypatch):
    typing = typed.Typing(
        user=editor.pk, address="/admin/", fields=[("name", "Vertrouwen")], files=[]
    )
    form = {"username": "an", "password": PASSWORD, TYPED: typing.signed()}
    monkeypatch.setattr("catalogue.logins.brake.Attempt.objects.create", locked)

    answer = client.post(reverse("admin:login"), form)

    assert typed.read(answer.context["signed"]) == typed.read(typing.signed())


def test_other_errors_of_the_database_are_errors(client, editor, monkeypatch):
    def broken(*args, **kwargs):
        raise OperationalError("no such table")

    monkeypatch.setattr("catalogue.logins.brake.Attempt.objects.create", broken)

    with pytest.raises(OperationalError):
        client.post(reverse("admin:login"), {"username": "an", "password": PASSWORD})


def test_lock_of_sqlite_is_known(tmp_path):
    one, other = (sqlite3.connect(tmp_path / "x.sqlite3", timeout=0) for _ in "12")
    one.execute("BEGIN IMMEDIATE")

    with pytest.raises(sqlite3.OperationalError) as refused:
        other.execute("BEGIN IMMEDIATE")
    one.close()
    other.close()

    assert is_locked(refused.value)
    assert not is_locked(sqlite3.OperationalError("no such table"))


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db(transaction=True)
def test_lock_of_postgresql_is_known():
    other = connection.copy()
    try:
        with transaction.atomic(), connection.cursor() as mine, other.cursor() as theirs:
            mine.execute("LOCK TABLE logins_attempt")
            theirs.execute("SET lock_timeout = 10")
            with pytest.raises(OperationalError) as refused:
                theirs.execute("UPDATE logins_attempt SET name = 'an'")
    finally:
        other.close()

    assert is_locked(refused.value)


def test_session_that_cannot_be_renewed_keeps_its_answer(client, editor, monkeypatch, time_machine):
    time_machine.move_to("2026-11-30 12:00Z", tick=False)
    client.force_login(editor)
    client.get(reverse("admin:index"))
    time_machine.move_to("2026-11-30 12:10Z", tick=False)

    with monkeypatch.context() as patch:
        patch.setattr("django.contrib.sessions.backends.db.SessionStore.save", locked)
        answer = client.get(reverse("admin:index"))

    assert answer.status_code == 200
    assert client.get(reverse("admin:index")).status_code == 200
