"""Commands of ours that the site starts by itself, each in a process beside it."""

import logging
import os
import subprocess
import sys
from threading import Thread

from django.conf import settings

BUSY_CODE = os.EX_TEMPFAIL  # of a command that found another at the same work

logger = logging.getLogger(__name__)


def start_command(*command: str) -> subprocess.Popen[bytes]:
    """Start `manage.py` with these words. It outlives who started it; what it says when it fails is
    logged. Raises OSError where the machine starts nothing more."""
    process = subprocess.Popen(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    Thread(target=report, args=[process, " ".join(command)], daemon=True).start()
    return process


def report(process: subprocess.Popen[bytes], command: str) -> None:
    """Wait for a process, and log what it says when it fails."""
    said = process.communicate()[1].decode(errors="replace").strip()
    if process.returncode == BUSY_CODE:
        logger.info("Not done by “%s”: %s", command, said)
    elif process.returncode:
        logger.warning("“%s” failed (exit code %d): %s", command, process.returncode, said)
