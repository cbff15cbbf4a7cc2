"""Passages: whose they are, when they are said, and what a fragment lets hear."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from catalogue.models import Interview, Passage, Transcript
from catalogue.models.passage import passages_in
from catalogue.values.choices import State
from tests.factories import (
    FragmentFactory,
    InterviewFactory,
    ParticipationFactory,
    PassageFactory,
    RecordingFactory,
    TranscriptFactory,
)

pytestmark = pytest.mark.django_db


# --- Whose passage it is --------------------------------------------------------------------------


def test_speaker_of_another_interview_is_refused():
    passage = PassageFactory(speaker=ParticipationFactory())

    with pytest.raises(ValidationError) as refused:
        passage.full_clean()

    assert refused.value.error_dict["__all__"][0].code == "another-interview"
    passage.speaker = ParticipationFactory(interview=passage.transcript.interview)
    passage.full_clean()


def test_passage_stays_when_its_speaker_goes():
    interview = InterviewFactory()
    speaker = ParticipationFactory(interview=interview)
    passage = PassageFactory(transcript__interview=interview, speaker=speaker, speaker_name="An")

    speaker.delete()

    passage.refresh_from_db()
    assert (passage.speaker, passage.speaker_name) == (None, "An")


# --- Writing --------------------------------------------------------------------------------------


def test_many_passages_are_written_and_erased_in_one_announcement_each(heard):
    transcript, other = TranscriptFactory(), PassageFactory()
    transcript.interview.refresh_from_db()
    version = transcript.interview.version
    heard.clear()

    Passage.objects.bulk_create(
        PassageFactory.build(transcript=transcript, order=order) for order in range(5)
    )
    assert heard == [(Passage, 5, False), (Transcript, 1, False), (Interview, 1, False)]
    heard.clear()
    number = transcript.passages.all().erase()

    assert number == 5
    assert heard == [(Passage, 5, True), (Transcript, 1, False), (Interview, 1, False)]
    assert Passage.objects.get() == other
    transcript.interview.refresh_from_db()
    assert transcript.interview.version == version + 2


def test_erasing_nothing_announces_nothing(heard):
    transcript = TranscriptFactory()
    heard.clear()

    assert transcript.passages.all().erase() == 0
    assert heard == []


# --- Times on the interview's timeline ------------------------------------------------------------


def times(**of):
    """Begin and end, on the timeline of the interview, of a passage from 1 s to 2 s."""
    passage = PassageFactory(start_ms=1000, end_ms=2000, **of)
    return (
        Passage.objects.on_interview_timeline()
        .filter(pk=passage.pk)
        .values_list("begins_ms", "ends_ms")
        .get()
    )


def test_times_without_a_recording_are_those_of_the_interview():
    assert times() == (1000, 2000)


@pytest.mark.parametrize(
    ("durations", "part", "expected"),
    [
        ([None], 1, (1000, 2000)),
        ([60_000, None], 2, (61_000, 62_000)),
        ([60_000, 30_000, 5000], 3, (91_000, 92_000)),
        ([60_000, 30_000, 5000], 1, (1000, 2000)),
        ([None, 30_000], 2, (None, None)),
        ([60_000, None, 5000], 3, (None, None)),
    ],
)
def test_times_in_a_part_come_after_the_parts_before_it(durations, part, expected):
    interview = InterviewFactory()
    parts = [
        RecordingFactory(interview=interview, part=number, duration_ms=duration)
        for number, duration in enumerate(durations, start=1)
    ]
    RecordingFactory(interview=interview, part=1, duration_ms=7000, is_primary=False)
    RecordingFactory(part=1, duration_ms=8000)

    of = {"transcript__recording": parts[part - 1], "transcript__interview": interview}
    assert times(**of) == expected


def test_times_in_a_recording_that_is_not_primary_are_not_known():
    podcast = RecordingFactory(is_primary=False)

    of = {"transcript__recording": podcast, "transcript__interview": podcast.interview}
    assert times(**of) == (None, None)


def test_passage_without_times_has_none_on_the_timeline():
    PassageFactory()
    PassageFactory(start_ms=5)

    rows = Passage.objects.on_interview_timeline().order_by("pk")
    assert [(row.begins_ms, row.ends_ms) for row in rows] == [(None, None), (5, None)]


# --- What is heard in a fragment ------------------------------------------------------------------


def hear(interview) -> dict[str, list[str]]:
    """Texts of the passages by title of the fragment."""
    heard = passages_in([interview.pk])
    return {
        fragment.title: [passage.text for passage in heard[fragment.pk]]
        for fragment in interview.fragments.all()
    }


def fragment(interview, title, start_ms, end_ms=None, state=State.PUBLISHED, **values):
    return FragmentFactory(
        interview=interview, title=title, start_ms=start_ms, end_ms=end_ms, state=state, **values
    )


@pytest.fixture
def interview():
    """An interview with a passage, called by its second, every ten seconds up to 0:50."""
    transcript = TranscriptFactory()
    for second in range(0, 60, 10):
        PassageFactory(transcript=transcript, text=str(second), start_ms=second * 1000)
    return transcript.interview


def test_fragment_lets_hear_what_begins_in_it(interview):
    fragment(interview, "A", 10_000, 30_000)
    fragment(interview, "B", 9_999, 10_001)
    fragment(interview, "C", 10_001, 20_000)

    assert hear(interview) == {"A": ["10", "20"], "B": ["10"], "C": []}


def test_fragment_without_an_end_ends_at_the_next_published_one(interview):
    fragment(interview, "A", 0)
    fragment(interview, "draft", 10_000, state=State.DRAFT)
    fragment(interview, "withdrawn", 10_000, state=State.WITHDRAWN)
    fragment(interview, "plan", 20_000, publish_from=datetime(2100, 1, 1, tzinfo=UTC))
    fragment(interview, "B", 40_000)
    fragment(FragmentFactory().interview, "elsewhere", 5_000)

    assert hear(interview) == {
        "A": ["0", "10"],
        "draft": ["10"],
        "withdrawn": ["10"],
        "plan": ["20", "30"],
        "B": ["40", "50"],
    }


def test_next_fragment_begins_later(interview):
    fragment(interview, "withdrawn", 20_000, state=State.WITHDRAWN)
    fragment(interview, "A", 20_000)

    assert hear(interview) == {"withdrawn": ["20", "30", "40", "50"], "A": ["20", "30", "40", "50"]}


def test_passages_of_all_transcripts_are_heard_in_order_of_time(interview):
    recording = RecordingFactory(interview=interview)
    verbatim = TranscriptFactory(interview=interview, recording=recording, kind="verbatim")
    PassageFactory(transcript=verbatim, text="15 woordelijk", start_ms=15_000)
    PassageFactory(transcript=verbatim, text="zonder tijd")
    fragment(interview, "A", 10_000, 21_000)

    assert hear(interview) == {"A": ["10", "15 woordelijk", "20"]}


@pytest.mark.parametrize("is_demo", [True, False])
def test_demonstration_recordings_are_heard_in_the_demonstration_only(settings, is_demo):
    settings.DEMO = is_demo
    recording = RecordingFactory(demonstration=True)
    PassageFactory(
        transcript__interview=recording.interview,
        transcript__recording=recording,
        text="verzonnen",
        start_ms=0,
    )
    fragment(recording.interview, "A", 0)

    assert hear(recording.interview) == {"A": ["verzonnen"] if is_demo else []}


def test_passages_of_many_interviews_take_three_queries(interview, django_assert_num_queries):
    interviews = [interview]
    for _number in range(3):
        passage = PassageFactory(start_ms=0)
        fragment(passage.transcript.interview, "A", 0)
        interviews.append(passage.transcript.interview)

    with django_assert_num_queries(3):
        heard = passages_in([interview.pk for interview in interviews])

    assert {len(passages) for passages in heard.values()} == {1}
    assert len(heard) == 3


def test_passage_that_is_heard_knows_its_times_and_its_transcript(
    interview, django_assert_num_queries
):
    first = fragment(interview, "A", 0)
    heard = passages_in([interview.pk])

    with django_assert_num_queries(0):
        passage = heard[first.pk][1]
        assert (passage.begins_ms, passage.ends_ms) == (10_000, None)
        assert passage.transcript.language == "nl"
