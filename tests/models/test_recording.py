"""Recordings, the timeline that they make, and their files."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from catalogue.models import MediaFile
from catalogue.models.recording import Timeline, start_on_timeline
from catalogue.values.choices import Source
from tests.factories import InterviewFactory, MediaFileFactory, RecordingFactory

pytestmark = pytest.mark.django_db

MINUTE = 60_000


TIMELINES = pytest.mark.parametrize(
    ("durations", "starts", "length"),
    [
        pytest.param([], (), None, id="no parts"),
        pytest.param([MINUTE], (0,), MINUTE, id="one"),
        pytest.param([None], (0,), None, id="one of unknown length"),
        pytest.param([MINUTE, 1_000, 1], (0, MINUTE, 61_000), 61_001, id="three"),
        pytest.param([MINUTE, 1_000, None], (0, MINUTE, 61_000), None, id="the last unknown"),
        pytest.param([MINUTE, None, 1_000], (0, MINUTE), None, id="one between unknown"),
        pytest.param([None, MINUTE], (0,), None, id="the first unknown"),
    ],
)


@TIMELINES
def test_timeline_lays_parts_end_to_end(durations, starts, length):
    assert Timeline.of(durations) == Timeline(starts, length)


def test_timeline_takes_nothing_for_unknown():
    assert Timeline.of([MINUTE, 0, MINUTE]) == Timeline((0, MINUTE), None)


@TIMELINES
def test_timeline_is_told_alike_by_records_and_by_the_database(durations, starts, length):
    interview = InterviewFactory()
    # From 2 on, with a hole: what counts is the order of the parts.
    for part, duration in enumerate(durations):
        RecordingFactory(interview=interview, part=2 + 2 * part, duration_ms=duration)
    RecordingFactory(interview=interview, is_primary=False, duration_ms=7_000)
    RecordingFactory(interview=interview, is_primary=False, duration_ms=None)
    RecordingFactory(duration_ms=8_000)
    recordings = interview.recordings.all()

    assert Timeline.of_recordings(recordings) == Timeline(starts, length)
    assert list(recordings.lengths()) == ([] if length is None else [{"length": length}])
    files = [
        MediaFileFactory(recording=recording, name="a.mp4").pk
        for recording in recordings
        if recording.is_primary
    ]
    of_files = MediaFile.objects.filter(pk__in=files)
    places = of_files.order_by("recording__part").annotate(place=start_on_timeline("recording"))
    unplaced = len(durations) - len(starts)
    assert [file.place for file in places] == [*starts, *[None] * unplaced]


def test_recording_that_is_not_primary_has_no_place():
    MediaFileFactory(recording__is_primary=False)

    placed = MediaFile.objects.annotate(place=start_on_timeline("recording")).get()

    assert placed.place is None


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
