"""Room on the disk: whether there is enough, who may take some, and what says that there is none.

Uploads on their way are counted together, over all processes: each has a claim, a file without
content that is as long as the body and is locked by who receives it.
"""

import errno
import fcntl
import logging
import secrets
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

logger = logging.getLogger(__name__)

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FULL_SQLITE = {"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE"}
_FULL_POSTGRESQL = "53100"  # disk_full, of appendix A of its manual
_WARN_EACH_SECONDS = 60 * 60
_warned_at = -float("inf")  # by a clock that counts from the start of the machine


class NoRoomError(Exception):
    """There is no room on the disk for what somebody wants to write."""


def is_full(error: BaseException | None) -> bool:
    """Whether an error, or what caused it, says that the disk is full."""
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, NoRoomError):
            return True
        if isinstance(error, OSError) and error.errno in _FULL:
            return True
        if isinstance(error, sqlite3.Error):
            if getattr(error, "sqlite_errorname", "") in _FULL_SQLITE:
                return True
            if "disk is full" in str(error):
                return True
        if getattr(error, "sqlstate", None) == _FULL_POSTGRESQL:
            return True
        error = error.__cause__ or error.__context__
    return False


def free_bytes() -> int:
    """What is free, on the fullest of the disks on which the site writes."""
    uploads = settings.FILE_UPLOAD_TEMP_DIR or tempfile.gettempdir()
    places = {Path(settings.MEDIA_ROOT), Path(settings.PICTURE_CACHE), Path(uploads)}
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3") and Path(str(database["NAME"])).is_absolute():
        places.add(Path(database["NAME"]).parent)
    return min(shutil.disk_usage(_existing(place)).free for place in places)


def is_short() -> bool:
    """Whether less is free than is kept in reserve."""
    return free_bytes() < settings.DISK_RESERVE_BYTES


def warn_when_short() -> None:
    """Say so in the log, once an hour at most. Never fails: it stands beside what must go on."""
    global _warned_at
    with suppress(OSError):
        if is_short() and time.monotonic() - _warned_at > _WARN_EACH_SECONDS:
            _warned_at = time.monotonic()
            logger.warning(
                "Space is short: %d MB free, %d MB in reserve. Uploads are refused; saves will be "
                "when nothing is left.",
                free_bytes() // 1_000_000,
                settings.DISK_RESERVE_BYTES // 1_000_000,
            )


@contextmanager
def claimed(size: int) -> Iterator[None]:
    """Room for so many bytes of an upload, till the end of the block. Raises NoRoomError when all
    uploads on their way would take more than UPLOADING_BYTES together, or leave less free than
    DISK_RESERVE_BYTES."""
    folder = Path(settings.UPLOAD_CLAIMS)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            others = _claimed_by_others(folder)
            if others + size > settings.UPLOADING_BYTES:
                raise NoRoomError("too many uploads at once")
            if free_bytes() - others - size < settings.DISK_RESERVE_BYTES:
                raise NoRoomError("the disk is nearly full")
            path = folder / f"claim-{secrets.token_hex(8)}"
            claim = path.open("xb")
            fcntl.flock(claim, fcntl.LOCK_EX)
            claim.truncate(size)  # a length without content takes no room
    except OSError as error:
        if not is_full(error):
            raise
        raise NoRoomError("the disk is full") from error
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        claim.close()


def _claimed_by_others(folder: Path) -> int:
    """How many bytes are claimed. Removes the claims of processes that were killed."""
    total = 0
    for path in folder.glob("claim-*"):
        with suppress(FileNotFoundError):
            if _is_held(path):
                total += path.stat().st_size
            else:
                path.unlink()
    return total


def _is_held(path: Path) -> bool:
    """Whether the process that made a claim is still there."""
    with path.open("rb") as claim:
        try:
            fcntl.flock(claim, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _existing(path: Path) -> Path:
    return next(one for one in (path, *path.parents) if one.exists())
