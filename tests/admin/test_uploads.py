"""A file that its field accepted need not be sent again when the form was refused: kept for a day,
for who sent it, within a bound, and never half."""

import errno
import io
import os
import time
import wave
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client
from lxml import html
from PIL import Image

from catalogue.admin.media_file import MediaFileAdmin
from catalogue.media import uploads
from catalogue.models import MediaFile, Recording, Transcript
from tests.admin.conftest import logged_in
from tests.admin.pages import addition_to, errors_on, form_on, page_of, told
from tests.factories import (
    EditorFactory,
    PassageFactory,
    PersonFactory,
    RecordingFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db

VTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\nGoedemiddag.\n"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    """Where uploads are, on their way or kept."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media" / "kept"


@pytest.fixture
def recording(db) -> Recording:
    return RecordingFactory()


def sound(seconds: int = 1, name: str = "gesprek.wav") -> SimpleUploadedFile:
    stream = io.BytesIO()
    with wave.open(stream, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(16_000 * seconds))
    return SimpleUploadedFile(name, stream.getvalue(), "audio/wav")


def picture() -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (40, 50)).save(content, "PNG")
    return SimpleUploadedFile("portret.png", content.getvalue())


def kinds(folder: Path) -> list[str]:
    """What is in the folder: "kept" for each file that is kept."""
    return sorted(path.name.partition("-")[0] for path in folder.glob("*-*"))


def stored(recording: Recording) -> list[int]:
    """The sizes of the files that the recording has on the disk."""
    return [file.file.size for file in recording.files.all()]


def refused(client: Client, page: str, **changes):
    """The page after a form with a file that has a mistake elsewhere."""
    data = {**form_on(client.get(page)), **changes, "_save": "Opslaan"}
    response = client.post(page, data)
    assert errors_on(response)
    return response


def again(client: Client, page: str, response, *, without: tuple[str, ...] = (), **changes):
    """Send the page that came back once more."""
    data = {**form_on(response), **changes, "_save": "Opslaan"}
    return client.post(page, {k: v for k, v in data.items() if k not in without}, follow=True)


def notes(response) -> list[str]:
    """What the page says about files that it kept."""
    page = html.document_fromstring(response.content.decode())
    return [" ".join(one.text_content().split()) for one in page.xpath("//*[@class='kept-file']")]


# --- Kept and taken -------------------------------------------------------------------------------


def test_recording_is_not_chosen_twice(as_editor, recording, folder):
    page = addition_to(MediaFile)
    wrong = {"recording": recording.pk, "file": sound(), "name": "Mag Niet"}

    shown = refused(as_editor, page, **wrong)
    kept = kinds(folder)
    response = again(as_editor, page, shown, name="gesprek.wav")

    assert notes(shown)[0].startswith("“gesprek.wav” (15,7 KB) is ontvangen en blijft bewaard tot")
    assert kept == ["kept"]
    assert any("is met succes toegevoegd" in message for message in told(response))
    assert stored(recording) == [sound().size]
    assert MediaFile.objects.get().mime_type == "audio/wav"
    assert kinds(folder) == []


def test_file_in_a_row_is_not_chosen_twice(as_editor, recording, folder):
    page = page_of(recording)
    row = {"files-TOTAL_FORMS": 1, "files-0-source": "uploaded", "files-0-is_original": "on"}

    shown = refused(as_editor, page, part="0", **row, **{"files-0-file": sound()})
    again(as_editor, page, shown, part="1")

    assert len(notes(shown)) == 1
    assert stored(recording) == [sound().size]
    assert kinds(folder) == []


@pytest.mark.parametrize(
    ("factory", "field", "mistake"),
    [(PersonFactory, "portrait", "name"), (ThemeFactory, "image", "name")],
    ids=["portrait", "image"],
)
def test_picture_is_not_chosen_twice(as_editor, folder, factory, field, mistake):
    record = factory()
    alt = {f"{field}_alt": "Een beeld"}
    name = record.name

    shown = refused(as_editor, page_of(record), **{field: picture(), mistake: ""}, **alt)
    again(as_editor, page_of(record), shown, **{mistake: name})

    record.refresh_from_db()
    assert getattr(record, field).size == picture().size
    assert kinds(folder) == []


def test_captions_are_not_chosen_twice(as_editor, folder):
    passage = PassageFactory()
    page = page_of(passage.transcript)
    captions = SimpleUploadedFile("gesprek.vtt", VTT, "text/vtt")

    shown = refused(as_editor, page, file=captions)  # the box to replace is not ticked
    again(as_editor, page, shown, replace="on")

    assert [each.text for each in Transcript.objects.get().passages.all()] == ["Goedemiddag."]
    assert kinds(folder) == []


def test_kept_through_a_second_refusal(as_editor, recording, folder):
    page = addition_to(MediaFile)

    shown = refused(as_editor, page, recording=recording.pk, file=sound(), name="Mag Niet")
    shown = again(as_editor, page, shown, name="Ook Niet")
    kept = kinds(folder)
    again(as_editor, page, shown, name="wel.wav")

    assert kept == ["kept"]
    assert stored(recording) == [sound().size]


def test_another_file_takes_its_place(as_editor, recording, folder):
    page = addition_to(MediaFile)

    shown = refused(as_editor, page, recording=recording.pk, file=sound(), name="Mag Niet")
    again(as_editor, page, shown, name="wel.wav", file=sound(3))

    assert stored(recording) == [sound(3).size]
    assert kinds(folder) == []


def test_kept_file_may_be_dropped(as_editor, recording, folder):
    page = addition_to(MediaFile)

    shown = refused(as_editor, page, recording=recording.pk, file=sound(), name="Mag Niet")
    response = again(as_editor, page, shown, name="wel.wav", **{"file-drop": "on"})

    assert errors_on(response) == ["Kies het bestand, of geef aan dat het elders staat."]
    assert kinds(folder) == []


def test_file_that_was_refused_itself_is_not_kept(as_editor, recording, folder):
    page = addition_to(MediaFile)

    shown = refused(as_editor, page, recording=recording.pk, file=SimpleUploadedFile("x.mp4", b"x"))

    assert notes(shown) == []
    assert kinds(folder) == []


def test_file_stays_when_the_database_refuses(as_editor, recording, folder, monkeypatch):
    def refuse(*args, **kwargs):
        raise IntegrityError

    page = addition_to(MediaFile)
    shown = refused(as_editor, page, recording=recording.pk, file=sound(), name="Mag Niet")
    with monkeypatch.context() as patch:
        patch.setattr(MediaFileAdmin, "log_addition", refuse)
        again(as_editor, page, shown, name="wel.wav")
    kept = kinds(folder)
    again(as_editor, page, shown, name="wel.wav")

    assert kept == ["kept"]
    assert stored(recording) == [sound().size]


# --- Whose, how long, how much --------------------------------------------------------------------


def test_key_of_somebody_else_gives_nothing(as_editor, recording, folder):
    page, other = addition_to(MediaFile), logged_in(EditorFactory())
    mine = refused(as_editor, page, recording=recording.pk, file=sound(), name="Mag Niet")
    stolen = {**form_on(mine), "name": "wel.wav", "_save": "Opslaan"}

    response = other.post(page, stolen)

    assert [message for message in told(response) if "niet meer" in message]
    assert stored(recording) == []
    assert kinds(folder) == ["kept"]


@pytest.mark.parametrize("key", ["", "onzin", "\0", "../../x"], ids=ascii)
def test_forged_key_gives_nothing(as_editor, recording, key):
    data = form_on(as_editor.get(addition_to(MediaFile)))
    data |= {"recording": recording.pk, "name": "x.wav", "file-kept": key, "_save": "Opslaan"}

    response = as_editor.post(addition_to(MediaFile), data)

    assert errors_on(response)
    assert told(response)


def test_after_a_day_it_is_gone(as_editor, recording, folder):
    page = addition_to(MediaFile)
    shown = refused(as_editor, page, recording=recording.pk, file=sound(), name="Mag Niet")
    yesterday = time.time() - uploads.KEPT_SECONDS - 60
    for path in folder.glob("kept-*"):
        os.utime(path, (yesterday, yesterday))

    response = again(as_editor, page, shown, name="wel.wav")
    refused(as_editor, page, recording=recording.pk, file=picture(), name="wel.wav")

    assert [message for message in told(response) if "niet meer" in message]
    assert kinds(folder) == []


def test_no_more_is_kept_than_there_is_room_for(as_editor, recording, folder, settings):
    settings.KEPT_UPLOADS_BYTES = sound().size + 100
    page = addition_to(MediaFile)
    wrong = {"recording": recording.pk, "name": "Mag Niet"}

    first = refused(as_editor, page, file=sound(), **wrong)
    second = refused(as_editor, page, file=sound(), **wrong)

    assert (len(notes(first)), len(notes(second))) == (1, 0)
    assert [message for message in told(second) if "geen plaats" in message]
    assert kinds(folder) == ["kept"]


def test_disk_that_is_full_while_uploading_is_a_sentence(as_editor, recording, folder, monkeypatch):
    class Full(io.FileIO):
        def write(self, data):
            raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("catalogue.media.uploads.os.fdopen", lambda number, mode: Full(number, "w"))
    page = addition_to(MediaFile)

    response = refused(as_editor, page, recording=recording.pk, file=sound(), name="wel.wav")

    assert response.status_code == 507
    assert any("geen plaats voor gesprek.wav" in error for error in errors_on(response))
    assert kinds(folder) == []
    assert stored(recording) == []


def test_disk_that_is_full_while_storing_is_a_sentence(as_editor, recording, folder, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "full")

    page = addition_to(MediaFile)
    with monkeypatch.context() as patch:
        patch.setattr("django.core.files.storage.FileSystemStorage._save", full)
        shown = refused(as_editor, page, recording=recording.pk, file=sound(), name="wel.wav")
    kept = kinds(folder)
    again(as_editor, page, shown)

    assert any("de schijf is vol" in error for error in errors_on(shown))
    assert kept == ["kept"]
    assert stored(recording) == [sound().size]


def test_upload_to_any_other_page_leaves_nothing(client, folder):
    client.post("/over/", {"file": sound()})

    assert kinds(folder) == []


def test_no_view_serves_what_is_kept(as_chief, recording, folder):
    page = addition_to(MediaFile)
    refused(as_chief, page, recording=recording.pk, file=sound(), name="Mag Niet")
    name = next(folder.glob("kept-*")).name

    for address in (f"/not-served/kept/{name}", f"/opname/{recording.pid}/{name}"):
        assert as_chief.get(address).status_code == 404
