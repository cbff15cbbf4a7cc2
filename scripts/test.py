"""`make test`: lint, every test on SQLite, those that depend on the database on PostgreSQL as well,
and those of the pages in Chromium. On the build server the player in three engines too, which takes
minutes; elsewhere that is `make browsers`. Ends with one line for each, and for what this machine
lacks.
"""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from subprocess import PIPE, STDOUT

from scripts import environment, lint
from scripts.console import CONTROL_SEQUENCE, child, exit_code_of, say
from scripts.machine import (
    NO_CHROMIUM,
    NO_FIREFOX,
    NO_POSTGRESQL,
    NO_WEBKIT,
    SITE_SETTINGS,
    chromium,
    environment_without,
    firefox,
    postgresql,
    skips_are_failures,
    webkit,
)
from scripts.postgres import temporary_server

# pytest's own exit codes.
PASSED, NOTHING_COLLECTED = 0, 5

COUNTS = re.compile(
    r"\d+ (?:passed|failed|errors?|skipped|deselected)\b.* in [\d.]+s.*|no tests ran.*"
)


@dataclass
class Outcome:
    """What the last lines say, and whether all is well."""

    lines: list[str] = field(default_factory=list)
    failed: bool = False

    def add(self, what: str, said: str, *, failed: bool) -> None:
        self.lines.append(f"{'FAILED' if failed else 'ok':<8}{what:<14}{said}")
        self.failed |= failed

    def leaves(self, what: str, why: str) -> None:
        self.lines.append(f"{'NOT RUN':<8}{what:<14}{why}")

    def lacks(self, what: str, why: str) -> None:
        strict = skips_are_failures()
        self.lines.append(f"{'FAILED' if strict else 'NOT RUN':<8}{what:<14}{why}")
        self.failed |= strict


def main() -> int:
    with environment.alone():
        environment.ensure("requirements-dev.txt")
    outcome = Outcome()
    clean = lint.is_clean()
    outcome.add("lint", "clean" if clean else "complaints above", failed=not clean)

    run_pytest(outcome, "SQLite", "not browser and not engines")
    with postgresql_address() as address:
        if address:
            marks = "database and not browser and not engines"
            run_pytest(outcome, "PostgreSQL", marks, DATABASE_URL=address)
        else:
            outcome.lacks("PostgreSQL", NO_POSTGRESQL)
    if chromium():
        # Where all of them stand: each worker reads every test of what it is given.
        run_pytest(outcome, "Chromium", "browser", "tests/browser")
    else:
        outcome.lacks("Chromium", NO_CHROMIUM)
    if skips_are_failures():
        run_engines(outcome)
    else:
        outcome.leaves("other engines", "the player in Firefox and WebKitGTK: make browsers")

    say("\n" + "\n".join(outcome.lines))
    return 1 if outcome.failed else 0


@contextmanager
def postgresql_address() -> Iterator[str | None]:
    """The server that DATABASE_URL names, else one of our own for as long as the block lasts."""
    named = os.environ.get("DATABASE_URL", "")
    if named.startswith(("postgres://", "postgresql://")):
        yield named
    elif programs := postgresql():
        with temporary_server(programs) as address:
            yield address
    else:
        yield None


def run_engines(outcome: Outcome) -> None:
    """The player in each engine by itself: what it plays, it plays against the clock."""
    engines = {
        "Chromium": (chromium(), NO_CHROMIUM),
        "Firefox": (firefox(), NO_FIREFOX),
        "WebKitGTK": (webkit(), NO_WEBKIT),
    }
    for name, (found, lack) in engines.items():
        if found:
            run_pytest(outcome, f"in {name}", "engines", "-k", name, "tests/engines")
        else:
            outcome.lacks(f"in {name}", lack)


def run_pytest(outcome: Outcome, what: str, marks: str, *wanted: str, **settings: str) -> None:
    """Run the tests that `marks` selects, in these folders or everywhere, and add their numbers to
    the outcome."""
    say(f"\n{what}")
    color = ["--color=yes"] if sys.stdout.isatty() else []
    # Whoever has no tests left takes some of the other's: the longest are among the last.
    command = [environment.PYTHON, "-m", "pytest", "-n", "2", "--dist", "worksteal", "-m", marks]
    command += [*color, *wanted]
    code, said = _run_aloud(command, environment_without(*SITE_SETTINGS) | settings)
    if code == NOTHING_COLLECTED:
        outcome.lacks(what, "there is no such test")
    else:
        outcome.add(what, said, failed=code != PASSED)


def _run_aloud(command: list, settings: dict[str, str]) -> tuple[int, str]:
    """Exit code, and the last line with numbers; everything is on the terminal as it comes."""
    tail = b""
    with child(command, cwd=environment.ROOT, env=settings, stdout=PIPE, stderr=STDOUT) as process:
        assert process.stdout  # a pipe, as just asked for
        while piece := os.read(process.stdout.fileno(), 65536):
            sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
            tail = (tail + piece)[-4000:]
        code = process.wait()
    found = COUNTS.findall(CONTROL_SEQUENCE.sub("", tail.decode(errors="replace")))
    return code, found[-1].strip("= ") if found else f"exit code {code}"


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
