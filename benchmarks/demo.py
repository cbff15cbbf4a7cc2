"""The demonstration: the cost of a page, beside the baseline, and its number of queries."""

import json
import os
from datetime import UTC, datetime

from benchmarks.dataset import RESULTS
from benchmarks.machine import machine
from benchmarks.site import VAR, Place, manage
from benchmarks.timing import load

ROUNDS = 100
ADDRESSES = ("/fragmenten/", "/fragmenten/?q=minister", "/fragmenten/?sorteer=titel")


def run_demo() -> None:
    """Measure the listing of the demonstration, in a database of its own, and keep the numbers."""
    directory = VAR / "demo"
    directory.mkdir(parents=True, exist_ok=True)
    place = Place("demo", directory, f"sqlite:///{directory / 'db.sqlite3'}")
    os.environ |= place.settings
    manage(place, "prepare_demo")
    manage(place, "reindex")
    place.use()
    before = load()
    measured = {
        "name": "demo",
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "machine": machine(),
        "pages": {address: page(place, address) for address in ADDRESSES},
        "load": [before, load()],
    }
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(measured, indent=1, ensure_ascii=False)
    (RESULTS / "demo.json").write_text(text + "\n")


def page(place: Place, address: str) -> dict:
    """A page and a stored copy of it from the same server, in turns."""
    from benchmarks.served import beside_baseline  # after Place.use(): it needs the models

    measured = beside_baseline(place, address, rounds=ROUNDS)
    return measured | {"queries": number_of_queries(address)}


def number_of_queries(address: str) -> int:
    """How many database queries the page takes, once the index is loaded."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "127.0.0.1"})
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def section_of_demo(run: dict) -> str:
    """The section of the report on the demonstration."""
    lines = [
        "## The demonstration",
        "",
        f"{run['date']}, {run['machine']['processor']}; load average {run['load'][0]} before, "
        f"{run['load'][-1]} after. Each page in turns with a stored copy of it, from one server.",
        "",
        "| page | KiB | queries | p50 | p95 | stored copy p50 | p95 | times the copy |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for address, page in run["pages"].items():
        listing, static = page["listing"], page["static"]
        lines.append(
            f"| `{address}` | {page['bytes'] / 1024:.0f} | {page['queries']} "
            f"| {listing['p50']:.1f} | {listing['p95']:.1f} "
            f"| {static['p50']:.1f} | {static['p95']:.1f} "
            f"| {listing['p50'] / static['p50']:.1f} |"
        )
    return "\n".join(lines) + "\n"
