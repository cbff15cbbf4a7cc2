"""`make bench [SIZE=30k|650k|6500k|demo]`: measures the search at that size, beside other engines,
and writes benchmarks/RESULTS.md. ARGS="--quick" and the like are passed on: docs/benchmarks.md.
"""

import os
import shlex
import sys
from pathlib import Path

from scripts import environment
from scripts.console import Problem, child, exit_code_of, run_quietly, say
from scripts.machine import SITE_SETTINGS, environment_without

REQUIREMENTS = "requirements-bench.txt"
HOME = environment.ROOT / "var" / "bench"
PEERS = HOME / "peers"
LOG = HOME / "install.log"


def main() -> int:
    arguments = arguments_from(os.environ.get("SIZE", ""), os.environ.get("ARGS", ""))
    with environment.alone():
        environment.ensure("requirements.txt")
        if not ensure_peers():
            say(f"Not every other engine could be installed; {LOG} says why. The report says so.")
    command: list[str | Path] = [environment.PYTHON, "-m", "benchmarks", *arguments]
    settings = environment_without(*SITE_SETTINGS, "GUNICORN_CMD_ARGS")
    with child(command, cwd=environment.ROOT, env=settings) as process:
        return process.wait()


def arguments_from(size: str, rest: str) -> list[str]:
    """What the bench is started with: the SIZE and the ARGS of make, or Problem."""
    try:
        passed_on = shlex.split(rest)
    except ValueError as error:
        raise Problem(f"ARGS cannot be read ({error}): make bench ARGS='--quick'") from None
    if size.strip() == "demo":
        return ["demo", *passed_on]
    return ["run", "--size", size.strip() or "30k", *passed_on]


def ensure_peers() -> bool:
    """Have the other engines in their own environment; whether they are there. What is missing is
    no reason not to measure ours."""
    ready = PEERS / "ready"
    wanted = environment.fingerprint(environment.ROOT / REQUIREMENTS, environment.venv_version())
    if ready.is_file() and ready.read_text() == wanted:
        return True
    HOME.mkdir(parents=True, exist_ok=True)
    python = PEERS / "bin" / "python"
    steps: list[tuple[list[str | Path], str]] = [
        ([environment.PYTHON, "-m", "venv", "--clear", PEERS], "Making room for other engines"),
        (
            [python, *environment.PIP_INSTALL[1:], "-r", environment.ROOT / REQUIREMENTS],
            f"Installing the packages of {REQUIREMENTS}",
        ),
    ]
    for command, label in steps:
        if run_quietly(command, label=label, log=LOG, env=os.environ | {"PIP_USER": "0"}):
            return False
    ready.write_text(wanted)
    return True


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
