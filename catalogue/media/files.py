"""Files that are whole or not there: written beside their place, then moved into it."""

import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

DRAFT_SUFFIX = ".part"
_ABANDONED_AFTER_SECONDS = 600  # without a write; one in the making is written to all the time


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A path to write to, which becomes ``path`` when the block ends well, else nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}{DRAFT_SUFFIX}")
    try:
        yield draft
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def sweep_abandoned(directory: Path) -> int:
    """Remove the drafts that a killed process left in ``directory``; their number."""
    latest = time.time() - _ABANDONED_AFTER_SECONDS
    abandoned = [
        draft for draft in directory.glob(f"*{DRAFT_SUFFIX}") if draft.stat().st_mtime < latest
    ]
    for draft in abandoned:
        draft.unlink(missing_ok=True)
    return len(abandoned)


def kept(path: Path, make: Callable[[], bytes]) -> Path:
    """``path`` itself, holding what ``make`` gave the first time it was asked for.

    For what costs more to make than to keep, under a name that changes with its content: a cover's
    key, a picture's digest. The folder may be emptied at any time.
    """
    if not path.exists():
        content = make()
        with written_whole(path) as draft:
            draft.write_bytes(content)
    return path
