"""Where what is made from a recording's file is kept: beside it, in `gesprek.mp4.derived/`.

A name there ends in the digest of the file that it was made from. So what was made from another
file, which had that place before, is never taken for this one's. The folder may be emptied at any
time: `prepare_media` makes it again. It goes when its file goes.
"""

import logging
import shutil
from pathlib import Path

from django.core.files.storage import default_storage

from catalogue.media.files import DRAFT_SUFFIX, sweep_abandoned
from catalogue.models import MediaFile

SUFFIX = ".derived"
_DIGITS = 16  # of the digest, in a name

logger = logging.getLogger(__name__)


def folder_of(name: str) -> Path:
    """The folder of a file of the storage."""
    return Path(default_storage.path(name + SUFFIX))


def original_of(folder: str) -> str | None:
    """The name of the file that a folder of the storage belongs to; None where it is no such
    folder."""
    return folder.removesuffix(SUFFIX) if folder.endswith(SUFFIX) else None


def path_of(media_file: MediaFile, kind: str) -> Path:
    """The place of what is made from an uploaded file, there or not. The SHA-256 of the file has to
    be known."""
    return folder_of(str(media_file.file.name)) / f"{kind}.{media_file.sha256[:_DIGITS]}"


def tidy(media_file: MediaFile) -> None:
    """Remove what was made from a former file in this place, what a killed process left, and all of
    it where the file went meanwhile."""
    name = str(media_file.file.name)
    if not default_storage.exists(name):
        drop(name)
        return
    folder = folder_of(name)
    sweep_abandoned(folder)
    for path in folder.glob("*"):
        if path.suffix not in (f".{media_file.sha256[:_DIGITS]}", DRAFT_SUFFIX):
            path.unlink(missing_ok=True)


def drop(name: str) -> None:
    """Remove all that was made from a file of the storage. Never fails: check_media finds the
    rest."""
    folder = folder_of(name)
    try:
        if folder.is_dir():
            shutil.rmtree(folder)
    except OSError as error:
        logger.error("Not removed: %s (%s)", folder, error)
