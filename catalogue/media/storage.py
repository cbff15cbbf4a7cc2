"""The storage of what editors upload: a file is there whole, and with its row, or not at all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

from catalogue.media.files import draft_of

_stored: ContextVar[list[tuple[FileSystemStorage, str]] | None] = ContextVar("stored", default=None)


class _Draft(File):  # type: ignore[type-arg]  # at run time Django's class takes no type
    """A file that stands beside its place already, to be moved into it."""

    def __init__(self, path: Path):
        super().__init__(None, path.name)
        self.path = path

    def temporary_file_path(self) -> str:
        return str(self.path)


class WholeFiles(FileSystemStorage):
    """Writes a file beside its place and moves it there, so that a full disk leaves nothing."""

    def _save(self, name: str, content: Any) -> str:
        place = Path(self.path(name))
        place.parent.mkdir(parents=True, exist_ok=True)
        with draft_of(place) as draft:
            self._write(draft, content)
            # Django's documented hook, which the stubs leave out.
            name = super()._save(name, _Draft(draft))  # type: ignore[misc]  # as just said
        if (stored := _stored.get()) is not None:
            stored.append((self, name))
        return name

    def _write(self, draft: Path, content: Any) -> None:
        if hasattr(content, "temporary_file_path"):
            # Renamed on the same disk; else copied.
            shutil.move(content.temporary_file_path(), draft)
            return
        with draft.open("xb") as file:
            for chunk in content.chunks():
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())


@contextmanager
def kept_when_saved() -> Iterator[None]:
    """A block that writes rows. When it fails, the files that were stored for them go as well."""
    stored: list[tuple[FileSystemStorage, str]] = []
    token = _stored.set(stored)
    try:
        yield
    except BaseException:
        for storage, name in stored:
            storage.delete(name)
        raise
    finally:
        _stored.reset(token)
