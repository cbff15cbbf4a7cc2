"""What waits for an editor, kind by kind."""

import pytest

from catalogue import quality
from catalogue.quality import fragments_past_the_end
from catalogue.values.choices import Origin, State, TranscriptKind
from tests.factories import (
    FragmentFactory,
    InterviewFactory,
    MediaFileFactory,
    PlacementFactory,
    RecordingFactory,
    StatedDateFactory,
    TranscriptFactory,
)

pytestmark = pytest.mark.django_db


def found(code: str, model=None) -> list:
    (work,) = [w for w in quality.WORK if w.code == code and model in (None, w.model)]
    return list(work.find())


def test_withdrawn_fragments_and_rejected_proposals_do_not_wait():
    FragmentFactory(state=State.WITHDRAWN, end_ms=None)
    PlacementFactory(origin=Origin.REJECTED, fragment__end_ms=1_000, fragment__start_ms=0)

    assert found("zonder-einde") == found("voorgesteld") == []
    assert len(found("zonder-thema")) == 1


@pytest.mark.parametrize(
    ("chosen", "stated", "contradicts"),
    [
        ("2018", ["2019"], True),
        ("2018", ["2018-11-05"], False),
        ("", ["2018-11-05", "2018-11"], False),
        ("", ["2018-11-05", "2018-12"], True),
        ("2018", [], False),
        ("", ["2018"], False),
    ],
)
def test_dates_contradict_when_both_cannot_be_true(chosen, stated, contradicts):
    interview = InterviewFactory(conducted_on=chosen)
    for number, date in enumerate(stated):
        StatedDateFactory(interview=interview, date=date, source=f"Bron {number}")

    assert found("strijdige-datums") == ([interview] if contradicts else [])


def test_captions_of_a_recording_are_looked_for():
    recording = MediaFileFactory().recording
    demonstration = RecordingFactory(demonstration=True)
    MediaFileFactory(recording=demonstration)
    assert found("zonder-ondertiteling") == [recording]

    TranscriptFactory(
        recording=recording, interview=recording.interview, kind=TranscriptKind.CAPTIONS
    )

    assert found("zonder-ondertiteling") == []


@pytest.mark.parametrize(
    ("start_ms", "end_ms", "is_past"),
    [
        (9_999, None, False),
        (10_000, None, True),
        (9_000, 10_000, False),
        (9_000, 10_001, True),
        (20_000, 30_000, True),
    ],
)
def test_fragment_past_the_end_is_found(start_ms, end_ms, is_past):
    interview = RecordingFactory(duration_ms=10_000).interview
    fragment = FragmentFactory(interview=interview, start_ms=start_ms, end_ms=end_ms)

    assert list(fragments_past_the_end()) == ([fragment] if is_past else [])


def test_end_is_that_of_the_primary_parts_together():
    interview = InterviewFactory()
    for part in (1, 2):
        RecordingFactory(interview=interview, part=part, duration_ms=10_000)
    RecordingFactory(interview=interview, part=3, is_primary=False, duration_ms=90_000)
    FragmentFactory(interview=interview, start_ms=15_000)
    past = FragmentFactory(interview=interview, start_ms=20_000)

    assert [(one, one.length) for one in fragments_past_the_end()] == [(past, 20_000)]


def test_nothing_is_said_of_an_interview_whose_length_is_not_known():
    partly = RecordingFactory(duration_ms=10_000).interview
    RecordingFactory(interview=partly, part=2, duration_ms=None)
    for interview in (partly, InterviewFactory()):
        FragmentFactory(interview=interview, start_ms=900_000)

    assert list(fragments_past_the_end()) == []


def test_withdrawn_fragment_does_not_count():
    interview = RecordingFactory(duration_ms=10_000).interview
    FragmentFactory(interview=interview, start_ms=20_000, state=State.WITHDRAWN)

    assert list(fragments_past_the_end()) == []
