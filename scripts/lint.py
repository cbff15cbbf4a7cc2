"""`make lint`: style of Python and of templates, and types; changes nothing."""

import subprocess
import sys
from pathlib import Path

from scripts import environment
from scripts.console import exit_code_of, say


def main() -> int:
    with environment.alone():
        environment.ensure("requirements-dev.txt")
    return 0 if is_clean() else 1


def is_clean() -> bool:
    """Whether all tools are content; their complaints are on the terminal."""
    templates = sorted(map(str, environment.ROOT.glob("catalogue/templates/**/*.html")))
    tools = [
        ["ruff", "check", "--quiet", "--output-format=concise"],
        ["ruff", "format", "--check", "--quiet"],
    ]
    if templates:
        tools.append(["djade", "--check", "--target-version", "5.2", *templates])
    tools.append(["mypy", "--no-error-summary"])  # what it checks, and how: pyproject.toml
    complaining = [tool for tool in tools if not _is_content(tool)]
    return not complaining


def _is_content(tool: list[str]) -> bool:
    name, *options = tool
    command: list[str | Path] = [environment.VENV / "bin" / name, *options]
    content = subprocess.run(command, cwd=environment.ROOT).returncode == 0
    if not content:
        say(f"The complaint above is from: {' '.join(tool[:2])}")
    return content


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
