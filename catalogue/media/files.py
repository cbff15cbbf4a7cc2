"""Files that are whole or not there: written beside their place, then moved into it."""

import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.base import ContentFile

from catalogue.media.room import is_full

DRAFT_SUFFIX = ".part"
_ABANDONED_AFTER_SECONDS = 600  # without a write; one in the making is written to all the time


@contextmanager
def draft_of(path: Path) -> Iterator[Path]:
    """A path beside ``path`` to write to; what is there at the end of the block is removed."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}{DRAFT_SUFFIX}")
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A path to write to, which becomes ``path`` when the block ends well, else nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with draft_of(path) as draft:
        yield draft
        os.replace(draft, path)


def sweep_abandoned(directory: Path) -> int:
    """Remove the drafts that a killed process left in ``directory``; their number."""
    latest = time.time() - _ABANDONED_AFTER_SECONDS
    abandoned = [
        draft for draft in directory.glob(f"*{DRAFT_SUFFIX}") if draft.stat().st_mtime < latest
    ]
    for draft in abandoned:
        draft.unlink(missing_ok=True)
    return len(abandoned)


def made_once(path: Path, make: Callable[[], bytes]) -> "Path | ContentFile[bytes]":
    """``path`` itself, holding what ``make`` gave the first time it was asked for; where the disk
    is full, only that.

    For what costs more to make than to keep, under a name that changes with its content: a cover's
    key, a picture's digest. The folder may be emptied at any time.
    """
    if not path.exists():
        content = make()
        try:
            write(path, content)
        except OSError as error:
            if not is_full(error):
                raise
            return ContentFile(content)
    return path


def write(path: Path, content: bytes) -> None:
    """The content, in place of what is there."""
    with written_whole(path) as draft:
        draft.write_bytes(content)
