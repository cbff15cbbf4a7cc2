"""The command import_webvtt: arguments in, one report out, a sentence where something is wrong."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from catalogue.importers import captions
from catalogue.models import Passage, Transcript
from tests.factories import InterviewFactory, RecordingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "gesprek.vtt"
    path.write_text("WEBVTT\n\n00:01.000 --> 00:02.000\n<v An>Hallo\n", encoding="utf-8")
    return path


@pytest.fixture
def interview(db):
    return InterviewFactory(slug="gesprek", language="en")


def run(*arguments) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("import_webvtt", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def kept(transcript: Transcript) -> tuple:
    """What a transcript is of, and what it is."""
    return (
        transcript.interview,
        transcript.recording,
        transcript.language,
        transcript.kind,
        transcript.is_checked,
    )


def test_transcript_of_an_interview(file, interview):
    out, err = run(file, "--interview", "gesprek")

    assert kept(Transcript.objects.get()) == (interview, None, "en", "captions", False)
    assert "An (1)" in out
    assert err == ""


def test_transcript_of_a_recording(file, interview):
    recording = RecordingFactory(interview=interview, pid="k3f9wz2ahp")

    run(
        *(file, "--recording", "k3f9wz2ahp"),
        *("--language", "nl", "--kind", "verbatim", "--checked"),
    )

    assert kept(Transcript.objects.get()) == (interview, recording, "nl", "verbatim", True)


def test_dry_run_prints_the_same_report_and_writes_nothing(file, interview):
    rehearsed, said = run(file, "--interview", "gesprek", "--dry-run")

    assert said
    assert not Transcript.objects.exists()
    assert rehearsed == run(file, "--interview", "gesprek")[0]


def test_second_run_is_refused_until_told_to_replace(file, interview):
    run(file, "--interview", "gesprek")
    first = Passage.objects.get()

    with pytest.raises(CommandError, match="--replace"):
        run(file, "--interview", "gesprek")
    assert Passage.objects.get() == first

    run(file, "--interview", "gesprek", "--replace")
    assert Passage.objects.get() != first


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--interview", "weg"],
        ["--recording", "weg"],
        ["--interview", "gesprek", "--recording", "k3f9wz2ahp"],
        ["--interview", "gesprek", "--language", ""],
        ["--interview", "gesprek", "--language", "Nederlands"],
        ["--interview", "gesprek", "--kind", "article"],
    ],
)
def test_impossible_arguments_are_refused(file, interview, arguments):
    RecordingFactory(pid="k3f9wz2ahp")

    with pytest.raises(CommandError):
        run(file, *arguments)

    assert not Transcript.objects.exists()


def test_broken_file_is_refused_with_its_line(file, interview):
    file.write_text("WEBVTT\n\n00:02.000 --> 00:01.000\nHallo\n", encoding="utf-8")

    with pytest.raises(CommandError, match=" 3: "):
        run(file, "--interview", "gesprek")

    assert not Transcript.objects.exists()


def test_two_imports_at_once_end_in_a_sentence(file, interview, monkeypatch):
    def collide(*args, **kwargs):
        raise IntegrityError

    monkeypatch.setattr(captions, "load_captions", collide)

    with pytest.raises(CommandError):
        run(file, "--interview", "gesprek")
