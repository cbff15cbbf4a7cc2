import io
import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from PIL import Image

from catalogue.media import pictures
from catalogue.media.demonstration import make_recording
from catalogue.media.images import PictureError
from catalogue.upkeep.models import StrayFile
from tests.factories import (
    FragmentFactory,
    InterviewFactory,
    MediaFileFactory,
    PersonFactory,
    RecordingFactory,
    ThemeFactory,
)
from tests.views.world import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def media_file(tmp_path):
    path = tmp_path / "a.mp4"
    make_recording(path, title="Gesprek", duration_ms=3000, label="demonstratie")
    return MediaFileFactory(
        file=ContentFile(path.read_bytes(), name="a.mp4"),
        recording__interview__title="Gesprek 3",
    )


def run(*arguments):
    """What the command says, and the sentence that it ends in when something is off."""
    output = io.StringIO()
    try:
        call_command("check_media", *arguments, stdout=output)
    except CommandError as error:
        return output.getvalue(), str(error)
    return output.getvalue(), None


def test_catalogue_without_files_is_well():
    assert run() == ("Files checked: 0. All is well.\n", None)


def test_file_is_written_down_and_then_well(media_file):
    said, problem = run("--fill")

    assert problem is None
    assert said == f"{media_file.file.name}: written down\nFiles checked: 1. All is well.\n"
    assert run() == run("--quick") == ("Files checked: 1. All is well.\n", None)


@pytest.mark.parametrize("arguments", [(), ("--quick",), ("--fill",)])
def test_missing_file_is_reported(media_file, arguments):
    run("--fill")
    media_file.file.storage.delete(media_file.file.name)

    said, problem = run(*arguments)

    assert said == f"{media_file.file.name} (Gesprek 3, Video 1): the file is missing\n"
    assert problem == "Files checked: 1. Problems, listed above: 1."


def test_file_that_is_no_recording_is_reported():
    media_file = MediaFileFactory(file=ContentFile(b"junk", name="a.mp4"))

    said, problem = run("--fill")

    assert said.startswith(f"{media_file.file.name} ({media_file.recording}): This file cannot")
    assert problem == "Files checked: 1. Problems, listed above: 1."


def test_what_was_made_of_a_file_is_no_file_without_record_until_that_is_gone(media_file):
    run("--fill")
    name = f"{media_file.file.name}.derived/waveform-10.0123456789abcdef"
    path = Path(media_file.file.storage.path(name))
    path.parent.mkdir()
    path.write_bytes(b"golf")
    os.utime(path, (0, 0))
    assert run("--quick") == ("Files checked: 1. All is well.\n", None)

    type(media_file).objects.all().delete()
    Path(media_file.file.path).unlink(missing_ok=True)

    assert run()[0] == f"{name}: no record has this file (--discard moves it away)\n"
    assert run("--discard") == (
        f"{name}: no record has this file; moved to the trash\nFiles checked: 0. All is well.\n",
        None,
    )


def test_fragment_past_the_end_is_reported():
    interview = InterviewFactory(title="Gesprek 3")
    RecordingFactory(interview=interview, duration_ms=600_000)
    FragmentFactory(interview=interview, title="Loyale tegenspraak?", start_ms=903_000)

    said, problem = run("--quick")

    assert said == (
        "Gesprek 3: the fragment “Loyale tegenspraak?” (15:03) lies past the end (10:00)\n"
    )
    assert problem == "Files checked: 0. Problems, listed above: 1."


def test_number_of_queries_does_not_depend_on_the_number_of_files(
    media_file, django_assert_num_queries
):
    run("--fill")
    for _number in range(3):
        MediaFileFactory()

    with django_assert_num_queries(11):
        run("--quick")


def big_picture(name: str) -> ContentFile:
    content = io.BytesIO()
    Image.new("1", (5000, 4001)).save(content, "PNG")
    return ContentFile(content.getvalue(), name)


@pytest.mark.parametrize("arguments", [(), ("--quick",), ("--fill",)])
def test_picture_that_is_too_large_to_be_shown_is_listed(arguments):
    theme = ThemeFactory(name="Vertrouwen", image=big_picture("groot.png"), image_alt="Groot")

    said, problem = run(*arguments)

    assert said.startswith(f"{theme.image.name} (Vertrouwen): the picture is not shown: ")
    assert "20 mega" in said
    assert problem == "Files checked: 0. Problems, listed above: 1."


def test_picture_of_before_is_made_in_all_widths():
    person = PersonFactory(portrait=picture("portret.png"), portrait_alt="Een vrouw")

    assert not pictures.is_made(person.portrait.name)
    assert run("--fill")[1] is None
    assert pictures.is_made(person.portrait.name)


def test_picture_that_is_gone_is_listed():
    theme = ThemeFactory(image=picture("beeld.png"), image_alt="Een tafel")
    theme.image.storage.delete(theme.image.name)

    assert "the picture is missing" in run()[0]


@pytest.fixture
def folder(settings, tmp_path):
    """A folder of uploads that has stood for a while."""
    settings.MEDIA_ROOT = tmp_path / "media"

    def put(name):
        path = settings.MEDIA_ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        os.utime(path, (0, 0))

    return put


def test_file_without_a_record_is_listed_and_moved_away_when_asked(folder):
    for name in ("recordings/oud/een.mp4", ".verborgen", "trash/20260102T120000Z-1a/weg.mp4"):
        folder(name)

    said, problem = run("--quick")
    moved = run("--quick", "--discard")

    assert said == "recordings/oud/een.mp4: no record has this file (--discard moves it away)\n"
    assert problem == "Files checked: 0. Problems, listed above: 1."
    assert moved == (
        "recordings/oud/een.mp4: no record has this file; moved to the trash\n"
        "Files checked: 0. All is well.\n",
        None,
    )
    assert run("--quick") == ("Files checked: 0. All is well.\n", None)


def test_files_without_a_record_are_left_for_the_editors_to_see(folder):
    folder("recordings/oud/een.mp4")

    run("--quick")
    found = StrayFile.objects.get()
    run("--quick", "--discard")

    assert (found.name, found.size) == ("recordings/oud/een.mp4", 1)
    assert not StrayFile.objects.exists()


def test_file_that_is_being_uploaded_is_left_alone(folder, settings):
    folder("recordings/nieuw/een.mp4")
    os.utime(settings.MEDIA_ROOT / "recordings/nieuw/een.mp4")

    assert run("--quick", "--discard") == ("Files checked: 0. All is well.\n", None)


def test_picture_that_breaks_off_is_listed_unless_in_a_hurry():
    content = io.BytesIO()
    Image.effect_noise((200, 200), 80).save(content, "JPEG")
    file = ContentFile(content.getvalue(), "ruis.jpg")
    theme = ThemeFactory(published=True, name="Vertrouwen", image=file, image_alt="Ruis")
    path = Path(theme.image.path)

    path.write_bytes(content.getvalue()[:-2000])
    before = [run("--quick"), run()]
    with pytest.raises(PictureError):
        pictures.stored(theme.image, 320)
    known = run("--quick")
    path.write_bytes(content.getvalue())

    says = "the picture is not shown"
    assert [says in said[0] for said in (*before, known, run("--quick"))] == [
        *(False, True),
        *(True, False),
    ]
