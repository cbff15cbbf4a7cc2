"""`python -m benchmarks run --size 30k`: see docs/benchmarks.md.

A run keeps its numbers in `benchmarks/results/`, from which the report is made.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from benchmarks.dataset import RESULTS
from benchmarks.demo import run_demo
from benchmarks.options import Options, read
from benchmarks.report import write
from benchmarks.site import place_of, prepare
from scripts.machine import postgresql
from scripts.postgres import temporary_server


def main(arguments: list[str] | None = None) -> int:
    what, options = read(arguments)
    if what == "generate":
        place = place_of(options.size, options.dataset)
        place.use()
        print(prepare(place, options.dataset))
        return 0
    if what == "demo":
        run_demo()
    if what == "run":
        run(options)
    write()
    return 0


def run(options: Options) -> None:
    """Measure and keep the numbers."""
    with ExitStack() as stack:
        server = ""
        if options.database == "postgres" or "postgres" in options.peers:
            server = stack.enter_context(postgres_server())
        if options.database == "postgres" and not server:
            raise RuntimeError("no PostgreSQL on this machine")
        address = server if options.database == "postgres" else ""
        place = place_of(options.size, options.dataset, postgres=address)
        place.use()
        from benchmarks.bench import Bench  # after Place.use(): it needs the models

        measured = Bench(options, place, server, stack).measure()
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{options.name}.json"
    path.write_text(json.dumps(measured, indent=1, ensure_ascii=False) + "\n")


@contextmanager
def postgres_server() -> Iterator[str]:
    """The address of a server for this run; empty when PostgreSQL is not on this machine."""
    programs = postgresql()
    if programs is None:
        yield ""
        return
    with temporary_server(programs) as address:
        yield address


if __name__ == "__main__":
    sys.exit(main())
