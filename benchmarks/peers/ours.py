"""Our engine: from the index, and in plain SQL, which is the oracle."""

import logging
from functools import cache

from django.http import QueryDict

from benchmarks.peers.base import FACETS, TOP, Engine, Found
from benchmarks.queries import PAGE_SIZE, Query
from catalogue.listing.listing import Listing
from catalogue.search import SHOWN, find
from catalogue.search.finding import find_in_sql

ALL_FACETS = tuple(facet.field for facet in SHOWN)


@cache
def selected(query: Query):
    """The selection and the order that the query's address asks of the listing; ValueError for
    a filter that the listing does not read. Worked out once for each: the peers get their keys
    ready-made too, and the pages over HTTP pay for all of it."""
    listing = Listing(QueryDict(query.parameters))
    if listing.problems:
        raise ValueError(f"{query.address}: {listing.problems}")
    return listing.selection, listing.order


class NoIndex(logging.Handler):
    """Ends the run when plain SQL answers in place of the index: its times are not ours."""

    def emit(self, record):
        raise RuntimeError(record.getMessage())


def refuse_sql() -> None:
    """From now on, end the run when an answer does not come from the index."""
    logging.getLogger("catalogue.search.finding").addHandler(NoIndex())


class Ours(Engine):
    """`facets` are those to count."""

    name = "ours"

    def __init__(self, facets: tuple[str, ...] = FACETS):
        self.counted = facets

    def ask(self, query: Query) -> Found:
        return self.read(find(*selected(query)), query)

    def read(self, answer, query: Query) -> Found:
        return Found(
            total=answer.total,
            page=list(answer.page((query.page - 1) * PAGE_SIZE, PAGE_SIZE)),
            facets={facet: answer.top(facet, TOP) for facet in self.counted},
        )


class Oracle(Ours):
    name = "plain SQL"

    def ask(self, query: Query) -> Found:
        return self.read(find_in_sql(*selected(query)), query)


def compared(query: Query) -> list[str]:
    """The differences between the index and plain SQL in all that a page shows: the total, the
    fragments, and every value of every facet with its count."""
    ours, oracle = find(*selected(query)), find_in_sql(*selected(query))
    said = []
    if ours.total != oracle.total:
        said.append(f"total {ours.total}, in SQL {oracle.total}")
    first = (query.page - 1) * PAGE_SIZE
    if list(ours.page(first, PAGE_SIZE)) != list(oracle.page(first, PAGE_SIZE)):
        said.append("other fragments on the page")
    for facet in ALL_FACETS:
        if nonzero(ours.top(facet, None)) != nonzero(oracle.top(facet, None)):
            said.append(f"other {facet}")
        elif nonzero(ours.top(facet, TOP)) != nonzero(oracle.top(facet, TOP)):
            said.append(f"another top of {facet}")
    return said


def nonzero(pairs) -> list[tuple[int, int]]:
    return [(key, count) for key, count in pairs if count]
