"""Recordings, and files that are read before they are kept."""

import io
from pathlib import Path, PurePosixPath

import av
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError

from catalogue.admin.interview import InterviewAdmin
from catalogue.admin.media_file import address_name, name_of_type
from catalogue.models import MediaFile, Recording
from tests.admin.pages import addition_to, errors_on, form_on, page_of, save, told
from tests.factories import InterviewFactory, MediaFileFactory, RecordingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def silence() -> bytes:
    """Two seconds of silence."""
    stream = io.BytesIO()
    with av.open(stream, "w", format="wav") as container:
        track = container.add_stream("pcm_s16le", rate=8000, layout="mono")
        frame = av.AudioFrame(format="s16", layout="mono", samples=16_000)
        frame.sample_rate = 8000
        frame.planes[0].update(bytes(32_000))
        for packet in [*track.encode(frame), *track.encode(None)]:
            container.mux(packet)
    return stream.getvalue()


def upload(content: bytes, name: str = "Gesprek 3 (def).WAV") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "audio/wav")


def content_of(media_file: MediaFile) -> bytes:
    with media_file.file.open() as file:
        return file.read()


def test_upload_is_read_and_its_facts_are_written_down(as_editor, silence):
    recording = RecordingFactory()

    save(as_editor, addition_to(MediaFile), recording=recording.pk, file=upload(silence))

    media_file = MediaFile.objects.get()
    assert media_file.name == "gesprek-3-def.wav"
    assert PurePosixPath(media_file.file.name).name == "gesprek-3-def.wav"
    assert (media_file.mime_type, media_file.size) == ("audio/wav", len(silence))
    assert len(media_file.sha256) == 64
    assert content_of(media_file) == silence
    recording.refresh_from_db()
    assert recording.duration_ms == 2000


@pytest.mark.parametrize("limit", [0, 10_000_000], ids=["by way of the disk", "in memory"])
def test_upload_is_kept_whole_however_it_came(as_editor, silence, settings, limit):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = limit

    save(as_editor, addition_to(MediaFile), recording=RecordingFactory().pk, file=upload(silence))

    assert content_of(MediaFile.objects.get()) == silence


def test_length_that_an_editor_wrote_stays(as_editor, silence):
    recording = RecordingFactory(duration_ms=60_000)

    save(as_editor, addition_to(MediaFile), recording=recording.pk, file=upload(silence))

    recording.refresh_from_db()
    assert recording.duration_ms == 60_000


def test_upload_with_a_new_recording(as_editor, silence):
    page = {
        "interview": InterviewFactory().pk,
        "files-TOTAL_FORMS": "1",
        "files-0-source": "uploaded",
        "files-0-file": upload(silence),
        "files-0-is_original": "on",
    }

    save(as_editor, addition_to(Recording), **page)

    recording = Recording.objects.get()
    assert recording.duration_ms == 2000
    assert recording.files.get().name == "gesprek-3-def.wav"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"geen opname",
        b"\0" * 5000,
        b"#EXTM3U\nhttp://127.0.0.1/x.ts\n",
        b"RIFF\xff\xff\xff\xff",
    ],
    ids=["empty", "text", "zeros", "playlist", "broken"],
)
def test_upload_that_is_no_recording_is_refused(as_editor, content):
    recording = RecordingFactory()

    response = save(as_editor, addition_to(MediaFile), recording=recording.pk, file=upload(content))

    assert len(errors_on(response)) == 1
    assert not MediaFile.objects.exists()


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        ({"source": "uploaded"}, 1),
        ({"source": "elsewhere"}, 1),
        ({"source": "elsewhere", "url": "geen adres"}, 1),
        ({"source": "elsewhere", "url": "javascript:alert(1)"}, 1),
        ({"source": "onzin"}, 1),
        ({"source": "elsewhere", "url": "https://example.org/a.mp4", "name": "Hoofd Letter"}, 1),
        ({"source": "elsewhere", "url": "https://example.org/a.mp4", "name": "x" * 200}, 1),
        ({"source": "elsewhere", "url": "https://example.org/a.mp4"}, 0),
    ],
)
def test_file_is_here_or_elsewhere(as_editor, values, refused):
    response = save(as_editor, addition_to(MediaFile), recording=RecordingFactory().pk, **values)

    assert len(errors_on(response)) == refused
    assert MediaFile.objects.count() == 1 - refused


def test_file_of_one_name_is_refused(as_editor):
    first = MediaFileFactory(name="gesprek.mp4")

    response = save(
        as_editor,
        addition_to(MediaFile),
        recording=first.recording.pk,
        source="elsewhere",
        url="https://example.org/gesprek.mp4",
    )

    assert errors_on(response)


def test_page_of_an_upload_leads_to_no_raw_file(as_editor):
    media_file = MediaFileFactory()

    content = as_editor.get(page_of(media_file)).content.decode()

    assert media_file.file.name in content
    assert f'href="{media_file.file.url}"' not in content
    assert media_file.get_absolute_url() in content


def test_upload_that_is_there_is_kept_when_nothing_is_chosen(as_editor):
    media_file = MediaFileFactory(size=5, sha256="0" * 64)

    save(as_editor, page_of(media_file), is_original="on")

    changed = MediaFile.objects.get()
    assert (changed.file.name, changed.size) == (media_file.file.name, 5)


def test_second_primary_recording_is_refused(as_editor):
    recording = RecordingFactory()

    response = save(as_editor, addition_to(Recording), interview=recording.interview.pk)

    assert errors_on(response)
    assert form_on(response)["interview"] == [str(recording.interview.pk)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("gesprek.mp4", "gesprek.mp4"),
        ("Gesprek 3 (def).MP4", "gesprek-3-def.mp4"),
        ("C:\\map\\Één.webm", "een.webm"),
        ("/opnames/2019/a.b.mp3", "a-b.mp3"),
        ("zonder", "zonder"),
        ("…", "opname"),
        ("", "opname"),
        ("x" * 500 + ".mp4", "x" * 80 + ".mp4"),
    ],
)
def test_address_name_is_fit_for_an_address(name, expected):
    assert address_name(name) == expected


@pytest.mark.parametrize(
    ("name", "mime_type", "expected"),
    [
        ("gesprek.mp4", "audio/mpeg", "gesprek.mp3"),
        ("gesprek.mp4", "video/mp4", "gesprek.mp4"),
        ("gesprek.mp4", "audio/mp4", "gesprek.m4a"),
        ("gesprek.mp4", "video/webm", "gesprek.webm"),
        ("gesprek", "audio/wav", "gesprek.wav"),
        ("deel-1.van-twee", "video/webm", "deel-1.van-twee.webm"),
        ("gesprek.mp4", "application/onbekend", "gesprek.mp4"),
    ],
)
def test_name_ends_in_the_type_of_the_file(name, mime_type, expected):
    assert name_of_type(name, mime_type) == expected


def test_file_that_is_replaced_by_another_type_gets_its_name(as_editor, silence):
    media_file = MediaFileFactory(name="gesprek.mp4", file="recordings/gesprek.mp4")

    save(as_editor, page_of(media_file), file=upload(silence))

    media_file.refresh_from_db()
    assert (media_file.name, media_file.mime_type) == ("gesprek.wav", "audio/wav")
    assert PurePosixPath(media_file.file.name).name == "gesprek.wav"


@pytest.mark.parametrize("way", ["on its own page", "at the recording"])
def test_two_originals_of_different_kinds_are_refused_with_a_question(as_editor, silence, way):
    film = MediaFileFactory(name="gesprek.mp4", mime_type="video/mp4")
    row = {"source": "uploaded", "is_original": "on", "file": upload(silence)}
    page, form = addition_to(MediaFile), {"recording": film.recording.pk, **row}
    if way == "at the recording":
        page = page_of(film.recording)
        form = {f"files-1-{name}": value for name, value in row.items()}
        form["files-TOTAL_FORMS"] = "2"

    response = save(as_editor, page, **form)

    [error] = errors_on(response)
    assert error.startswith("Deze opname zou twee originelen krijgen: “gesprek.mp4”")
    assert MediaFile.objects.count() == 1


@pytest.mark.parametrize(
    ("url", "refused"),
    [("https://example.org/a.MP3?x=1", 1), ("https://example.org/a.mp4", 0), ("https://a.nl/x", 0)],
)
def test_original_elsewhere_is_of_the_kind_that_its_address_says(as_editor, url, refused):
    film = MediaFileFactory(name="gesprek.mp4", mime_type="video/mp4")

    response = save(
        as_editor,
        addition_to(MediaFile),
        recording=film.recording.pk,
        source="elsewhere",
        url=url,
        name="elders",
    )

    assert MediaFile.objects.count() == 2 - refused
    assert len(errors_on(response)) == refused


@pytest.mark.parametrize(("form", "warned"), [("video", 1), ("podcast", 0)])
def test_sound_alone_in_a_recording_that_is_a_video_is_a_warning(as_editor, silence, form, warned):
    film = MediaFileFactory(name="gesprek.mp4", mime_type="video/mp4", recording__form=form)

    response = save(as_editor, page_of(film), file=upload(silence))

    remarks = [remark for remark in told(response) if "“gesprek.wav” heeft alleen geluid" in remark]
    assert len(remarks) == warned


def test_sound_that_was_made_from_the_film_is_taken(as_editor, silence):
    film = MediaFileFactory(mime_type="video/mp4")

    save(
        as_editor,
        addition_to(MediaFile),
        without=("is_original",),
        recording=film.recording.pk,
        file=upload(silence),
    )

    assert MediaFile.objects.filter(is_original=False).count() == 1


@pytest.mark.parametrize(("duration_ms", "warned"), [(60_000, 1), (2_500, 0)])
def test_length_that_differs_from_the_file_is_a_warning(as_editor, silence, duration_ms, warned):
    recording = RecordingFactory(duration_ms=duration_ms)

    response = save(as_editor, addition_to(MediaFile), recording=recording.pk, file=upload(silence))

    remarks = [remark for remark in told(response) if "de opname volgens de catalogus" in remark]
    assert len(remarks) == warned


def test_length_that_is_changed_later_is_held_against_the_file(as_editor, silence):
    recording = RecordingFactory()
    save(as_editor, addition_to(MediaFile), recording=recording.pk, file=upload(silence))

    response = save(as_editor, page_of(recording), duration_ms="10:00")

    assert any("“gesprek-3-def.wav” duurt 0:02" in remark for remark in told(response))
    recording.refresh_from_db()
    assert recording.duration_ms == 600_000


# --- A file in the row of an interview ------------------------------------------------------------


def new_row(interview, **values) -> dict:
    """A recording that is added to an interview."""
    row = {"form": "video", "part": "1", "is_primary": "on", "interview": interview.pk, "id": ""}
    fields = {f"recordings-0-{name}": value for name, value in {**row, **values}.items()}
    return {"recordings-TOTAL_FORMS": "1", **fields}


def test_file_of_a_new_recording_is_chosen_in_its_row(as_editor, silence):
    interview = InterviewFactory()

    save(as_editor, page_of(interview), **new_row(interview, form="podcast", file=upload(silence)))

    [recording] = interview.recordings.all()
    [media_file] = recording.files.all()
    assert recording.duration_ms == 2000
    assert (media_file.name, media_file.mime_type) == ("gesprek-3-def.wav", "audio/wav")
    assert (media_file.is_original, media_file.size) == (True, len(silence))
    assert media_file.file.name == f"recordings/{recording.pid}/gesprek-3-def.wav"
    assert content_of(media_file) == silence


def test_file_of_a_stored_recording_is_chosen_in_its_row_and_then_named_there(as_editor, silence):
    recording = RecordingFactory(duration_ms=60_000)
    page = page_of(recording.interview)

    response = save(as_editor, page, **{"recordings-0-file": upload(silence, "Gesprek.mp4")})

    assert recording.files.get().name == "gesprek.wav"  # by what it is, whatever it was called
    assert "gesprek.wav" in as_editor.get(page).content.decode()
    assert any("duurt 0:02" in remark for remark in told(response))
    assert any("heeft alleen geluid" in remark for remark in told(response))
    recording.refresh_from_db()
    assert recording.duration_ms == 60_000


@pytest.mark.parametrize("content", [b"", b"geen opname", b"RIFF\xff\xff\xff\xff"])
def test_file_in_a_row_that_is_no_recording_is_told_at_its_field(as_editor, content):
    interview = InterviewFactory()

    response = save(as_editor, page_of(interview), **new_row(interview, file=upload(content)))

    [row] = rows_of(response)
    assert list(row.errors) == ["file"]
    assert len(errors_on(response)) == 1
    assert not Recording.objects.exists()
    assert not MediaFile.objects.exists()


def rows_of(response) -> list:
    """The rows of recordings on the page of an interview."""
    [formset] = [
        each.formset
        for each in response.context["inline_admin_formsets"]
        if each.formset.model is Recording
    ]
    return formset.forms


@pytest.mark.parametrize(
    ("there", "said"),
    [
        ({"name": "gesprek.wav", "mime_type": "audio/wav"}, "heeft al een bestand ‘gesprek.wav’"),
        ({"name": "gesprek.mp4", "mime_type": "video/mp4"}, "Deze opname zou twee originelen"),
    ],
    ids=["same name", "of another kind"],
)
def test_file_in_a_row_that_does_not_go_with_the_others_is_told_at_its_field(
    as_editor, silence, there, said
):
    recording = MediaFileFactory(**there).recording

    response = save(
        as_editor,
        page_of(recording.interview),
        **{"recordings-0-file": upload(silence, "gesprek.wav")},
    )

    [error] = rows_of(response)[0].errors["file"]
    assert said in error
    assert recording.files.count() == 1


def test_file_in_a_row_is_kept_when_something_else_is_refused(as_editor, silence, settings):
    interview = InterviewFactory()
    row = new_row(interview, form="podcast", file=upload(silence))

    refused = save(as_editor, page_of(interview), **row, conducted_on="onzin")

    assert not Recording.objects.exists()
    data = {**form_on(refused), "conducted_on": "2019", "_save": "Opslaan"}
    as_editor.post(page_of(interview), data)
    assert content_of(MediaFile.objects.get()) == silence


def test_recording_that_is_deleted_gets_no_file(as_editor, silence):
    recording = RecordingFactory()

    save(
        as_editor,
        page_of(recording.interview),
        **{"recordings-0-file": upload(silence), "recordings-0-DELETE": "on"},
    )

    assert not Recording.objects.exists()
    assert not MediaFile.objects.exists()


def test_file_in_a_row_is_taken_back_when_the_save_fails(as_editor, silence, monkeypatch, settings):
    def fail(*args, **kwargs):
        raise IntegrityError("clash")

    recording = RecordingFactory()
    monkeypatch.setattr(InterviewAdmin, "log_change", fail)

    response = save(
        as_editor, page_of(recording.interview), **{"recordings-0-file": upload(silence)}
    )

    assert "Er is niets opgeslagen" in response.content.decode()
    assert not MediaFile.objects.exists()
    assert not list(Path(settings.MEDIA_ROOT, "recordings", recording.pid).glob("*"))


def test_editor_puts_no_file_at_a_published_interview(as_editor, silence):
    recording = RecordingFactory(published=True)
    page = page_of(recording.interview)

    as_editor.post(page, {"recordings-TOTAL_FORMS": "1", "recordings-0-file": upload(silence)})

    assert not MediaFile.objects.exists()
