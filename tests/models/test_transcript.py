"""Transcripts: whose they are, and when they are public."""

import pytest
from django.core.exceptions import ValidationError

from catalogue.models import Interview, Passage, Transcript
from catalogue.values.choices import State
from tests.factories import (
    InterviewFactory,
    PassageFactory,
    RecordingFactory,
    TranscriptFactory,
)

pytestmark = pytest.mark.django_db


# --- Whose transcript it is -----------------------------------------------------------------------


def test_transcript_is_of_the_interview_of_its_recording():
    recording = RecordingFactory()

    transcript = Transcript.objects.create(recording=recording, interview=InterviewFactory())

    transcript.refresh_from_db()
    assert transcript.interview == recording.interview


@pytest.mark.parametrize("by", ["save", "update"])
def test_transcript_goes_with_its_recording_to_another_interview(by):
    recording, elsewhere = RecordingFactory(), InterviewFactory()
    moving = TranscriptFactory(recording=recording)
    staying = TranscriptFactory(interview=recording.interview)

    if by == "save":
        recording.interview = elsewhere
        recording.save()
    else:
        type(recording).objects.filter(pk=recording.pk).update(interview=elsewhere)

    assert Transcript.objects.get(interview=elsewhere) == moving
    assert Transcript.objects.exclude(interview=elsewhere).get() == staying


def test_recording_of_another_interview_is_refused():
    transcript = TranscriptFactory()
    transcript.recording = RecordingFactory()

    with pytest.raises(ValidationError) as refused:
        transcript.full_clean()

    assert refused.value.error_dict["__all__"][0].code == "another-interview"


@pytest.mark.parametrize("language", ["nl", "en-GB", "zh-Hant-TW"])
def test_language_is_a_tag(language):
    TranscriptFactory.build(interview=InterviewFactory(), language=language).full_clean()


@pytest.mark.parametrize("language", ["", "Nederlands", "nl_NL", "NL", "nl\n", "n"])
def test_language_that_is_no_tag_is_refused(language):
    with pytest.raises(ValidationError) as refused:
        TranscriptFactory.build(interview=InterviewFactory(), language=language).full_clean()

    assert "language" in refused.value.error_dict


def test_transcripts_alike_are_of_the_same_thing_kind_and_language():
    transcript = TranscriptFactory()
    TranscriptFactory(interview=transcript.interview, language="en")
    TranscriptFactory(interview=transcript.interview, kind="verbatim")
    of_recording = TranscriptFactory(
        recording=RecordingFactory(interview=transcript.interview), interview=transcript.interview
    )
    TranscriptFactory()

    assert Transcript.objects.alike(Transcript(interview=transcript.interview)).get() == transcript
    assert Transcript.objects.alike(of_recording).get() == of_recording


# --- Who sees it ----------------------------------------------------------------------------------


@pytest.mark.parametrize("is_demo", [True, False])
@pytest.mark.parametrize(
    ("of", "only_demo"),
    [
        pytest.param(None, False, id="interview"),
        pytest.param({"demonstration": False}, False, id="recording"),
        pytest.param({"demonstration": True}, True, id="demonstration recording"),
    ],
)
@pytest.mark.parametrize("state", State)
def test_transcript_is_public_with_its_interview_and_its_recording(
    settings, state, of, only_demo, is_demo
):
    settings.DEMO = is_demo
    interview = InterviewFactory(state=state)
    recording = of and RecordingFactory(interview=interview, **of)
    passage = PassageFactory(transcript__interview=interview, transcript__recording=recording)

    shown = is_demo or not only_demo
    for record in (passage, passage.transcript):
        rows = type(record).objects
        assert record.is_public is (shown and state == State.PUBLISHED)
        assert rows.published().exists() is record.is_public
        assert rows.has_been_public().exists() is record.is_public


def test_transcript_that_was_public_has_been_public():
    transcript = TranscriptFactory(published=True)
    Interview._base_manager.update(state=State.WITHDRAWN)

    assert not Transcript.objects.published().exists()
    assert Transcript.objects.has_been_public().get() == transcript


# --- Writing --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "delete",
    [
        lambda transcript: transcript.delete(),
        lambda transcript: Transcript.objects.all().delete(),
    ],
    ids=["one", "many"],
)
def test_transcript_is_deleted_with_its_passages_in_few_queries(
    heard, delete, django_assert_max_num_queries
):
    transcript = TranscriptFactory()
    Passage.objects.bulk_create(
        PassageFactory.build(transcript=transcript, order=order) for order in range(200)
    )
    heard.clear()

    with django_assert_max_num_queries(40):
        delete(transcript)

    assert (Passage, 200, True) in heard
    assert (Transcript, 1, True) in heard
    assert not Passage.objects.exists()
    assert not Transcript.objects.exists()
