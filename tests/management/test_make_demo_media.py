import io

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from catalogue.media import stand_ins, waveform
from tests.factories import FragmentFactory, InterviewFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demonstration(settings, tmp_path, monkeypatch):
    settings.DEMO = True
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(stand_ins, "REST_MS", 2000)
    monkeypatch.setattr(stand_ins, "_STEP_MS", 1000)


def run():
    output = io.StringIO()
    call_command("make_demo_media", stdout=output)
    return output.getvalue()


def test_every_interview_gets_a_recording_once():
    interviews = [FragmentFactory(start_ms=1000).interview, InterviewFactory()]

    first, second = run(), run()

    assert first == (
        "Making 2 recordings for the demonstration…\nDemonstration recordings: 2 made, 0 kept.\n"
    )
    assert second == "Demonstration recordings: 0 made, 2 kept.\n"
    for interview in interviews:
        file = interview.recordings.get().files.get()
        assert file.file.size > 1000
        assert waveform.is_made(file)


def test_no_interviews_is_no_problem():
    assert run() == "Demonstration recordings: 0 made, 0 kept.\n"


def test_missing_file_is_made_again():
    interview = InterviewFactory()
    run()
    default_storage.delete(f"demonstration/{interview.pid}.mp4")

    assert "1 made, 0 kept" in run()


def test_outside_the_demonstration_it_is_refused(settings):
    settings.DEMO = False
    interview = InterviewFactory()

    with pytest.raises(CommandError, match="Set DJANGO_DEMO=1"):
        run()

    assert not interview.recordings.exists()


def test_interruption_says_that_the_next_run_carries_on(monkeypatch):
    InterviewFactory()

    def interrupt(stand_in):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(stand_ins, "register", interrupt)
        with pytest.raises(CommandError, match="the next run carries on") as raised:
            run()

    assert raised.value.returncode == 130
    assert "0 made, 1 kept" in run()


def test_folder_that_cannot_be_written_to_is_named(settings, tmp_path):
    (tmp_path / "demonstration").write_text("in the way of the folder")
    InterviewFactory()

    with pytest.raises(CommandError, match=f"Is there room in {tmp_path}"):
        run()
