import threading

import pytest
from django.core.files.storage import default_storage

from catalogue.media import stand_ins
from catalogue.media.stand_ins import StandIn, make_all, needed, register
from catalogue.models import MediaFile, Recording
from catalogue.values.choices import State
from tests.factories import (
    FragmentFactory,
    InterviewFactory,
    MediaFileFactory,
    RecordingFactory,
)

MINUTE = 60_000


@pytest.fixture(autouse=True)
def short_recordings(monkeypatch):
    """Recordings of seconds instead of minutes: the making is tested with the real thing."""
    monkeypatch.setattr(stand_ins, "REST_MS", 2000)
    monkeypatch.setattr(stand_ins, "_STEP_MS", 1000)


def make(stand_in):
    make_all([stand_in], progress=lambda seconds: None, on_made=register)


def stand_in_of(interview):
    [stand_in] = [one for one in needed() if one.interview == interview]
    return stand_in


@pytest.mark.parametrize(
    ("latest_ms", "minutes"),
    [(0, 3), (1, 4), (27 * MINUTE + 37_000, 31), (57 * MINUTE, 60), (57 * MINUTE + 1, 61)],
)
def test_stand_in_lasts_a_few_minutes_longer_than_its_fragments(latest_ms, minutes, monkeypatch):
    monkeypatch.undo()

    assert StandIn(interview=None, latest_ms=latest_ms).duration_ms == minutes * MINUTE


@pytest.mark.django_db
def test_interviews_without_a_recording_of_their_own_need_one():
    bare = InterviewFactory()
    with_stand_in = RecordingFactory(demonstration=True).interview
    RecordingFactory(demonstration=False)
    both = RecordingFactory(demonstration=False).interview
    RecordingFactory(interview=both, demonstration=True, part=2)

    assert {stand_in.interview for stand_in in needed()} == {bare, with_stand_in}


@pytest.mark.django_db
def test_latest_moment_is_that_of_any_fragment():
    interview = InterviewFactory()
    FragmentFactory(interview=interview, start_ms=5000, end_ms=9000)
    FragmentFactory(interview=interview, start_ms=8000, state=State.WITHDRAWN)
    other = InterviewFactory()
    FragmentFactory(interview=other, start_ms=5000)

    assert stand_in_of(interview).latest_ms == 9000
    assert stand_in_of(other).latest_ms == 5000
    assert stand_in_of(InterviewFactory()).latest_ms == 0


@pytest.mark.django_db
def test_needed_takes_one_query(django_assert_num_queries):
    for _number in range(3):
        FragmentFactory()

    with django_assert_num_queries(1):
        needed()


@pytest.mark.django_db
def test_made_recording_is_registered_as_it_is():
    interview = InterviewFactory(title="Gesprek 3")
    FragmentFactory(interview=interview, start_ms=3000)

    make(stand_in_of(interview))

    recording = interview.recordings.get()
    media_file = recording.files.get()
    assert recording.demonstration
    assert (recording.form, recording.part, recording.is_primary) == ("video", 1, True)
    assert 5000 <= recording.duration_ms < 5100
    assert media_file.name == "gesprek-3.mp4"
    assert media_file.file.name == f"demonstration/{interview.pid}.mp4"
    assert media_file.size == media_file.file.size == default_storage.size(media_file.file.name)
    assert (media_file.mime_type, media_file.width) == ("video/mp4", 640)
    assert len(media_file.sha256) == 64
    media_file.full_clean()


@pytest.mark.django_db
def test_registering_again_writes_nothing():
    interview = InterviewFactory()
    make(stand_in_of(interview))
    interview.refresh_from_db()
    version = interview.version
    assert stand_in_of(interview).is_made()

    register(stand_in_of(interview))

    interview.refresh_from_db()
    assert interview.version == version
    assert (Recording.objects.count(), MediaFile.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_file_is_found_again_by_a_database_that_forgot_it():
    interview = InterviewFactory()
    make(stand_in_of(interview))
    interview.recordings.all().delete()

    assert stand_in_of(interview).is_made()
    register(stand_in_of(interview))

    assert interview.recordings.get().files.get().size


def remove(stand_in):
    stand_in.path.unlink()


def alter(stand_in):
    content = bytearray(stand_in.path.read_bytes())
    content[-1] ^= 1
    stand_in.path.write_bytes(content)


def spoil(stand_in):
    stand_in.path.write_bytes(b"no recording")


def rename(stand_in):
    stand_in.interview.title = "Gesprek met een ander"
    stand_in.interview.save()


def move_fragment(stand_in):
    FragmentFactory(interview=stand_in.interview, start_ms=20_000)


@pytest.mark.django_db
@pytest.mark.parametrize("change", [remove, alter, spoil, rename, move_fragment])
def test_file_that_is_not_right_any_more_is_made_anew(change):
    interview = InterviewFactory()
    FragmentFactory(interview=interview, start_ms=3000)
    make(stand_in_of(interview))

    change(stand_in_of(interview))

    stand_in = stand_in_of(interview)
    assert not stand_in.is_made()
    make(stand_in)
    assert stand_in_of(interview).is_made()
    assert interview.recordings.get().duration_ms > stand_in.latest_ms
    assert interview.recordings.get().files.get().size == stand_in.path.stat().st_size


@pytest.mark.django_db
def test_fragment_within_the_recording_needs_no_new_one():
    interview = InterviewFactory()
    FragmentFactory(interview=interview, start_ms=3000)
    make(stand_in_of(interview))
    FragmentFactory(interview=interview, start_ms=4500)

    assert stand_in_of(interview).is_made()


@pytest.mark.django_db
def test_recording_that_a_fixture_brought_without_its_file_is_used():
    recording = RecordingFactory(demonstration=True, duration_ms=9000)
    media_file = MediaFileFactory(recording=recording, name="anders.mp4")

    make(stand_in_of(recording.interview))

    media_file.refresh_from_db()
    assert Recording.objects.get() == recording
    assert (media_file.name, MediaFile.objects.get()) == ("anders.mp4", media_file)
    assert media_file.file.name == f"demonstration/{recording.interview.pid}.mp4"


@pytest.mark.django_db
def test_files_are_made_side_by_side_and_told_of_in_the_calling_thread():
    wanted = [StandIn(interview=InterviewFactory(), latest_ms=number * 1000) for number in range(4)]
    threads, told = set(), []

    make_all(
        wanted, progress=told.append, on_made=lambda one: threads.add(threading.current_thread())
    )

    assert threads == {threading.current_thread()}
    assert told[-1] == sum(stand_in.seconds for stand_in in wanted)
    assert all(stand_in.is_made() for stand_in in wanted)


@pytest.mark.django_db
def test_interruption_keeps_what_is_finished_and_ends_the_rest(monkeypatch):
    monkeypatch.setattr(stand_ins, "_AT_ONCE", 1)
    longest = StandIn(interview=InterviewFactory(), latest_ms=9000)
    others = [StandIn(interview=InterviewFactory(), latest_ms=5000) for _number in range(5)]

    def interrupt(stand_in):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_all([*others, longest], progress=lambda seconds: None, on_made=interrupt)

    assert longest.is_made()
    assert not all(stand_in.path.exists() for stand_in in others)
    assert list(longest.path.parent.glob("*.part")) == []


@pytest.mark.django_db
def test_failure_to_write_is_raised(settings, tmp_path):
    (tmp_path / "demonstration").write_text("in the way of the folder")
    settings.MEDIA_ROOT = tmp_path
    stand_in = StandIn(interview=InterviewFactory(), latest_ms=0)

    with pytest.raises(OSError):
        make(stand_in)
