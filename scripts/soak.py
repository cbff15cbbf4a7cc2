"""`make soak`: the long form of tests/soak, on SQLite and on PostgreSQL: two editors who write at
once for a minute, a hundred rounds of killing, and two thousand addresses of the listing; and of
the server fifty visitors of each kind who stall, twenty who watch, twelve thousand requests of
nonsense, eight at once for each of eight hostile pictures, thirty kills while editors save, and a
disk that fills. What went wrong comes again with the SOAK_SEED that is printed.
"""

import sys

from scripts import environment
from scripts.console import exit_code_of, say
from scripts.machine import NO_POSTGRESQL
from scripts.test import Outcome, postgresql_address, run_pytest

LONG = {"SOAK": "1"}


def main() -> int:
    with environment.alone():
        environment.ensure("requirements-dev.txt")
    outcome = Outcome()
    run_pytest(outcome, "SQLite", "soak", **LONG)
    with postgresql_address() as address:
        if address:
            run_pytest(outcome, "PostgreSQL", "soak", DATABASE_URL=address, **LONG)
        else:
            outcome.lacks("PostgreSQL", NO_POSTGRESQL)
    say("\n" + "\n".join(outcome.lines))
    return 1 if outcome.failed else 0


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
