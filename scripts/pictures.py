"""`make pictures`: the pictures of docs/editors.md, taken anew in Chromium. The demonstration that
they show is made in a temporary database, by the tests that see that the steps still lead there.
"""

import os
import subprocess
import sys
from pathlib import Path

from scripts import environment
from scripts.console import Problem, exit_code_of
from scripts.machine import NO_CHROMIUM, chromium

FOLDER = environment.ROOT / "docs/img"


def main() -> int:
    with environment.alone():
        environment.ensure("requirements-dev.txt")
    if chromium() is None:
        raise Problem(NO_CHROMIUM)
    command: list[str | Path] = [environment.PYTHON, "-m", "pytest", "-q", "-n", "0"]
    command += ["-k", "test_picture and not guide", "tests/browser/test_pictures.py"]
    settings = os.environ | {"PICTURES": str(FOLDER)}
    return subprocess.run(command, cwd=environment.ROOT, env=settings).returncode


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
