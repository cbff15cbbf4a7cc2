"""The flat rows counted with arrays: the oracle where plain SQL would take hours."""

from collections.abc import Iterable

import numpy as np

from benchmarks.flat import Flat
from benchmarks.peers.base import FACETS, TOP, Engine, Found, without_own
from benchmarks.queries import PAGE_SIZE, TITLE, Query


class Recount(Engine):
    """Answers the queries that it is made for: their words are looked up in one pass."""

    name = "recount"

    def __init__(self, flat: Flat, queries: Iterable[Query]):
        self.flat = flat
        wanted = {words for query in queries for words in sought(query)}
        self.found = {words: np.zeros(len(flat), bool) for words in wanted}
        if wanted:
            for place, text in flat.texts():
                for words, marks in self.found.items():
                    if words in text:
                        marks[place] = True

    def ask(self, query: Query) -> Found:
        marks = self.marks(query)
        places = np.flatnonzero(marks)
        if query.order == TITLE:
            places = places[np.argsort(self.flat.title_ranks[places])]
        first = (query.page - 1) * PAGE_SIZE
        return Found(
            total=len(places),
            page=self.flat.keys[places[first : first + PAGE_SIZE]].tolist(),
            facets={facet: self.top(facet, query, marks) for facet in FACETS},
        )

    def marks(self, query: Query) -> np.ndarray:
        marks = np.ones(len(self.flat), bool)
        for key, _slug in query.themes:
            marks &= self.flat.themes.any(key)
        if query.organisation:
            marks &= self.flat.organisations.any(query.organisation[0])
        if query.person:
            marks &= self.flat.speakers.any(query.person[0])
        if query.years:
            first, last = query.years
            marks &= (self.flat.years >= first) & (self.flat.years <= last)
        for words in sought(query):
            marks &= self.found[words]
        return marks

    def top(self, facet: str, query: Query, marks: np.ndarray) -> list[tuple[int, int]]:
        other = without_own(query, facet)
        counts = getattr(self.flat, facet).counts(self.marks(other) if other else marks)
        keys = np.flatnonzero(counts)
        keys = keys[np.argsort(-counts[keys], kind="stable")][:TOP]
        return [(int(key), int(counts[key])) for key in keys]


def sought(query: Query) -> list[str]:
    """What must stand in the text, with a space at each side."""
    terms = [" ".join(query.words)] if query.is_phrase else query.words
    return [f" {term} " for term in terms if term]
