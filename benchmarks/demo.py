"""The demonstration: the cost of every kind of page, kept and drawn, beside the baseline; how many
queries it takes; and when it stands there on a slow line."""

import json
import os
from datetime import UTC, datetime
from typing import Any

from benchmarks import paint
from benchmarks.dataset import RESULTS
from benchmarks.machine import machine
from benchmarks.site import VAR, Place, manage
from benchmarks.timing import Times, load

ROUNDS = 100
DRAWN_ROUNDS = 15
MOST_PAINTED = 8


def run_demo() -> None:
    """Measure the pages of the demonstration, in a database of its own, and keep the numbers."""
    directory = VAR / "demo"
    directory.mkdir(parents=True, exist_ok=True)
    place = Place("demo", directory, f"sqlite:///{directory / 'db.sqlite3'}")
    os.environ |= place.settings
    manage(place, "prepare_demo")
    manage(place, "reindex")
    place.use()
    before = load()
    addresses = every_kind()
    measured = {
        "name": "demo",
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "machine": machine(),
        "pages": {address: page(place, address) for address in addresses},
        "paints": painted(place, addresses),
        "load": [before, load()],
    }
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(measured, indent=1, ensure_ascii=False)
    (RESULTS / "demo.json").write_text(text + "\n")


def every_kind() -> list[str]:
    """An address of every kind of public page; of records, the one with most on its page."""
    from django.db.models import Count  # after Place.use(): it needs the models

    from catalogue.models import BackgroundSource, Fragment, Interview, Organisation, Person, Theme

    shown: dict[type, Any] = {
        Theme: Theme.objects.published().annotate(n=Count("placements")),
        Interview: Interview.objects.published().annotate(n=Count("fragments")),
        Fragment: Fragment.objects.published().annotate(n=Count("placements")),
        Person: Person.objects.published().annotate(n=Count("participations")),
        Organisation: Organisation.objects.published().annotate(n=Count("positions")),
        BackgroundSource: BackgroundSource.objects.published().annotate(n=Count("themes")),
    }
    records = [rows.order_by("-n", "pk").first() for rows in shown.values()]
    return [
        *("/", "/fragmenten/", "/interviews/"),
        *(record.get_absolute_url() for record in records if record),
        *("/fragmenten/?q=minister", "/fragmenten/?sorteer=titel", "/fragmenten/kies/thema/"),
        *("/themas/", "/personen/", "/organisaties/", "/achtergrond/", "/over/"),
    ]


def page(place: Place, address: str) -> dict:
    """A page and a stored copy of it from the same server, in turns; and the page as it is drawn
    after something was written."""
    from benchmarks.served import beside_baseline  # after Place.use(): it needs the models

    measured = beside_baseline(place, address, rounds=ROUNDS)
    drawn = drawn_anew(place, address)
    return measured | {"drawn": drawn, "queries": number_of_queries(address)}


def drawn_anew(place: Place, address: str) -> dict:
    """The times of a page after a write, of which nothing is kept then."""
    from benchmarks.served import Server
    from catalogue.models import Series

    times, series = Times(), Series.objects.first()
    with Server(place, baseline=place.directory / "baseline.html") as server:
        server.get(address)
        for _ in range(DRAWN_ROUNDS):
            if series:
                series.save()
            times.take(lambda: server.get(address))
    return times.summary()


def painted(place: Place, addresses: list[str]) -> dict:
    """When each page stands there on a slow line; nothing without Chromium."""
    from benchmarks.served import Server

    if not paint.is_possible():
        print("no Chromium, or no Playwright: paints are not measured", flush=True)
        return {}
    with Server(place, baseline=place.directory / "baseline.html") as server:
        few = [address for address in addresses if "?" not in address][:MOST_PAINTED]
        return paint.paints(f"http://127.0.0.1:{server.port}", few)


def number_of_queries(address: str) -> int:
    """How many database queries the page takes that is drawn anew, once the index is loaded."""
    from django.conf import settings
    from django.core.cache import caches
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "127.0.0.1"})
    client.get(address)
    for name in settings.DRAWN:
        caches[name].clear()
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def section_of_demo(run: dict) -> str:
    """The section of the report on the demonstration."""
    lines = [
        "## The demonstration",
        "",
        f"{run['date']}, {run['machine']['processor']}; load average {run['load'][0]} before, "
        f"{run['load'][-1]} after. Each page, as it is kept, in turns with a stored copy of it, "
        "from one server; then as it is drawn after a write, with its queries.",
        "",
        "| page | KiB | p50 | p95 | stored copy p50 | times the copy | drawn p50 | queries |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for address, page in run["pages"].items():
        kept, static = page["listing"], page["static"]
        lines.append(
            f"| `{address}` | {page['bytes'] / 1024:.0f} "
            f"| {kept['p50']:.1f} | {kept['p95']:.1f} | {static['p50']:.1f} "
            f"| {kept['p50'] / static['p50']:.1f} "
            f"| {page['drawn']['p50']:.1f} | {page['queries']} |"
        )
    if run.get("paints"):
        lines += [
            "",
            f"In Chromium, on {paint.DOWN_BYTES * 8 / 1000:.0f} kbit/s with {paint.LATENCY_MS} ms "
            "for each request, by a browser that was never here: the largest paint, how far "
            "things jumped (CLS), the files asked for.",
            "",
            "| page | largest paint (s) | CLS | files | KiB |",
            "| --- | ---: | ---: | ---: | ---: |",
        ]
        lines += [
            f"| `{address}` | {one['lcp'] / 1000:.2f} | {one['cls']:.3f} | {one['files']:.0f} "
            f"| {one['bytes'] / 1024:.0f} |"
            for address, one in run["paints"].items()
        ]
    return "\n".join(lines) + "\n"
