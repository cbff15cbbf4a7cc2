"""The demonstration over a live server, for the tests that look at it with a browser: fixtures."""

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Model

RECORDING_MS = 30 * 60_000


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    """A file on SQLite, not memory: the server's threads then have a connection each, as on the
    site, instead of one that they all share with the test.
    """
    from django.conf import settings  # not before pytest-django has set it up

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        file = tmp_path_factory.mktemp("database") / "browser.sqlite3"
        database.setdefault("TEST", {})["NAME"] = str(file)


@pytest.fixture(scope="session")
def recording_bytes(tmp_path_factory) -> bytes:
    """A synthetic recording of half an hour, whose picture shows the time: 15:03 is 15:03."""
    from catalogue.media.demonstration import make_recording

    path = tmp_path_factory.mktemp("recording") / "gesprek.mp4"
    make_recording(path, title="Gesprek", duration_ms=RECORDING_MS, label="demonstratiemateriaal")
    return path.read_bytes()


@pytest.fixture(scope="session")
def demo_rows() -> list:
    """The rows of the demonstration by model, from the first test on that asks for it."""
    return []


@pytest.fixture
def demo(transactional_db, settings, files_root, recording_bytes, demo_rows):
    """The demonstration: the seeds' catalogue, every interview with a recording to play. Read from
    its fixture once: to write the same rows again takes a fraction of that."""
    from catalogue.models import MediaFile

    settings.DEMO = True
    settings.PICTURE_CACHE = files_root / "pictures"
    if demo_rows:
        _write(demo_rows)
    else:
        _load_demo(recording_bytes)
        demo_rows += _rows()
    stored = MediaFile.objects.first().file
    if not stored.storage.exists(stored.name):  # a test may have taken it away
        stored.storage.save(stored.name, ContentFile(recording_bytes))


def _load_demo(recording_bytes: bytes) -> None:
    from django.core.management import call_command

    from catalogue.media.probe import probe
    from catalogue.models import Interview, MediaFile, Recording

    call_command("loaddata", "demo", verbosity=0)
    for number, interview in enumerate(Interview.objects.order_by("sort_key")):
        recording = Recording.objects.create(
            interview=interview, duration_ms=RECORDING_MS, demonstration=True
        )
        file = MediaFile(recording=recording, name="gesprek.mp4", mime_type="video/mp4")
        if number == 0:
            file.file.save("gesprek.mp4", ContentFile(recording_bytes), save=False)
            stored, facts = file.file.name, probe(file.file)
        file.file.name = stored
        file.width, file.height, file.sha256 = facts.width, facts.height, facts.sha256
        file.save()


def _rows() -> list[tuple[type[Model], list[Model]]]:
    """All that the catalogue and its search hold."""
    return [
        (model, list(model._base_manager.all()))
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("catalogue.")
    ]


def _write(rows: list[tuple[type[Model], list[Model]]]) -> None:
    """As they were: past the managers that would prepare and announce them a second time."""
    with transaction.atomic():  # a row may name another that comes later
        for model, own in rows:
            model._base_manager.bulk_create(own)
