"""`make messages`: brings the Dutch words in line with the code, and says which are missing.

`python3 -m scripts.messages ACTION…` does a part of it: extract, update, compile or check.
"""

import subprocess
import sys
from pathlib import Path

from scripts import environment
from scripts.console import exit_code_of


def main() -> int:
    with environment.alone():
        environment.ensure("requirements-dev.txt")
    actions = sys.argv[1:] or ["update", "compile", "check"]
    command: list[str | Path] = [environment.PYTHON, "-m", "scripts.translations", *actions]
    return subprocess.run(command, cwd=environment.ROOT).returncode


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
