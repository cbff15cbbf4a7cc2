"""Uploads, on the disk of the recordings from their first byte: to store one is to rename it.

One that its field accepted stays there for a day when the form was refused for something else, for
who sent it, so that a recording of some gigabytes is not sent twice.
"""

import fcntl
import os
import secrets
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import (
    FileUploadHandler,
    SkipFile,
    TemporaryFileUploadHandler,
)
from django.http import HttpRequest

KEPT_SECONDS = 24 * 60 * 60
_SALT = "catalogue.media.uploads"

FOLDER = "kept"  # below MEDIA_ROOT


class KeptFullError(Exception):
    """What is kept already takes all the room that there is for it."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A file that is kept. `key` is what its owner's next form sends in place of it."""

    key: str
    name: str
    size: int
    until: datetime


class Upload(UploadedFile):  # type: ignore[type-arg]  # at run time Django's class takes no type
    """An upload on disk, gone when it is closed."""

    def __init__(
        self,
        file: IO[bytes],
        path: str | Path,
        name: str | None,
        content_type: str | None = None,
        size: int = 0,
        charset: str | None = None,
        extra: dict[str, bytes] | None = None,
    ):
        super().__init__(file, name, content_type, size, charset, extra)
        self.path = Path(path)
        self._lent = self.path.with_name(f"lent-{secrets.token_hex(16)}")

    def temporary_file_path(self) -> str:
        """A second name of the same bytes, for a storage to move into place. When what comes after
        fails, the first is still there."""
        if not self._lent.exists():
            os.link(self.path, self._lent)
        return str(self._lent)

    def close(self) -> None:
        super().close()
        self._lent.unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)


class KeptUpload(Upload):
    """A file that was kept, in place of an upload. It stays until it is forgotten."""

    def __init__(self, kept: Kept, path: Path, content_type: str):
        super().__init__(path.open("rb"), path, kept.name, content_type, kept.size)
        self.kept = kept

    def close(self) -> None:
        if self.file:
            self.file.close()
        self._lent.unlink(missing_ok=True)


class OnDisk(TemporaryFileUploadHandler):
    """Receives uploads. One for which the disk has no room is left out, and named in the request's
    `lost_uploads`: the rest of the form is read all the same."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        FileUploadHandler.new_file(self, *args, **kwargs)
        self.__dict__.pop("file", None)  # of the file before this one
        with self._losing_on_error():
            sweep()
            number, path = tempfile.mkstemp(dir=folder(), prefix="upload-")
            told = (self.content_type, 0, self.charset, self.content_type_extra)
            upload = Upload(os.fdopen(number, "w+b"), path, self.file_name, *told)
            self.file = upload  # type: ignore[assignment]  # no subclass of Django's, used alike

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        with self._losing_on_error():
            self.file.write(raw_data)

    def file_complete(self, file_size: int) -> Any:
        try:
            return super().file_complete(file_size)
        except OSError:  # the last bytes were still to be written
            self._lose()
            return None

    def upload_interrupted(self) -> None:
        if hasattr(self, "file"):
            self.file.close()

    @contextmanager
    def _losing_on_error(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._lose()
            raise SkipFile from error

    def _lose(self) -> None:
        lost = [*lost_in(self.request), self.file_name]
        self.request.lost_uploads = lost  # type: ignore[union-attr]  # an attribute of ours
        if hasattr(self, "file"):
            with suppress(OSError):  # closing writes what it could not write before
                if self.file.file:
                    self.file.file.close()
            self.file.close()


def lost_in(request: HttpRequest | None) -> list[str]:
    """The names of the uploads for which the disk had no room."""
    return getattr(request, "lost_uploads", [])


def folder() -> Path:
    """Where uploads are, on their way or kept. No view looks here."""
    path = Path(settings.MEDIA_ROOT) / FOLDER
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def keep(upload: Upload, *, user: int) -> Kept:
    """Keep the upload for this user. Raises KeptFullError, OSError."""
    if isinstance(upload, KeptUpload):
        return upload.kept
    with _one_at_a_time():
        sweep()
        if (upload.size or 0) + sum(
            map(_size, folder().glob("kept-*"))
        ) > settings.KEPT_UPLOADS_BYTES:
            raise KeptFullError
        token = secrets.token_hex(16)
        upload.path.replace(_path(token))
        os.utime(_path(token))
    signed = {"user": user, "token": token, "name": upload.name, "type": upload.content_type}
    return _as_kept(signing.dumps(signed, salt=_SALT), str(upload.name), _path(token))


def take(key: str, *, user: int) -> KeptUpload | None:
    """The file that this user kept under the key, if it is still there."""
    try:
        signed = signing.loads(key, salt=_SALT)
    except signing.BadSignature:
        return None
    path = _path(signed["token"])
    if signed["user"] != user or not path.exists() or _is_old(path):
        return None
    return KeptUpload(_as_kept(key, signed["name"], path), path, signed["type"])


def forget(upload: "UploadedFile[Any]") -> None:
    """Remove the file from what is kept; nothing when it was not kept."""
    if isinstance(upload, KeptUpload):
        upload.close()
        upload.path.unlink(missing_ok=True)


def sweep() -> None:
    """Remove what was kept a day ago, and what a process that was killed left behind."""
    for path in folder().iterdir():
        with suppress(FileNotFoundError):  # another process was before us
            if path.name != _LOCK and _is_old(path):
                path.unlink()


_LOCK = "lock"


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two processes that measure at once would both find room."""
    with (folder() / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # another process was before us
        return 0


def _path(token: str) -> Path:
    return folder() / f"kept-{token}"


def _as_kept(key: str, name: str, path: Path) -> Kept:
    stat = path.stat()
    until = datetime.fromtimestamp(stat.st_mtime + KEPT_SECONDS, UTC)
    return Kept(key=key, name=name, size=stat.st_size, until=until)


def _is_old(path: Path) -> bool:
    return path.stat().st_mtime + KEPT_SECONDS < time.time()
