"""Recordings and pictures: only what is public, and for editors what will be."""

import errno
import io

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from catalogue.media import cover, images, preparing
from catalogue.values.choices import Source, State
from tests.factories import (
    ChiefEditorFactory,
    EditorFactory,
    FragmentFactory,
    InterviewFactory,
    MediaFileFactory,
    ParticipationFactory,
    PersonFactory,
    RecordingFactory,
    ThemeFactory,
    UserFactory,
)
from tests.media.sounds import words_and_pauses
from tests.views.asking import ask
from tests.views.world import picture

pytestmark = pytest.mark.django_db

BYTES = bytes(range(256)) * 8


def recorded(**interview) -> str:
    """The address of a recording of an interview in that state."""
    recording = RecordingFactory(interview=InterviewFactory(**interview))
    return MediaFileFactory(
        recording=recording, file=ContentFile(BYTES, "gesprek.mp4"), sha256="a" * 64
    ).get_absolute_url()


@pytest.mark.parametrize(
    ("asked", "status", "content", "content_range"),
    [
        (None, 200, BYTES, None),
        ("bytes=0-9", 206, BYTES[:10], "bytes 0-9/2048"),
        ("bytes=2000-", 206, BYTES[2000:], "bytes 2000-2047/2048"),
        ("bytes=-48", 206, BYTES[-48:], "bytes 2000-2047/2048"),
        ("bytes=2048-", 416, b"", "bytes */2048"),
        ("bytes=5-2", 200, BYTES, None),
    ],
)
def test_recording_is_given_whole_or_in_part(client, asked, status, content, content_range):
    answer = ask(client, recorded(published=True), **({"range": asked} if asked else {}))

    assert (answer.status_code, answer.content) == (status, content)
    assert answer.headers.get("Content-Range") == content_range
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["ETag"] == f'"{"a" * 64}"'


def test_recording_that_a_visitor_has_is_not_sent_again(client):
    answer = ask(client, recorded(published=True), if_none_match=f'"{"a" * 64}"')

    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize("factory", [EditorFactory, ChiefEditorFactory])
@pytest.mark.parametrize("state", State)
def test_editor_hears_what_is_not_public_and_no_cache_keeps_it(client, factory, state):
    address = recorded(state=state)
    client.force_login(factory())

    answer = ask(client, address)

    assert (answer.status_code, answer.content) == (200, BYTES)
    assert {"private", "no-store"} <= {*answer.headers["Cache-Control"].split(", ")}


@pytest.mark.parametrize(
    "user",
    [{}, {"is_staff": True}, {"is_staff": True, "is_active": False}, {"is_superuser": True}],
    ids=["no staff", "staff without rights", "not active", "rights but no staff"],
)
def test_user_who_is_no_editor_hears_nothing_more(client, user):
    address = recorded()
    client.force_login(UserFactory(**user))

    assert ask(client, address).status_code == 404


def test_file_of_which_the_bytes_are_gone_is_not_there(client):
    media_file = MediaFileFactory(published=True)

    assert ask(client, media_file.get_absolute_url()).status_code == 404


def test_file_elsewhere_is_not_ours_to_serve(client):
    media_file = MediaFileFactory(
        published=True, source=Source.ELSEWHERE, file="", url="https://elders.example.nl/x.mp4"
    )

    answer = ask(client, f"/opname/{media_file.recording.pid}/{media_file.name}")

    assert answer.status_code == 404


@pytest.fixture
def waved():
    """A draft's recording with its waveform, of half a second of sound and half of silence."""
    content = words_and_pauses((0.5, 0.36), (0.5, 0))
    media_file = MediaFileFactory(file=ContentFile(content, "gesprek.wav"), sha256="b" * 64)
    preparing.prepare(media_file, preparing.lacking(media_file))
    return media_file


@pytest.mark.parametrize(
    ("rate", "asked", "status", "content", "content_range"),
    [
        (10, None, 200, b"\xb4\x4c" * 5 + bytes(10), None),
        (10, "bytes=8-11", 206, b"\xb4\x4c" + bytes(2), "bytes 8-11/20"),
        (100, "bytes=98-", 206, b"\xb4\x4c" + bytes(100), "bytes 98-199/200"),
        (100, "bytes=200-", 416, b"", "bytes */200"),
    ],
)
def test_editor_gets_the_waveform_or_a_part(
    client, waved, django_assert_num_queries, rate, asked, status, content, content_range
):
    client.force_login(EditorFactory())
    address = f"{waved.get_absolute_url()}/golf-{rate}"
    ask(client, address)  # who it is, and what they may, is known from here on

    with django_assert_num_queries(6):
        answer = ask(client, address, **({"range": asked} if asked else {}))

    assert (answer.status_code, answer.content) == (status, content)
    assert answer.headers.get("Content-Range") == content_range
    assert {"private", "no-store"} <= {*answer.headers["Cache-Control"].split(", ")}
    assert answer.headers["ETag"] == f'"waveform-{rate}.{"b" * 16}"'


def test_waveform_is_for_editors_alone(client, waved):
    interview = waved.recording.interview
    interview.state = State.PUBLISHED
    interview.save()
    address = f"{waved.get_absolute_url()}/golf-10"
    assert ask(client, waved.get_absolute_url()).status_code == 200

    assert ask(client, address).status_code == 404
    client.force_login(UserFactory(is_staff=True))
    assert ask(client, address).status_code == 404


def test_waveform_that_is_not_made_or_of_no_known_rate_is_not_there(client, waved):
    client.force_login(EditorFactory())
    other = MediaFileFactory(file=ContentFile(BYTES, "x.mp4"))
    elsewhere = MediaFileFactory(source=Source.ELSEWHERE, file="", url="https://elders.nl/x.mp4")

    for address in (
        f"{waved.get_absolute_url()}/golf-1000",
        f"{other.get_absolute_url()}/golf-10",
        f"/opname/{elsewhere.recording.pid}/{elsewhere.name}/golf-10",
        f"/opname/{waved.recording.pid}/onbekend.wav/golf-10",
        f"/opname/{waved.recording.pid}/%00/golf-10",
    ):
        assert ask(client, address).status_code == 404


@pytest.mark.parametrize(("is_demo", "status"), [(True, 200), (False, 404)])
def test_demonstration_exists_in_the_demonstration_only(client, settings, is_demo, status):
    settings.DEMO = is_demo
    recording = RecordingFactory(published=True, demonstration=True)
    media_file = MediaFileFactory(recording=recording, file=ContentFile(BYTES, "x.mp4"))

    assert ask(client, media_file.get_absolute_url()).status_code == status


@pytest.mark.parametrize("width", cover.WIDTHS)
def test_cover_is_given_in_the_sizes_that_pages_use(client, width):
    fragment = FragmentFactory(published=True)
    page = ask(client, "/interviews/").content.decode()
    address = f"/beeld/{fragment.interview.pid}/omslag-{width}.png"

    answer = ask(client, address)

    assert f"{address} {width}w" in page
    drawn = Image.open(io.BytesIO(answer.content))
    assert (drawn.format, drawn.size) == ("PNG", (width, cover.height_for(width)))
    assert answer.headers["Cache-Control"] == "no-cache"


def test_cover_changes_with_the_tape_and_shows_what_is_public(client):
    fragment = FragmentFactory(published=True)
    address = f"/beeld/{fragment.interview.pid}/omslag-320.png"

    before = ask(client, address)
    draft = FragmentFactory(interview=fragment.interview)
    with_draft = ask(client, address)
    draft.state = State.PUBLISHED
    draft.save()
    after = ask(client, address, if_none_match=before.headers["ETag"])

    assert with_draft.headers["ETag"] == before.headers["ETag"]
    assert (after.status_code, after.content != before.content) == (200, True)
    assert ask(client, address, if_none_match=after.headers["ETag"]).status_code == 304


@pytest.mark.parametrize(
    "name",
    [
        *(
            "omslag-321.png",
            "omslag-320.webp",
            "omslag.png",
            "omslag-99999.png",
            "portret-320.webp",
        ),
        *("omslag-320.png.webp", "../omslag-320.png", "omslag--320.png", "OMSLAG-320.PNG", "x"),
        *("beeld-320.webp", "omslag-٣٢٠.png", "omslag-320.png%0A"),
    ],
)
def test_cover_is_made_in_no_other_size_or_form(client, name):
    interview = InterviewFactory(published=True)

    assert ask(client, f"/beeld/{interview.pid}/{name}").status_code == 404


@pytest.fixture(params=["person", "theme"])
def pictured(request):
    """The address of a picture without its size, and how to take the record away."""
    if request.param == "person":
        person = PersonFactory(portrait=picture("portret.png"), portrait_alt="Een vrouw")
        ParticipationFactory(published=True, person=person)
        return f"/beeld/persoon-{person.slug}/portret"
    theme = ThemeFactory(published=True, image=picture("beeld.png"), image_alt="Een tafel")
    return f"/beeld/thema-{theme.slug}/beeld"


@pytest.mark.parametrize("width", images.WIDTHS)
def test_uploaded_picture_is_made_small_and_given_again(client, pictured, width):
    answer = ask(client, f"{pictured}-{width}.webp")

    shown = Image.open(io.BytesIO(answer.content))
    assert (shown.format, shown.size) == ("WEBP", (40, 30))
    etag = answer.headers["ETag"]
    assert ask(client, f"{pictured}-{width}.webp", if_none_match=etag).status_code == 304


@pytest.mark.parametrize("ending", ["-321.webp", "-320.png", ".webp", "-320"])
def test_uploaded_picture_is_given_in_no_other_size_or_form(client, pictured, ending):
    assert ask(client, f"{pictured}{ending}").status_code == 404


@pytest.mark.parametrize("content", [b"", b"geen beeld", None], ids=["empty", "text", "gone"])
def test_picture_that_cannot_be_read_leaves_the_page_whole(client, content):
    theme = ThemeFactory(
        published=True, image=ContentFile(content or b"x", "kapot.png"), image_alt="Stuk"
    )
    if content is None:
        theme.image.storage.delete(theme.image.name)

    page = ask(client, theme.get_absolute_url())

    assert page.status_code == 200
    assert "Stuk" not in page.text
    assert ask(client, f"/beeld/thema-{theme.slug}/beeld-320.webp").status_code == 404


def test_picture_with_a_name_of_many_letters_is_given(client):
    theme = ThemeFactory(published=True, image=picture("beeld-ćžé-中.png"), image_alt="Een tafel")

    answer = ask(client, f"/beeld/thema-{theme.slug}/beeld-320.webp")

    assert answer.status_code == 200
    etag = answer.headers["ETag"]
    assert etag.isascii()
    again = ask(client, f"/beeld/thema-{theme.slug}/beeld-320.webp", if_none_match=etag)
    assert again.status_code == 304


@pytest.mark.parametrize("address", ["/beeld/persoon-{}/portret-320.webp", "/personen/{}/"])
def test_person_without_a_portrait_has_none(client, address):
    person = ParticipationFactory(published=True).person

    answer = ask(client, address.format(person.slug))

    assert answer.status_code == (200 if "personen" in address else 404)
    assert "portret" not in answer.content.decode()


def test_cover_is_given_where_the_disk_is_full(client, monkeypatch, tmp_path, settings):
    settings.PICTURE_CACHE = tmp_path / "vol"
    fragment = FragmentFactory(published=True)

    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    answer = ask(client, f"/beeld/{fragment.interview.pid}/omslag-320.png")

    assert answer.status_code == 200
    assert Image.open(io.BytesIO(answer.content)).format == "PNG"
    assert [*(tmp_path / "vol").iterdir()] == []
