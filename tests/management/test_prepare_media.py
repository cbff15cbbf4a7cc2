"""prepare_media: makes what lacks, whatever the files are like, one process at a time."""

import errno
import io
import os
import signal
import subprocess
import sys
import time

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from catalogue.media import derived, preparing, waveform
from catalogue.processes import BUSY_CODE
from catalogue.values.choices import Source
from tests.factories import MediaFileFactory
from tests.media.sounds import sound_file, words_and_pauses

pytestmark = pytest.mark.django_db

DIGEST = "0123456789abcdef" * 4


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def media_file():
    content = words_and_pauses((0.5, 0.5), (0.5, 0))
    return MediaFileFactory(
        recording__interview__title="Gesprek 3", file=sound_file(content), sha256=DIGEST
    )


def run(*arguments):
    """What the command says, and the sentence that it ends in when something is off."""
    output = io.StringIO()
    try:
        call_command("prepare_media", *arguments, stdout=output)
    except CommandError as error:
        return output.getvalue(), str(error)
    return output.getvalue(), None


def made_at(media_file) -> list[int]:
    return [waveform.path(media_file, rate).stat().st_mtime_ns for rate in waveform.RATES]


def test_what_lacks_is_made_once(media_file):
    assert run() == ("Files prepared: 1. Ready before: 0.\n", None)
    first = made_at(media_file)

    assert run() == ("Files prepared: 0. Ready before: 1.\n", None)
    assert made_at(media_file) == first

    assert run("--again") == ("Files prepared: 1. Ready before: 0.\n", None)
    assert made_at(media_file) != first


def test_recordings_are_chosen_by_their_pid(media_file):
    other = MediaFileFactory(file=sound_file(words_and_pauses((0.5, 0.5))), sha256="b" * 64)

    assert run(media_file.recording.pid) == ("Files prepared: 1. Ready before: 0.\n", None)
    assert not waveform.is_made(other)
    assert run("bestaatniet") == ("", "There is no recording bestaatniet.")


def test_file_elsewhere_has_nothing_to_be_made():
    media_file = MediaFileFactory(
        source=Source.ELSEWHERE, file="", url="https://elders.example.nl/x.mp4"
    )

    assert run(media_file.recording.pid) == ("Files prepared: 0. Ready before: 0.\n", None)


def test_file_without_digest_is_named(media_file):
    media_file.sha256 = ""
    media_file.save()

    said, problem = run()

    assert said == (
        f"{media_file.file.name} (Gesprek 3, Video 1): its SHA-256 was never written down: "
        "run check_media --fill\n"
    )
    assert problem == "Files prepared: 0. Ready before: 0. Problems, listed above: 1."


def test_broken_and_missing_files_are_named_and_the_others_made(media_file):
    broken = MediaFileFactory(file=ContentFile(b"kapot", name="kapot.mp4"), sha256="b" * 64)
    missing = MediaFileFactory(sha256="c" * 64)

    said, problem = run()

    assert said.splitlines() == [
        f"{broken.file.name} ({broken.recording}): This file cannot be read as a recording. Use "
        "MP4, WebM, MP3 or Ogg.",
        f"{missing.file.name} ({missing.recording}): the file is missing",
    ]
    assert problem == "Files prepared: 1. Ready before: 0. Problems, listed above: 2."
    assert waveform.is_made(media_file)
    assert not derived.folder_of(broken.file.name).exists()
    assert not derived.folder_of(missing.file.name).exists()


def test_what_was_made_of_another_file_in_this_place_goes(media_file):
    run()
    former = waveform.path(media_file, waveform.FINE)
    media_file.sha256 = "f" * 64
    media_file.save()

    assert run() == ("Files prepared: 1. Ready before: 0.\n", None)
    assert waveform.is_made(media_file)
    assert not former.exists()


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full."),
        (
            PermissionError(errno.EACCES, "Permission denied"),
            "It failed: [Errno 13] Permission denied.",
        ),
    ],
    ids=["full", "forbidden"],
)
def test_disk_that_takes_nothing_is_told_and_leaves_no_half_file(
    media_file, monkeypatch, folder, error, reason
):
    def fail(path, content):
        raise error

    monkeypatch.setattr(waveform, "write", fail)

    assert run() == (
        "",
        f"{reason} What is finished is kept. Is there room in {folder}, and may it be written to? "
        "The next run carries on.",
    )
    assert not waveform.is_made(media_file)


def test_two_at_once_are_one(media_file):
    with preparing.alone(waits=False):
        said, problem = run()

    assert said == ""
    assert problem.startswith("Another prepare_media is at work.")
    with preparing.alone(waits=False), pytest.raises(CommandError) as refusal:
        call_command("prepare_media")
    assert refusal.value.returncode == BUSY_CODE


def test_killed_half_way_it_leaves_no_half_file_and_the_next_run_carries_on(media_file, folder):
    code = (
        "import os, sys, time; from pathlib import Path; import django; django.setup();"
        "from django.conf import settings; settings.MEDIA_ROOT = sys.argv[1];"
        "from catalogue.media import preparing; from catalogue.media.files import written_whole\n"
        "with preparing.alone(waits=False), written_whole(Path(sys.argv[2])) as draft:\n"
        "    draft.write_bytes(b'half'); print(draft, flush=True); time.sleep(60)"
    )
    path = waveform.path(media_file, waveform.FINE)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(folder), str(path)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    draft = path.with_name(process.stdout.readline().strip().rpartition("/")[2])
    assert draft.exists()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    long_ago = time.time() - 3600
    os.utime(draft, (long_ago, long_ago))

    assert not path.exists()
    assert run() == ("Files prepared: 1. Ready before: 0.\n", None)
    assert sorted(each.name for each in path.parent.iterdir()) == sorted(
        waveform.path(media_file, rate).name for rate in waveform.RATES
    )


def test_in_background_it_waits_for_its_turn_and_lets_others_go_first(media_file, monkeypatch):
    given = []
    monkeypatch.setattr(os, "nice", given.append)

    assert run("--in-background") == ("Files prepared: 1. Ready before: 0.\n", None)
    assert given == [10]


# --- by itself ------------------------------------------------------------------------------------


@pytest.fixture
def started(settings, monkeypatch):
    """The commands that the site starts by itself."""
    settings.MEDIA_PREPARES_ITSELF = True
    started = []

    class Process:
        ended = None

        def poll(self):
            return self.ended

    def start(*command):
        started.append(command)
        return Process()

    monkeypatch.setattr(preparing, "start_command", start)
    monkeypatch.setattr(preparing, "_started", [])
    return started


@pytest.fixture
def committing(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


def test_upload_is_prepared_after_the_transaction(started, committing):
    with committing(execute=True):
        MediaFileFactory(file=sound_file(words_and_pauses((0.5, 0.5))), sha256=DIGEST)
        assert started == []

    assert started == [("prepare_media", "--in-background")]


def test_nothing_is_started_where_nothing_lacks(started, committing, media_file):
    preparing.prepare(media_file, preparing.lacking(media_file))

    with committing(execute=True):
        media_file.save()
        MediaFileFactory(source=Source.ELSEWHERE, file="", url="https://elders.example.nl/x.mp4")

    assert started == []


def test_two_at_most_are_started(started, committing, media_file):
    for _each in range(5):
        with committing(execute=True):
            media_file.save()
    assert len(started) == 2

    preparing._started[0].ended = 0
    with committing(execute=True):
        media_file.save()
    assert len(started) == 3


def test_process_that_cannot_be_started_fails_no_save(
    settings, monkeypatch, committing, media_file, caplog
):
    settings.MEDIA_PREPARES_ITSELF = True

    def fail(*command):
        raise OSError("no more processes")

    monkeypatch.setattr(preparing, "start_command", fail)
    with committing(execute=True):
        media_file.save()

    assert "no more processes" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_site_starts_the_command_that_makes_it(settings, tmp_path, monkeypatch):
    """Truly, in a process of its own, on a database of its own."""
    started = []
    real = preparing.start_command
    monkeypatch.setattr(
        preparing, "start_command", lambda *c: started.append(real(*c)) or started[-1]
    )
    monkeypatch.setattr(preparing, "_started", [])
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/leeg.sqlite3")
    monkeypatch.setenv("MEDIA_ROOT", str(tmp_path))
    monkeypatch.setenv("DJANGO_DEMO", "1")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "config.settings")
    call = [sys.executable, str(settings.BASE_DIR / "manage.py"), "migrate", "--verbosity", "0"]
    subprocess.run(call, check=True)

    preparing.start()

    assert started[0].wait(timeout=60) == 0
