import pytest
from django.core.files.base import ContentFile
from django.utils import translation

from catalogue.media.checks import file_problems, fill, uploaded_files
from catalogue.media.demonstration import make_recording
from catalogue.media.probe import ProbeError
from catalogue.values.choices import Source
from tests.factories import (
    MediaFileFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    path = tmp_path_factory.mktemp("recordings") / "a.mp4"
    make_recording(path, title="Gesprek", duration_ms=3000, label="demonstratie")
    return path.read_bytes()


@pytest.fixture
def media_file(content):
    """An uploaded file that is all that the catalogue says it is."""
    media_file = MediaFileFactory(file=ContentFile(content, name="a.mp4"))
    fill(media_file)
    return media_file


def problems(media_file, **options):
    with translation.override(None):
        return list(file_problems(media_file, **options))


def test_file_that_is_as_stated_has_no_problems(media_file):
    assert problems(media_file) == []
    assert problems(media_file, quick=True) == []


def test_missing_file_is_a_problem(media_file):
    media_file.file.storage.delete(media_file.file.name)

    for quick in (False, True):
        assert problems(media_file, quick=quick) == ["the file is missing"]


def test_file_of_another_size_is_a_problem(media_file):
    media_file.size += 1

    for quick in (False, True):
        assert problems(media_file, quick=quick) == [
            f"has {media_file.size - 1} bytes instead of {media_file.size}"
        ]


def test_file_with_other_content_is_a_problem_that_quick_does_not_see(media_file):
    media_file.sha256 = "0" * 64

    assert problems(media_file) == ["its content has changed: the SHA-256 is another"]
    assert problems(media_file, quick=True) == []


@pytest.mark.parametrize(
    ("stated_ms", "expected"),
    [
        (3000, []),
        (3900, []),
        (5000, ["lasts 0:03, while its recording is said to last 0:05"]),
        (None, ["the length of its recording was never written down: run check_media --fill"]),
    ],
)
def test_length_is_compared_with_that_of_the_recording(media_file, stated_ms, expected):
    media_file.recording.duration_ms = stated_ms

    found = problems(media_file)

    assert [problem.replace("0:03.008", "0:03") for problem in found] == expected


def test_file_that_is_no_recording_is_a_problem():
    media_file = MediaFileFactory(file=ContentFile(b"junk", name="a.mp4"), size=4, sha256="0" * 64)

    [problem] = problems(media_file)

    assert problem.startswith("This file cannot be read as a recording.")


def test_file_that_was_never_probed_is_a_problem(content):
    media_file = MediaFileFactory(file=ContentFile(content, name="a.mp4"))

    assert problems(media_file, quick=True) == [
        "its size and SHA-256 were never written down: run check_media --fill"
    ]


def test_fill_writes_down_what_nobody_did(content):
    media_file = MediaFileFactory(file=ContentFile(content, name="a.mp4"), mime_type="", width=10)

    assert fill(media_file)

    media_file.refresh_from_db()
    assert (media_file.size, media_file.mime_type) == (len(content), "video/mp4")
    assert (media_file.width, media_file.height) == (10, 360)
    assert media_file.recording.duration_ms // 1000 == 3
    assert not fill(media_file)


def test_fill_leaves_the_stated_length(content):
    media_file = MediaFileFactory(
        file=ContentFile(content, name="a.mp4"), recording__duration_ms=9000
    )

    fill(media_file)

    media_file.recording.refresh_from_db()
    assert media_file.recording.duration_ms == 9000


def test_fill_of_junk_raises_and_writes_nothing():
    media_file = MediaFileFactory(file=ContentFile(b"junk", name="a.mp4"))

    with pytest.raises(ProbeError):
        fill(media_file)

    media_file.refresh_from_db()
    assert media_file.size is None


def test_only_uploaded_files_are_checked(media_file):
    MediaFileFactory(source=Source.ELSEWHERE, file="", url="https://example.org/a.mp4")

    assert list(uploaded_files()) == [media_file]
