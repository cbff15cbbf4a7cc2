"""Datasette, as its own server, asked for JSON over HTTP."""

import http.client
import json
import subprocess
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.peers.base import FACETS, TOP, Absent, Engine, Found, TooLong, without_own
from benchmarks.peers.tables import LINKS
from benchmarks.queries import PAGE_SIZE, TITLE, Query
from benchmarks.web import Client, free_port, wait_for


class Datasette(Engine):
    """Its limits are raised to our patience: with those it comes with, it leaves facets out."""

    name = "Datasette"
    place = "HTTP"

    def __init__(self, program: Path, path: Path, *, patience_s: float):
        if not program.exists():
            raise Absent("Datasette is not installed")
        port, limit_ms = free_port(), int(patience_s * 1000)
        command: list[str | Path] = [program, "serve", "-i", path]
        command += ["--host", "127.0.0.1", "--port", str(port)]
        for setting in ("sql_time_limit_ms", "facet_time_limit_ms"):
            command += ["--setting", setting, str(limit_ms)]
        command += ["--setting", "suggest_facets", "off"]
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            wait_for(port, "/-/versions.json", self.process)
        except BaseException:
            self.close()
            raise
        self.client = Client(port, timeout_s=4 * patience_s)

    def ask(self, query: Query) -> Found:
        others = {facet: without_own(query, facet) for facet in FACETS}
        here = [facet for facet, other in others.items() if other is None]
        answer = self.table(query, here, size=PAGE_SIZE)
        found = Found(answer["filtered_table_rows_count"], [], facets={})
        if found.total is None:
            found.missing.append("total")
        # Further on, it counts only what comes after: so that page is asked for by itself.
        rows = self.table(query, [], size=PAGE_SIZE, page=query.page) if query.page > 1 else answer
        found.page = [row["key"] for row in rows["rows"]]
        for facet, other in others.items():
            facets = answer if other is None else self.table(other, [facet], size=1)
            counted = facets["facet_results"].get(facet)
            if counted is None:
                found.missing.append(facet)
            else:
                found.facets[facet] = [
                    (int(row["value"]), row["count"]) for row in counted["results"]
                ]
        return found

    def table(self, query: Query, facets: list[str], *, size: int, page: int = 1) -> dict:
        pairs = [("_shape", "objects"), ("_size", size), ("_col", "key"), ("_nosuggest", 1)]
        pairs += [("_facet_array", facet) for facet in facets] + [("_facet_size", TOP)]
        pairs += [("_where", condition) for condition in conditions(query)]
        pairs += [("_sort", "title_rank")] if query.order == TITLE else []
        if page > 1:
            pairs.append(("_next", (page - 1) * PAGE_SIZE))  # after the row of this key
        try:
            status, body = self.client.get(f"/peers/fragment.json?{urlencode(pairs)}")
        except (TimeoutError, http.client.HTTPException) as error:
            self.client.close()
            raise TooLong from error
        if status != 200:
            if b"SQL Interrupted" in body:
                raise TooLong
            raise RuntimeError(f"Datasette answers {status}: {body[:300]!r}")
        return json.loads(body)

    def close(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def conditions(query: Query) -> list[str]:
    linked = [("themes", key) for key, _slug in query.themes]
    linked += [("organisations", query.organisation[0])] if query.organisation else []
    linked += [("speakers", query.person[0])] if query.person else []
    found = [
        f"id in (select fragment_id from {LINKS[name]} where value = {key})" for name, key in linked
    ]
    if query.years:
        found.append(f"year between {query.years[0]} and {query.years[1]}")
    if query.words:
        # Words of letters alone: nothing in them ends the quotes.
        terms = [" ".join(query.words)] if query.is_phrase else query.words
        match = " ".join(f'"{term}"' for term in terms)
        found.append(f"id in (select rowid from fragment_fts where fragment_fts match '{match}')")
    return found
