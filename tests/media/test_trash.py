"""Files that no record names any more: in the trash after the transaction, not before."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import transaction

from catalogue.media import derived, trash
from tests.factories import MediaFileFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def media_file():
    return MediaFileFactory(file=ContentFile(b"eerste", name="a.mp4"))


def in_trash(folder) -> list[str]:
    """The paths in the trash, without when they came."""
    root = folder / trash.FOLDER
    files = [path for path in root.rglob("*") if path.is_file()]
    return sorted("/".join(path.relative_to(root).parts[1:]) for path in files)


def test_replaced_file_goes_to_the_trash_after_the_transaction(
    folder, media_file, django_capture_on_commit_callbacks
):
    first = media_file.file.name

    with django_capture_on_commit_callbacks(execute=True):
        media_file.file = ContentFile(b"tweede", name="b.mp4")
        media_file.save()
        assert in_trash(folder) == []

    assert in_trash(folder) == [first]
    with media_file.file.open() as file:
        assert file.read() == b"tweede"


@pytest.mark.parametrize("what", ["file", "recording", "interview"])
def test_deleted_file_goes_to_the_trash_with_what_it_hangs_on(
    folder, media_file, django_capture_on_commit_callbacks, what
):
    name, recording = media_file.file.name, media_file.recording
    record = {"file": media_file, "recording": recording, "interview": recording.interview}[what]

    with django_capture_on_commit_callbacks(execute=True):
        record.delete()

    assert in_trash(folder) == [name]
    assert not (folder / name).exists()


def test_what_was_made_of_a_file_goes_with_it(
    folder, media_file, django_capture_on_commit_callbacks
):
    made = derived.folder_of(media_file.file.name)
    made.mkdir()
    (made / "waveform-10.0123456789abcdef").write_bytes(b"golf")

    with django_capture_on_commit_callbacks(execute=True):
        media_file.delete()
        assert made.exists()

    assert not made.exists()
    assert in_trash(folder) == [media_file.file.name]


def test_picture_that_is_cleared_goes_to_the_trash(folder, django_capture_on_commit_callbacks):
    person = PersonFactory(portrait=ContentFile(b"beeld", name="p.png"), portrait_alt="An")
    name = person.portrait.name

    with django_capture_on_commit_callbacks(execute=True):
        person.portrait = person.portrait_alt = ""
        person.save()

    assert in_trash(folder) == [name]


@pytest.mark.django_db(transaction=True)
def test_file_stays_where_nothing_came_of_it(folder, media_file):
    name = media_file.file.name

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        media_file.delete()
        raise ZeroDivisionError

    assert (folder / name).read_bytes() == b"eerste"
    assert in_trash(folder) == []


def test_file_of_another_record_as_well_stays(
    folder, media_file, django_capture_on_commit_callbacks
):
    MediaFileFactory(file=media_file.file.name)

    with django_capture_on_commit_callbacks(execute=True):
        media_file.delete()

    assert in_trash(folder) == []


def test_save_that_leaves_the_file_alone_leaves_it(
    folder, media_file, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        media_file.save()
        media_file.size = 6
        media_file.save(update_fields=["size"])

    assert in_trash(folder) == []


def test_file_that_is_missing_is_no_reason_to_fail(folder, django_capture_on_commit_callbacks):
    media_file = MediaFileFactory()

    with django_capture_on_commit_callbacks(execute=True):
        media_file.delete()

    assert in_trash(folder) == []


def test_folder_that_cannot_be_written_is_told_in_the_log(folder, media_file, caplog):
    (folder / trash.FOLDER).write_text("geen map")
    name = media_file.file.name
    media_file.delete()

    assert trash.discard(name) is None
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert (folder / name).exists()


def test_trash_is_emptied_after_a_month(folder, media_file, capsys):
    with time_machine.travel("2026-01-02 12:00Z") as clock:
        media_file.delete()
        trash.discard(media_file.file.name)
        (folder / trash.FOLDER / "van-een-ander").mkdir()

        clock.shift(timedelta(days=29, hours=23))
        call_command("empty_trash")
        clock.shift(timedelta(hours=2))
        call_command("empty_trash")

    assert capsys.readouterr().out == "Files removed: 0.\nFiles removed: 1.\n"
    assert [path.name for path in (folder / trash.FOLDER).iterdir()] == ["van-een-ander"]


def test_trash_is_emptied_at_once_where_that_is_asked(folder, media_file):
    media_file.delete()
    trash.discard(media_file.file.name)

    call_command("empty_trash", "--days", "0")

    assert in_trash(folder) == []


@pytest.mark.parametrize("days", ["-1", "x", "999999", ""])
def test_days_that_are_no_number_are_refused(days):
    with pytest.raises(CommandError, match="give a number of days"):
        call_command("empty_trash", f"--days={days}")
