"""Room on the disk: who may take some, and what says that there is none."""

import errno
import sqlite3
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import OperationalError

from catalogue.media import room
from catalogue.media.storage import WholeFiles, kept_when_saved


def caused(cause: Exception) -> Exception:
    error = OperationalError(str(cause))
    error.__cause__ = cause
    return error


def of_postgresql(state: str) -> Exception:
    error = Exception("could not extend file")
    error.sqlstate = state
    return error


@pytest.mark.parametrize(
    ("error", "is_full"),
    [
        (OSError(errno.ENOSPC, "vol"), True),
        (OSError(errno.EDQUOT, "vol"), True),
        (OSError(errno.EFBIG, "vol"), True),
        (OSError(errno.EACCES, "mag niet"), False),
        (caused(sqlite3.OperationalError("database or disk is full")), True),
        (caused(sqlite3.OperationalError("database is locked")), False),
        (caused(of_postgresql("53100")), True),
        (caused(of_postgresql("40P01")), False),
        (room.NoRoomError(), True),
        (ValueError(), False),
        (None, False),
    ],
)
def test_full_disk_is_recognised(error, is_full):
    assert room.is_full(error) is is_full


@pytest.fixture
def disk(settings, tmp_path, monkeypatch):
    """A disk of which we say how much is free."""
    settings.UPLOAD_CLAIMS = tmp_path / "claims"
    settings.UPLOADING_BYTES, settings.DISK_RESERVE_BYTES = 1000, 100
    usage = SimpleNamespace(free=10_000)
    monkeypatch.setattr(room.shutil, "disk_usage", lambda path: usage)
    return usage


def test_uploads_on_their_way_are_bounded_together(disk):
    with room.claimed(600):
        with pytest.raises(room.NoRoomError), room.claimed(401):
            pass
        with room.claimed(400):
            pass
    with room.claimed(1000):
        pass


def test_reserve_is_kept_and_counts_what_is_on_its_way(disk):
    disk.free = 1000

    with room.claimed(500), pytest.raises(room.NoRoomError), room.claimed(401):
        pass
    with room.claimed(900):
        pass
    with pytest.raises(room.NoRoomError), room.claimed(901):
        pass


def test_claim_of_who_was_killed_is_given_up(disk, settings):
    code = (
        "import os, django; django.setup()\n"
        "from django.conf import settings\n"
        f"settings.UPLOAD_CLAIMS = {str(settings.UPLOAD_CLAIMS)!r}\n"
        "settings.DISK_RESERVE_BYTES = 0\n"
        "from catalogue.media import room\n"
        "with room.claimed(1000): os.kill(os.getpid(), 9)\n"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == -9
    assert [path.stat().st_size for path in settings.UPLOAD_CLAIMS.glob("claim-*")] == [1000]

    with room.claimed(1000):
        pass

    assert [*settings.UPLOAD_CLAIMS.glob("claim-*")] == []


def test_short_space_is_warned_of_once_an_hour(disk, caplog, monkeypatch):
    monkeypatch.setattr(room, "_warned_at", -float("inf"))
    monkeypatch.setattr(room.time, "monotonic", lambda: 5000.0)
    disk.free = 99

    room.warn_when_short()
    room.warn_when_short()

    assert ["Space is short" in record.getMessage() for record in caplog.records] == [True]


@pytest.fixture
def storage(tmp_path):
    return WholeFiles(location=tmp_path / "media")


def in_memory() -> ContentFile:
    return ContentFile(b"x" * 1000, "a.bin")


def on_disk() -> TemporaryUploadedFile:
    upload = TemporaryUploadedFile("a.bin", "application/octet-stream", 1000, None)
    upload.write(b"x" * 1000)
    upload.seek(0)
    return upload


@pytest.mark.parametrize("make", [in_memory, on_disk])
def test_file_is_stored_whole_under_a_name_of_its_own(storage, make):
    uploads = [make() for _ in range(2)]
    names = [storage.save("map/a.bin", upload) for upload in uploads]
    for upload in uploads:
        upload.close()

    assert len({*names}) == 2
    assert [Path(storage.path(name)).read_bytes() for name in names] == [b"x" * 1000] * 2
    assert len([*(storage.base_location / "map").iterdir()]) == 2


def test_full_disk_leaves_no_file(storage, monkeypatch):
    class Full(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"x"
            raise OSError(errno.ENOSPC, "vol")

    with pytest.raises(OSError, match="vol"):
        storage.save("a.bin", Full(b"xx"))

    assert [*storage.base_location.iterdir()] == []


def test_file_goes_with_the_row_that_was_not_saved(storage):
    kept = storage.save("kept.bin", in_memory())
    with pytest.raises(ValueError), kept_when_saved():
        storage.save("a.bin", in_memory())
        raise ValueError
    with kept_when_saved():
        other = storage.save("b.bin", in_memory())

    assert {path.name for path in storage.base_location.iterdir()} == {kept, other}
