"""The widths of a stored picture, on disk: made when it is uploaded, and of older ones when first
asked for. On the machine one picture is decoded at a time.
"""

import fcntl
import hashlib
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db.models.fields.files import FieldFile

from catalogue.media import images, memory
from catalogue.media.files import write
from catalogue.media.images import PictureError
from catalogue.media.jpeg import Readable

logger = logging.getLogger(__name__)

EDITOR_WAITS_S = 20  # for some ten others
_LOOK_EACH_S = 0.1
_LOCK = "lock"


class BusyError(Exception):
    """Another picture is being decoded."""


def key_of(name: str, width: int) -> str:
    return hashlib.sha256(f"{name} {width}".encode()).hexdigest()


def folder() -> Path:
    """Where pictures are that can be made again."""
    return Path(settings.PICTURE_CACHE)


def path_of(name: str, width: int) -> Path:
    return folder() / f"{key_of(name, width)}.webp"


def is_made(name: str) -> bool:
    return all(path_of(name, width).exists() for width in images.WIDTHS)


def make(file: Readable, *, wait_s: float = EDITOR_WAITS_S) -> dict[int, bytes]:
    """The picture in all widths. Raises PictureError, and BusyError when others do not end in
    time."""
    with _one_at_a_time(wait_s):
        return _scaled(file)


def _scaled(file: Readable) -> dict[int, bytes]:
    """The widths, with nothing else left in memory: an exception would hold on to the picture, and
    the C library to what was freed."""
    try:
        return images.scaled(file)
    except PictureError as error:
        refusal = type(error)(*error.args)
    finally:
        memory.give_back()
    raise refusal


def keep(name: str, made: dict[int, bytes]) -> None:
    """Keep the widths of the picture that is stored under this name. Raises OSError."""
    _broken(name).unlink(missing_ok=True)
    for width, content in made.items():
        write(path_of(name, width), content)


def name_of(image: FieldFile) -> str:
    """The name under which a picture is stored. Raises FileNotFoundError where there is none."""
    if not image.name:
        raise FileNotFoundError("no picture is stored here")
    return image.name


def stored(image: FieldFile, width: int) -> Path:
    """The file of a stored picture in this width, made with the others when it is not there.

    Raises BusyError at once when another is being made; PictureError, FileNotFoundError, OSError.
    """
    path = path_of(name_of(image), width)
    if not path.exists():
        with _one_at_a_time(0):
            if not path.exists():
                _make_stored(image)
    return path


def broken(image: FieldFile) -> str | None:
    """Why the picture that is stored now cannot be shown, where that was found out. Raises
    FileNotFoundError."""
    version, _newline, reason = _told_broken(name_of(image)).partition("\n")
    return reason if version == _version(image) else None


def _make_stored(image: FieldFile) -> None:
    name = name_of(image)
    if reason := broken(image):
        raise PictureError(reason)
    with image.open("rb") as file:
        version = _version(image)
        try:
            made = _scaled(file)
        except PictureError as error:
            # Once is enough: one that breaks off at its end costs as much as one that is whole.
            logger.warning("%s cannot be shown: %s", name, error)
            write(_broken(name), f"{version}\n{error}".encode())
            raise
    keep(name, made)


def _version(image: FieldFile) -> str:
    """Another one when the file is another: it may have been put back, or mended."""
    modified = image.storage.get_modified_time(name_of(image))
    return f"{image.storage.size(name_of(image))} {modified.isoformat()}"


def _broken(name: str) -> Path:
    return folder() / f"{key_of(name, 0)}.broken"


def _told_broken(name: str) -> str:
    try:
        return _broken(name).read_text()
    except FileNotFoundError:
        return ""


@contextmanager
def _one_at_a_time(wait_s: float) -> Iterator[None]:
    """The right to decode a picture, of all processes and threads on the machine."""
    folder().mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + wait_s
    with (folder() / _LOCK).open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise BusyError from None
                time.sleep(_LOOK_EACH_S)
        yield
