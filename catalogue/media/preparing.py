"""What is made from a recording once it is uploaded: today its waveform.

The command `prepare_media` makes what lacks. The site starts it by itself, in a process beside it,
when a file was stored; what that misses, the next run makes. One at a time works, on the machine.
Whatever ends it leaves whole files only.

Another thing to make is one more Step: a module that says where its files are, whether they are
there, and makes them (`media/waveform.py`, `media/derived.py`).
"""

import fcntl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.signals import post_save

from catalogue.media import derived, waveform
from catalogue.models import MediaFile
from catalogue.processes import start_command
from catalogue.values.choices import Source

LOCK = ".preparing"  # below MEDIA_ROOT
_MOST_STARTED = 2  # one that works, and one that will see what was stored meanwhile


class BusyError(Exception):
    """Another process prepares files."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that is made of a file whose SHA-256 is known. ``make`` is told to whom to say how
    many milliseconds of the recording are done, and gives sentences about what asks for attention;
    it raises ProbeError for what cannot be read, FileNotFoundError, OSError on a full disk."""

    name: str
    is_made: Callable[[MediaFile], bool]
    make: Callable[[MediaFile, Callable[[int], None]], list[str]]


STEPS = (Step("waveform", waveform.is_made, waveform.make),)


def lacking(media_file: MediaFile, *, again: bool = False) -> list[Step]:
    """What is still to be made of an uploaded file; with ``again`` everything. Nothing of a file
    elsewhere, nor of one whose digest nobody wrote down."""
    if media_file.source != Source.UPLOADED or not media_file.sha256:
        return []
    return [step for step in STEPS if again or not step.is_made(media_file)]


def prepare(
    media_file: MediaFile, steps: list[Step], progress: Callable[[int], None] = lambda ms: None
) -> list[str]:
    """Make these of a file; sentences about what asks for attention. Raises what the steps do."""
    try:
        return [remark for step in steps for remark in step.make(media_file, progress)]
    finally:
        derived.tidy(media_file)


@contextmanager
def alone(*, waits: bool) -> Iterator[None]:
    """A block that one process at a time is in. Another waits for its turn, or BusyError. Who is
    killed leaves no lock."""
    path = Path(default_storage.path(LOCK))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if waits else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError from error
        yield


# --- by itself -----------------------------------------------------------------------------------

_started: list[subprocess.Popen[bytes]] = []
_starting = Lock()


def follow() -> None:
    """Begin to prepare files as soon as they are stored."""
    post_save.connect(_consider, sender=MediaFile, dispatch_uid="preparing")


def start() -> None:
    """Have what lacks made, in a process beside this one. Raises OSError where none can be
    started."""
    with _starting:
        _started[:] = [process for process in _started if process.poll() is None]
        if len(_started) < _MOST_STARTED:
            _started.append(start_command("prepare_media", "--in-background"))


def _consider(instance: MediaFile, raw: bool, using: str, **kwargs: Any) -> None:
    if settings.MEDIA_PREPARES_ITSELF and not raw and lacking(instance):
        transaction.on_commit(start, using=using, robust=True)
