"""An answer from the index: how many fragments, which ones in what order, and the facets' counts.

Bitmaps give the fragments for words, themes and who is mentioned. All other filters and facets
follow from the voice and the length of a fragment: counting these two together, once, is enough
for each of them with or without its own filter.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
from pyroaring import BitMap

from catalogue.search.facets import (
    BY_FIELD,
    FACETS,
    LENGTHS,
    OF_VOICES,
    Facet,
    Selection,
    ValueSource,
)
from catalogue.search.index import bitmaps
from catalogue.search.index.snapshot import Index
from catalogue.search.index.theme_counts import Branches, ThemeCounts, most
from catalogue.search.index.words import Matches

SPARSE = 100_000  # fragments up to which each is looked at by itself


class IndexAnswer:
    """What a selection finds in the index at one moment."""

    def __init__(self, index: Index, selection: Selection, order: str, at: datetime):
        self.index, self.selection, self.order, self.at = index, selection, order, at
        self._counted: dict[str, np.ndarray] = {}

    @cached_property
    def matches(self) -> Matches:
        return Matches(self.index, self.selection.question, self.at)

    @cached_property
    def stamp(self) -> str:
        return self.index.stamp(self.at)

    # Which fragments

    @cached_property
    def is_all(self) -> bool:
        return self.selection == Selection()

    def _remembered(self, name: str, make: Callable[[], Any]) -> Any:
        """What is asked of the whole catalogue is worked out once for each state of it."""
        if not self.is_all:
            return make()
        return self.index.remembered(self.at, name, make)

    @cached_property
    def _base(self) -> BitMap:
        """What words and themes leave."""
        found = self.index.public(self.at)
        branches = Branches(self.index, self.at)
        for key in self.selection.themes:
            found = found & branches.united([key])
        return self.matches.narrowed(found)

    @cached_property
    def _narrow(self) -> BitMap:
        """What words, themes and who is mentioned leave."""
        if not self.selection.mentioned:
            return self._base
        names = [bitmaps.mentioning(key) for key in self.selection.mentioned]
        return self._base & self.index.union(names)

    @cached_property
    def _counts(self) -> np.ndarray:
        """The number of fragments by voice and length, filters of these two left out. Of most of
        the catalogue, what is not found is counted."""

        def count(found: BitMap) -> np.ndarray:
            size = len(self.index.voices) * len(LENGTHS)
            codes = self.index.code.take(bitmaps.keys_of(found))
            return np.bincount(codes, minlength=size).reshape(-1, len(LENGTHS))

        public = self.index.public(self.at)
        if 2 * len(self._narrow) <= len(public):
            return count(self._narrow)
        counts = self.index.remembered(self.at, "counts", lambda: count(public))
        return counts - count(public - self._narrow)

    @cached_property
    def _by_voice(self) -> np.ndarray:
        """The number of fragments by voice, those of the wrong length left out."""
        return self._counts[:, self._kept_lengths].sum(axis=1)

    @cached_property
    def _kept_lengths(self) -> np.ndarray:
        wanted = self.selection.lengths
        return np.array([not wanted or name in wanted for name in LENGTHS])

    @cached_property
    def _passing(self) -> dict[str, np.ndarray]:
        """By filter that is on: which voices pass it."""
        selection, voices = self.selection, self.index.voices
        passing = {}
        for facet in FACETS:
            if not (chosen := selection.chosen(facet)):
                continue
            if facet.source in OF_VOICES:
                passing[facet.field] = voices.having(facet.column, facet.numbers_of(chosen))
            elif facet.source is ValueSource.NOWHERE:
                passing[facet.field] = np.zeros(len(voices), bool)
        if selection.year_from or selection.year_to:
            passing["years"] = self._in_years()
        return passing

    def _in_years(self) -> np.ndarray:
        periods = self.index.voices.lists["periods"]
        first, last = periods.values[0::2], periods.values[1::2]
        since, until = self.selection.year_from or 0, self.selection.year_to or 9999
        return periods.any_marked(np.repeat((first <= until) & (last >= since), 2))

    def _kept_voices(self, *, without: str = "") -> np.ndarray:
        """Which voices pass the filters on voices, but for one of these."""
        kept = np.ones(len(self.index.voices), bool)
        for name, passes in self._passing.items():
            if name != without:
                kept &= passes
        return kept

    @cached_property
    def _heard(self) -> np.ndarray:
        """The number of fragments by voice, those left out that a filter leaves out."""
        return np.where(self._kept_voices(), self._by_voice, 0) if self._passing else self._by_voice

    @cached_property
    def _is_kept(self) -> np.ndarray | None:
        """By code, whether the filters on voices and lengths keep it; None when all are kept."""
        if not self._passing and self._kept_lengths.all():
            return None
        kept = self._kept_voices()[:, None] & self._kept_lengths[None, :]
        return kept.reshape(-1)

    def _kept(self, found: BitMap) -> BitMap:
        """Those of these fragments that the filters on voices and lengths keep."""
        if self._is_kept is None:
            return found
        if len(found) <= SPARSE:
            keys = bitmaps.keys_of(found)
            return bitmaps.bitmap(keys.compress(self._is_kept.take(self.index.code.take(keys))))
        if self._kept_lengths.all():
            return found & self.index.of_voices(self._kept_voices())
        return found & self.index.of_codes(self._is_kept)

    @cached_property
    def _found(self) -> BitMap:
        return self._kept(self._narrow)

    @property
    def total(self) -> int:
        return len(self._found)

    # In what order

    def page(self, first: int, number: int) -> list[int]:
        """The keys of so many fragments from place `first`, counted from 0."""
        if self.order != "relevantie" or not self.selection.question:
            order = "nieuwste" if self.order == "relevantie" else self.order
            return self._remembered(
                f"{order} {first} {number}",
                lambda: self._slice(self._found, order, first, number),
            )
        keys: list[int] = []
        for tier in self.matches.tiers(self._found):
            if first < len(tier):
                keys += self._slice(tier, "nieuwste", first, number - len(keys))
            if len(keys) == number:
                break
            first = max(0, first - len(tier))
        return keys

    def _slice(self, found: BitMap, order: str, first: int, number: int) -> list[int]:
        """From the stored places of what did not change, and what did change put between it: so
        many as have changed can have come before, and no more."""
        changed = found & self.index.changed
        steady = found - changed if changed else found
        begin = max(0, first - len(changed))
        window = self._window(steady, order, begin, first + number)
        if changed:
            window = self.index.rows.in_order([*window, *changed], order)
        return window[first - begin : first - begin + number]

    def _window(self, steady: BitMap, order: str, begin: int, end: int) -> list[int]:
        """The unchanged fragments at places `begin` up to `end` in an order. Of many
        only those at the beginning of the order are looked at, as much of it as is likely to be
        enough."""
        rank, beginnings = self.index.rank(order)
        for some in beginnings:
            if len(some) < len(steady) and len(some) * len(steady) > end * len(rank):
                near = some & steady
                if len(near) >= end:
                    return _smallest(bitmaps.keys_of(near), rank, begin, end)
        return _smallest(bitmaps.keys_of(steady), rank, begin, end)

    # How many of each

    def top(self, facet: str, number: int | None) -> list[tuple[int, int]]:
        """The values of a facet that give most, with how many they give: most first, then by key.
        All of them when no number is given."""
        return self._remembered(f"{facet} {number}", lambda: self._top(facet, number))

    def _top(self, facet: str, number: int | None) -> list[tuple[int, int]]:
        if BY_FIELD[facet].source is ValueSource.THEME:
            return self._themes.top(number)
        return most(self._all(facet), number)

    def has_more(self, facet: str, number: int) -> bool:
        """Whether more values of a facet than this number give any fragment."""
        return self._remembered(f"more {facet} {number}", lambda: self._has_more(facet, number))

    def _has_more(self, facet: str, number: int) -> bool:
        if BY_FIELD[facet].source is ValueSource.THEME:
            return self._themes.has_more(number)
        return int(np.count_nonzero(self._all(facet))) > number

    def counts(self, facet: str, keys: list[int]) -> dict[int, int]:
        """How many each of these values of a facet gives, none included."""
        if BY_FIELD[facet].source is ValueSource.THEME:
            return self._themes.counts(keys)
        counts = self._all(facet)
        return {key: int(counts[key]) if key < len(counts) else 0 for key in keys}

    @cached_property
    def _themes(self) -> ThemeCounts:
        return ThemeCounts(self.index, self.at, self._found)

    def _all(self, facet: str) -> np.ndarray:
        """By key or place in the facet's values (int64), counted once."""
        if facet not in self._counted:
            match BY_FIELD[facet].source:
                case ValueSource.MENTION:
                    self._counted[facet] = self._mentioned_counts()
                case ValueSource.LENGTH:
                    self._counted[facet] = self._length_counts()
                case _:
                    self._counted[facet] = self._voice_counts(BY_FIELD[facet])
        return self._counted[facet]

    def _length_counts(self) -> np.ndarray:
        counts = self._counts
        if self._passing:
            counts = counts.compress(self._kept_voices(), axis=0)
        return np.array([column.sum() for column in counts.T])  # sooner than sum(axis=0)

    def _voice_counts(self, facet: Facet) -> np.ndarray:
        by_voice = self._heard
        if facet.field in self._passing:
            by_voice = np.where(self._kept_voices(without=facet.field), self._by_voice, 0)
        return self.index.voices.counts(facet.column, by_voice)

    def _mentioned_counts(self) -> np.ndarray:
        index = self.index
        found = self._kept(self._base) if self.selection.mentioned else self._found
        owners = index.derived("who mention", lambda: bitmaps.bitmap(index.mentioned.owners))
        steady = bitmaps.keys_of((found & owners) - index.changed)
        since = index.mentioned_since.among(bitmaps.keys_of(found & index.changed))
        return np.bincount(np.concatenate([index.mentioned.beside(steady), since.values]))


def _smallest(keys: np.ndarray, rank: np.ndarray, begin: int, end: int) -> list[int]:
    """The keys at places `begin` up to `end` when put in the order of their ranks."""
    end = min(end, len(keys))
    if begin >= end:
        return []
    ranks = rank.take(keys)
    if end < len(keys):
        limit = np.partition(ranks, end - 1)[end - 1]
        is_near = ranks <= limit
        keys, ranks = keys.compress(is_near), ranks.compress(is_near)
    return keys[np.argsort(ranks)[begin:end]].tolist()
