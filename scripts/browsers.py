"""`make browsers`: the player in Chromium, Firefox and WebKitGTK. Ends with one line for each, and
for what this machine lacks.
"""

import sys

from scripts import environment
from scripts.console import exit_code_of, say
from scripts.test import Outcome, run_engines


def main() -> int:
    with environment.alone():
        environment.ensure("requirements-dev.txt")
    outcome = Outcome()
    run_engines(outcome)
    say("\n" + "\n".join(outcome.lines))
    return 1 if outcome.failed else 0


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
