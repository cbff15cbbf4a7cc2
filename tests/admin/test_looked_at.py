"""Uploads are looked at once, and before anything is locked; with a disk that is nearly full, no
file is taken."""

import errno

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection

from catalogue.media import pictures
from catalogue.models import MediaFile, Person, Theme, Transcript
from catalogue.values.choices import Form
from tests.admin.conftest import logged_in
from tests.admin.pages import addition_to, errors_on, form_on, page_of, save, told
from tests.admin.test_uploads import VTT, again, picture, refused, sound
from tests.factories import (
    EditorFactory,
    InterviewFactory,
    MediaFileFactory,
    PersonFactory,
    RecordingFactory,
)

LOOKS = (
    "catalogue.media.images.scaled",
    "catalogue.admin.boxes.recording_file.probe",
    "catalogue.admin.transcript.cues_of",
    "catalogue.media.checks.length_of",
)


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT, settings.PICTURE_CACHE = tmp_path / "media", tmp_path / "pictures"


@pytest.fixture
def looks(monkeypatch):
    """Whether each look at a file from now on fell into a transaction."""
    seen = []

    def watched(look):
        def looking(*args, **kwargs):
            seen.append(connection.in_atomic_block)
            return look(*args, **kwargs)

        return looking

    for name in LOOKS:
        module, _dot, function = name.rpartition(".")
        look = getattr(__import__(module, fromlist=[function]), function)
        monkeypatch.setattr(name, watched(look))
    return seen


def captions() -> SimpleUploadedFile:
    return SimpleUploadedFile("gesprek.vtt", VTT, "text/vtt")


def portrait():
    person = PersonFactory()
    return page_of(person), {"portrait": picture(), "portrait_alt": "Een portret"}


def image():
    return addition_to(Theme), {"name": "Zorg", "image": picture(), "image_alt": "Een bed"}


def file_of_its_own():
    recording = RecordingFactory(form=Form.PODCAST)
    return addition_to(MediaFile), {"recording": recording.pk, "file": sound(), "name": "a.wav"}


def file_in_a_row():
    recording = RecordingFactory(form=Form.PODCAST, duration_ms=9000)
    row = {"files-TOTAL_FORMS": 1, "files-0-source": "uploaded", "files-0-is_original": "on"}
    return page_of(recording), row | {"files-0-file": sound()}


def transcript():
    return addition_to(Transcript), {"interview": InterviewFactory().pk, "file": captions()}


FORMS = [portrait, image, file_of_its_own, file_in_a_row, transcript]
each_form = pytest.mark.parametrize("form", FORMS, ids=[form.__name__ for form in FORMS])


@pytest.mark.django_db(transaction=True)
@each_form
def test_no_file_is_looked_at_while_anything_is_locked(form, looks):
    page, typed = form()

    response = save(logged_in(EditorFactory()), page, **typed)

    assert any("met succes" in message for message in told(response))
    assert looks
    assert not any(looks)


@pytest.mark.django_db(transaction=True)
@each_form
def test_file_that_was_kept_is_not_looked_at_while_anything_is_locked(form, looks):
    page, typed = form()
    client = logged_in(EditorFactory())
    data = {**form_on(client.get(page)), **typed, "_save": "Opslaan", "_unsaved": "expired"}
    shown = client.post(page, data)
    looks.clear()

    response = again(client, page, shown, without=("_unsaved",))

    assert any("met succes" in message for message in told(response))
    assert looks
    assert not any(looks)


@pytest.mark.django_db(transaction=True)
def test_stored_files_are_compared_with_a_duration_after_the_save(looks):
    recording = MediaFileFactory(file=sound(), recording__form=Form.PODCAST).recording

    response = save(logged_in(EditorFactory()), page_of(recording), duration_ms="0:09")

    assert any("duurt" in message for message in told(response))
    assert looks == [False]


@pytest.mark.django_db
@pytest.mark.parametrize("form", FORMS[:2] + FORMS[4:], ids=["portrait", "image", "transcript"])
def test_file_is_looked_at_once_though_the_database_refuses(form, looks, monkeypatch):
    def busy(*args, **kwargs):
        raise OperationalError("database is locked")

    page, typed = form()
    monkeypatch.setattr("django.contrib.admin.options.ModelAdmin.save_related", busy)

    refused(logged_in(EditorFactory()), page, **typed)

    assert len(looks) == 1


@pytest.mark.django_db
def test_no_more_files_are_looked_at_than_the_form_has_rows(as_editor, looks):
    recording = RecordingFactory(form=Form.PODCAST)
    rows = {f"files-{number}-file": sound() for number in range(20)}
    strangers = {"iets": picture(), "files-__prefix__-file": sound(), "files-x-file": sound()}

    save(as_editor, page_of(recording), **rows, **strangers, **{"files-TOTAL_FORMS": 2})

    assert len(looks) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["", "x", "-1", "²", "9" * 5000])
def test_nonsense_for_the_number_of_rows_is_no_error(as_editor, number):
    recording = RecordingFactory(form=Form.PODCAST)
    data = form_on(as_editor.get(page_of(recording)))

    response = as_editor.post(
        page_of(recording), data | {"files-TOTAL_FORMS": number, "files-0-file": sound()}
    )

    assert response.status_code in (200, 302)
    assert not MediaFile.objects.exists()


@pytest.mark.django_db
def test_who_may_not_write_has_no_file_looked_at(as_editor, editor, looks):
    data = form_on(as_editor.get(addition_to(Person))) | {"portrait": picture()}
    editor.groups.clear()

    assert as_editor.post(addition_to(Person), data).status_code == 403
    assert looks == []


@pytest.mark.django_db
def test_refused_save_does_not_warn_of_its_files(as_editor, monkeypatch):
    def busy(*args, **kwargs):
        raise OperationalError("database is locked")

    recording = RecordingFactory(form=Form.VIDEO, duration_ms=9000)
    row = {"files-TOTAL_FORMS": 1, "files-0-source": "uploaded", "files-0-is_original": "on"}
    row |= {"files-0-file": sound()}
    monkeypatch.setattr("django.contrib.admin.options.ModelAdmin.log_change", busy)

    assert told(refused(as_editor, page_of(recording), **row, part="2")) == []


# --- A disk that is nearly full -------------------------------------------------------------------

SHORT = "De ruimte op de schijf is krap: er wordt nu geen bestand opgeslagen."


@pytest.mark.django_db
@each_form
def test_upload_is_refused_at_its_field_while_space_is_short(as_editor, settings, form, looks):
    page, typed = form()
    settings.DISK_RESERVE_BYTES = 10**18

    response = refused(as_editor, page, **typed)

    assert [error for error in errors_on(response) if error.startswith(SHORT)]
    assert looks == []
    assert not list(settings.MEDIA_ROOT.rglob("*.*"))


@pytest.mark.django_db
def test_what_was_typed_stays_and_is_saved_without_the_file(as_editor, settings):
    page, typed = image()
    settings.DISK_RESERVE_BYTES = 10**18

    shown = refused(as_editor, page, **typed)
    again(as_editor, page, shown)

    assert Theme.objects.get().name == "Zorg"
    assert not Theme.objects.get().image


@pytest.mark.django_db
def test_disk_that_is_full_while_looking_is_a_sentence(as_editor, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "full")

    page, typed = image()
    monkeypatch.setattr("catalogue.media.images.scaled", full)

    response = refused(as_editor, page, **typed)

    assert errors_on(response) == [
        "Er is niets opgeslagen: de schijf is vol. Waarschuw de beheerder."
    ]
    assert b'value="Zorg"' in response.content


@pytest.mark.django_db
def test_file_that_was_kept_already_is_stored_while_space_is_short(as_editor, settings):
    page, typed = image()
    shown = refused(as_editor, page, **typed | {"name": ""})

    settings.DISK_RESERVE_BYTES = 10**18
    again(as_editor, page, shown, name="Zorg")

    assert pictures.is_made(Theme.objects.get().image.name)
