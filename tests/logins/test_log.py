"""The log of its own: who came in, and who did not."""

import logging

import pytest
from django.urls import reverse

from config.logs import InOneLine, LogFile
from tests.factories import EditorFactory

PASSWORD = "een-lange-zin-om-in-te-loggen"


@pytest.fixture
def lines(tmp_path):
    """The lines of the log, without their moment."""
    handler = LogFile(str(tmp_path / "logins.log"))
    handler.setFormatter(logging.Formatter("{levelname} {message}", style="{"))
    logger = logging.getLogger("catalogue.logins")
    logger.addHandler(handler)
    yield lambda: (tmp_path / "logins.log").read_text(encoding="utf-8").splitlines()
    logger.removeHandler(handler)
    handler.close()


def test_log_tells_who_came_in_and_who_did_not(client, db, lines):
    user = EditorFactory(username="redacteur-1")
    user.set_password(PASSWORD)
    user.save()

    for name, password in [
        ("redacteur-1", "mis"),
        ("mijn wachtwoord per ongeluk", "mis"),
        ("redacteur-1", PASSWORD),
    ]:
        client.post(
            reverse("admin:login"),
            {"username": name, "password": password},
            REMOTE_ADDR="192.0.2.1",
        )
    client.post(reverse("admin:logout"))

    assert lines() == [
        "WARNING Failed to log in: 'redacteur-1' from 192.0.2.1",
        "WARNING Failed to log in: an unknown name from 192.0.2.1",
        "INFO Logged in: 'redacteur-1' from 192.0.2.1",
        "INFO Logged out: 'redacteur-1' from 127.0.0.1",
    ]


def test_log_tells_who_has_to_wait(client, db, lines):
    EditorFactory(username="redacteur-1")

    for _time in range(6):
        client.post(reverse("admin:login"), {"username": "redacteur-1", "password": "mis"})

    assert lines()[-1] == "WARNING Has to wait: 'redacteur-1' from 127.0.0.1"
    assert len(lines()) == 6


def test_line_that_cannot_be_written_goes_to_standard_error(tmp_path, capsys):
    handler = LogFile(str(tmp_path / "er" / "niet" / "logins.log"))

    handler.emit(logging.makeLogRecord({"msg": "Logged in: 'an'"}))

    assert capsys.readouterr().err == "Logged in: 'an'\n"


@pytest.mark.parametrize(
    ("logger", "level", "lines"),
    [
        ("django.security.DisallowedHost", "WARNING", 1),
        ("django.security.DisallowedModelAdminLookup", "WARNING", 1),
        ("django.request", "ERROR", 2),
    ],
)
def test_line_of_what_is_refused_has_no_traceback(logger, level, lines):
    try:
        raise ValueError
    except ValueError as error:
        exc_info = (type(error), error, None)
    facts = {"name": logger, "levelname": "ERROR", "msg": "Invalid", "exc_info": exc_info}
    record = logging.makeLogRecord(facts)

    assert InOneLine().filter(record)
    assert record.levelname == level
    assert len(logging.Formatter().format(record).splitlines()) == lines
