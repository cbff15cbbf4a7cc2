"""PostgreSQL by itself: arrays of values, a text index, one question in SQL."""

import time
from typing import Any

import psycopg

from benchmarks.flat import Flat
from benchmarks.peers.base import FACETS, TOP, Engine, Found, TooLong, without_own
from benchmarks.queries import PAGE_SIZE, TITLE, Query

SCHEMA = """
CREATE TABLE flat_fragment (
  place integer PRIMARY KEY, key bigint, title_rank integer, year smallint,
  themes integer[], organisations integer[], speakers integer[], words tsvector
)"""
INDEXES = """
CREATE INDEX ON flat_fragment USING gin (themes);
CREATE INDEX ON flat_fragment USING gin (organisations);
CREATE INDEX ON flat_fragment USING gin (speakers);
CREATE INDEX ON flat_fragment USING gin (words);
CREATE INDEX ON flat_fragment (title_rank);
CREATE INDEX ON flat_fragment (year);
ANALYZE flat_fragment;
"""
SETTINGS = {
    "work_mem": "256MB",
    "maintenance_work_mem": "1GB",
    "effective_cache_size": "8GB",
    "random_page_cost": "1.1",
    "max_parallel_workers_per_gather": "2",
    "jit": "off",
}


class Postgres(Engine):
    name = "PostgreSQL"

    def __init__(self, address: str, flat: Flat, *, patience_s: float):
        self.connection = psycopg.connect(address, autocommit=True)
        for name, value in SETTINGS.items():
            self.connection.execute(f"SET {name} = '{value}'")
        before = time.perf_counter()
        self.connection.execute("DROP TABLE IF EXISTS flat_fragment")
        self.fill(flat)
        seconds = round(time.perf_counter() - before, 1)
        [[size]] = self.connection.execute("SELECT pg_total_relation_size('flat_fragment')")
        self.cost = {"seconds": seconds, "bytes": size}
        self.connection.execute(f"SET statement_timeout = {int(patience_s * 1000)}")

    def fill(self, flat: Flat) -> None:
        titles, years, keys = flat.title_ranks.tolist(), flat.years.tolist(), flat.keys.tolist()
        many = [getattr(flat, name) for name in FACETS]
        self.connection.execute(SCHEMA)
        with self.connection.cursor().copy("COPY flat_fragment FROM STDIN") as copy:
            for place, text in flat.texts():
                arrays = [values[place] for values in many]
                vector = vector_of(text)
                copy.write_row((place, keys[place], titles[place], years[place], *arrays, vector))
        for statement in filter(str.strip, INDEXES.split(";")):
            self.connection.execute(statement)

    def ask(self, query: Query) -> Found:
        try:
            return self.answer(query)
        except psycopg.errors.QueryCanceled as error:
            raise TooLong from error

    def answer(self, query: Query) -> Found:
        others = {facet: without_own(query, facet) for facet in FACETS}
        here = [facet for facet, other in others.items() if other is None]
        order = "title_rank" if query.order == TITLE else "place"
        page = f"SELECT key FROM hit ORDER BY {order} LIMIT {PAGE_SIZE}"
        page += f" OFFSET {(query.page - 1) * PAGE_SIZE}"
        rows = self.rows(query, here, f"(SELECT count(*) FROM hit), ARRAY({page})")
        total, keys, *tops = rows
        counted = dict(zip(here, map(pairs, tops), strict=True))
        for facet, other in others.items():
            if other is not None:
                counted[facet] = pairs(self.rows(other, [facet], "0")[1])
        return Found(total, keys, counted)

    def rows(self, query: Query, facets: list[str], first: str) -> tuple:
        where, values = condition(query)
        tops = "".join(
            f", ARRAY(SELECT ARRAY[value, count(*)] FROM hit, unnest({facet}) AS value"
            f" GROUP BY value ORDER BY count(*) DESC, value LIMIT {TOP})"
            for facet in facets
        )
        columns = ", ".join(["key", "place", "title_rank", *facets])
        sql = f"WITH hit AS MATERIALIZED (SELECT {columns} FROM flat_fragment {where})"
        [row] = self.connection.execute(f"{sql} SELECT {first}{tops}", values)
        return row

    def close(self) -> None:
        self.connection.close()


def vector_of(text: str) -> str:
    """The words of a text with their positions, as PostgreSQL reads a tsvector: past its parser,
    which would take some of the words apart."""
    places: dict[str, list[str]] = {}
    for place, word in enumerate(text.split(), start=1):
        places.setdefault(word, []).append(str(min(place, 16_383)))
    return " ".join(f"'{word}':{','.join(at[:255])}" for word, at in places.items())


def condition(query: Query) -> tuple[str, list]:
    parts: list[str] = []
    values: list[Any] = []
    if query.themes:
        parts.append("themes @> %s::integer[]")
        values.append([key for key, _slug in query.themes])
    if query.organisation:
        parts.append("organisations @> %s::integer[]")
        values.append([query.organisation[0]])
    if query.person:
        parts.append("speakers @> %s::integer[]")
        values.append([query.person[0]])
    if query.years:
        parts.append("year BETWEEN %s AND %s")
        values += query.years
    if query.words:
        parts.append("words @@ %s::tsquery")
        values.append((" <-> " if query.is_phrase else " & ").join(query.words))
    return ("WHERE " + " AND ".join(parts) if parts else ""), values


def pairs(rows: list[list[int]]) -> list[tuple[int, int]]:
    return [(key, count) for key, count in rows]
