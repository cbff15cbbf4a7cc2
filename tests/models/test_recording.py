"""Recordings and their files."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from catalogue.values.choices import Source
from tests.factories import MediaFileFactory, RecordingFactory

pytestmark = pytest.mark.django_db


def test_uploaded_file_is_behind_the_checked_view():
    file = MediaFileFactory(recording__pid="k3f9wz2ahp", name="gesprek.mp4")

    assert file.get_absolute_url() == "/opname/k3f9wz2ahp/gesprek.mp4"


@pytest.mark.parametrize("source", [Source.ELSEWHERE, Source.HOSTED])
def test_file_elsewhere_is_at_its_own_address(source):
    file = MediaFileFactory(source=source, file="", url="https://example.nl/gesprek.mp4")

    assert file.get_absolute_url() == "https://example.nl/gesprek.mp4"


@pytest.mark.parametrize("name", ["gesprek.mp4", "../../gesprek.mp4", "/etc/gesprek.mp4"])
def test_uploaded_file_is_kept_in_the_folder_of_its_recording(name):
    recording = RecordingFactory(pid="k3f9wz2ahp")
    file = MediaFileFactory.build(recording=recording, file=None)

    stored = file.file.field.generate_filename(file, name)

    assert stored == "recordings/k3f9wz2ahp/gesprek.mp4"


def test_uploaded_file_has_its_bytes():
    file = MediaFileFactory(file=ContentFile(b"mp4", name="gesprek.mp4"))

    file.refresh_from_db()

    assert file.file.read() == b"mp4"
    file.file.close()


@pytest.mark.parametrize(
    "name", ["", "Gesprek.mp4", ".gesprek.mp4", "gesprek 1.mp4", "a/b.mp4", "gesprek.mp4\n"]
)
def test_file_name_that_does_not_fit_an_address_is_refused(name):
    with pytest.raises(ValidationError) as refusal:
        MediaFileFactory.build(recording=RecordingFactory(), name=name).full_clean()

    assert "name" in refusal.value.error_dict


def test_part_of_a_recording_has_one_primary():
    recording = RecordingFactory()

    with pytest.raises(ValidationError):
        RecordingFactory.build(interview=recording.interview).full_clean()
    RecordingFactory.build(interview=recording.interview, part=2).full_clean()
    RecordingFactory.build(interview=recording.interview, is_primary=False).full_clean()
