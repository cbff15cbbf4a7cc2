import io

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from catalogue.media.demonstration import make_recording
from tests.factories import FragmentFactory, InterviewFactory, MediaFileFactory, RecordingFactory

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

    with django_assert_num_queries(2):
        run("--quick")
