"""An answer from the index: how many fragments, which ones in what order, and the facets' counts.

Bitmaps give the fragments for words, themes and who is mentioned. All other filters and facets
follow from the voice and the length of a fragment: counting these two together, once, is enough
for each of them with or without its own filter.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property

import numpy as np
from pyroaring import BitMap

from catalogue.models import Fragment
from catalogue.search import blocks
from catalogue.search.entries import FORMS, LENGTHS, ROLES
from catalogue.search.index import Index
from catalogue.search.matching import Matches
from catalogue.search.query import STORED_ORDERS
from catalogue.search.selection import Selection

FEW_HITS = 300_000  # up to so many, counting their themes one by one is quicker than by bitmap
SAMPLE = 2000  # hits
MOST_STEPS = 600  # bitmaps looked at before counting one by one after all
OF_VOICES = ("interviews", "speakers", "roles", "organisations", "forms")


class IndexAnswer:
    """What a selection finds in the index at one moment."""

    def __init__(self, index: Index, selection: Selection, order: str, at: datetime):
        self.index, self.selection, self.order, self.at = index, selection, order, at

    @cached_property
    def matches(self) -> Matches:
        return Matches(self.index, self.selection.question, self.at)

    @property
    def shelf(self) -> dict:
        """Kept as long as this index is, and nothing passes that the public would notice."""
        return self.index.remembered(("shelf", self.index.moment(self.at)), dict)

    # Which fragments

    @property
    def is_all(self) -> bool:
        return self.selection == Selection()

    def _remembered(self, name: str, make: Callable):
        """What is asked of the whole catalogue is worked out once for each state of it."""
        if not self.is_all:
            return make()
        return self.index.remembered((name, self.index.moment(self.at)), make)

    @cached_property
    def _base(self) -> BitMap:
        """What words and themes leave."""
        found = self.index.public(self.at)
        for key in self.selection.themes:
            found = found & self.index.branch(key, self.at)
        return self.matches.narrowed(found)

    @cached_property
    def _narrow(self) -> BitMap:
        """What words, themes and who is mentioned leave."""
        if not self.selection.mentioned:
            return self._base
        names = [blocks.mentioning(key) for key in self.selection.mentioned]
        return self._base & self.index.union(names)

    @cached_property
    def _keys(self) -> np.ndarray:
        return keys_of(self._narrow)

    @cached_property
    def _counts(self) -> np.ndarray:
        """The number of fragments by voice and length, filters of these two left out."""

        def count() -> np.ndarray:
            size = len(self.index.voices) * len(LENGTHS)
            codes = self.index.code[self._keys]
            return np.bincount(codes, minlength=size).reshape(-1, len(LENGTHS))

        selection = self.selection
        if selection.question or selection.themes or selection.mentioned:
            return count()
        return self.index.remembered(("counts", self.index.moment(self.at)), count)

    @cached_property
    def _kept_lengths(self) -> np.ndarray:
        wanted = self.selection.lengths
        return np.array([not wanted or name in wanted for name in LENGTHS])

    def _kept_voices(self, *, without: str = "") -> np.ndarray:
        """Which voices pass the filters on voices, but for one of these."""
        selection, voices = self.selection, self.index.voices
        kept = np.ones(len(voices), bool)
        if selection.interviews and without != "interviews":
            kept &= np.isin(voices.interview, selection.interviews)
        for name, ragged, wanted in (
            ("speakers", voices.people, selection.speakers),
            ("roles", voices.roles, [ROLES.index(role) for role in selection.roles]),
            ("organisations", voices.organisations, selection.organisations),
            (
                "forms",
                voices.forms,
                [place for place, form in enumerate(FORMS) if form in selection.forms],
            ),
        ):
            if getattr(selection, name) and without != name:
                kept &= ragged.any(np.isin(np.arange(_size(ragged)), wanted))
        if selection.year_from or selection.year_to:
            kept &= self._in_years()
        if selection.materials:
            kept[:] = False  # captions, transcripts and downloads are not published yet
        return kept

    def _in_years(self) -> np.ndarray:
        periods = self.index.voices.periods
        first, last = periods.values[0::2], periods.values[1::2]
        since, until = self.selection.year_from or 0, self.selection.year_to or 9999
        overlaps = np.repeat((first <= until) & (last >= since), 2)
        marks = np.concatenate([[0], np.cumsum(overlaps)])
        starts = periods.starts.astype(np.int64)
        return marks[starts + periods.lengths] > marks[starts]

    @cached_property
    def _is_kept(self) -> np.ndarray | None:
        """By code, whether the filters on voices and lengths keep it; None when all are kept."""
        kept = self._kept_voices()[:, None] & self._kept_lengths[None, :]
        return None if kept.all() else kept.reshape(-1)

    @cached_property
    def _hits(self) -> np.ndarray:
        """The keys of the fragments found, rising."""
        if self._is_kept is None:
            return self._keys
        return self._keys[self._is_kept[self.index.code[self._keys]]]

    @cached_property
    def _found(self) -> BitMap:
        return self._narrow if self._is_kept is None else blocks.bitmap(self._hits)

    @cached_property
    def total(self) -> int:
        counts = self._counts
        return int(
            counts.sum() if self._is_kept is None else counts.reshape(-1)[self._is_kept].sum()
        )

    # In what order

    def page(self, first: int, number: int) -> list[int]:
        """The keys of so many fragments from place `first`, counted from 0."""
        if self.order != "relevantie" or not self.selection.question:
            order = "nieuwste" if self.order == "relevantie" else self.order
            return self._remembered(
                f"{order} {first} {number}",
                lambda: self._slice(self._hits, order, first, number),
            )
        keys: list[int] = []
        for tier in self.matches.tiers(self._found):
            if len(keys) < number and first < len(tier):
                keys += self._slice(keys_of(tier), "nieuwste", first, number - len(keys))
            first = max(0, first - len(tier))
        return keys

    def _slice(self, keys: np.ndarray, order: str, first: int, number: int) -> list[int]:
        """From the stored places of what did not change, and what did change put between it: so
        many as have changed can have come before, and no more."""
        index = self.index
        changed = [key for key in index.changed if _holds(keys, key)] if index.changed else []
        steady = keys[~np.isin(keys, changed)] if changed else keys
        begin = max(0, first - len(changed))
        window = _smallest(steady, index.rank(order), begin, first + number)
        if changed:
            rows = Fragment.objects.filter(pk__in=[*window, *changed])
            window = list(rows.order_by(*STORED_ORDERS[order]).values_list("pk", flat=True))
        return window[first - begin : first - begin + number]

    # How many of each

    def top(self, facet: str, number: int | None) -> list[tuple[int, int]]:
        """The values of a facet that give most, with how many they give: most first, then by key.
        All of them when no number is given."""
        return self._remembered(f"{facet} {number}", lambda: self._top(facet, number))

    def _top(self, facet: str, number: int | None) -> list[tuple[int, int]]:
        if facet == "themes":
            return _Branches(self).top(number)
        if facet == "mentioned":
            return _most(self._mentioned_counts(), number)
        return _most(self._voice_counts(facet), number)

    def has_more(self, facet: str, number: int) -> bool:
        """Whether more values of a facet than this number give any fragment."""
        return self._remembered(f"more {facet} {number}", lambda: self._has_more(facet, number))

    def _has_more(self, facet: str, number: int) -> bool:
        if facet == "themes":
            return _Branches(self).has_more(number)
        counts = self._mentioned_counts() if facet == "mentioned" else self._voice_counts(facet)
        return int(np.count_nonzero(counts)) > number

    def counts(self, facet: str, keys: list[int]) -> dict[int, int]:
        """How many each of these values of a facet gives, none included."""
        if facet == "themes":
            return _Branches(self).counts(keys)
        all_counts = self._mentioned_counts() if facet == "mentioned" else self._voice_counts(facet)
        return {key: int(all_counts[key]) if key < len(all_counts) else 0 for key in keys}

    def _voice_counts(self, facet: str) -> np.ndarray:
        """By key or place: of roles, forms and lengths the place in their list."""
        if facet == "lengths":
            return self._counts[self._kept_voices()].sum(axis=0)
        by_voice = self._counts[:, self._kept_lengths].sum(axis=1)
        by_voice = np.where(self._kept_voices(without=facet), by_voice, 0)
        voices = self.index.voices
        if facet == "interviews":
            return np.bincount(voices.interview, weights=by_voice).astype(np.int64)
        ragged = {
            "speakers": voices.people,
            "roles": voices.roles,
            "organisations": voices.organisations,
            "forms": voices.forms,
        }[facet]
        weights = np.repeat(by_voice, ragged.lengths)
        return np.bincount(ragged.values, weights=weights).astype(np.int64)

    def _mentioned_counts(self) -> np.ndarray:
        keys = self._hits
        if self.selection.mentioned:
            keys = keys_of(self._base)
            if self._is_kept is not None:
                keys = keys[self._is_kept[self.index.code[keys]]]
        people, _lengths = self.index.mentioned.take(keys)
        return np.bincount(people)


class _Branches:
    """Counts of themes, what is below them included, over the hits of an answer."""

    def __init__(self, answer: IndexAnswer):
        self.index, self.at = answer.index, answer.at
        self.hits, self.found = answer._hits, answer._found
        self.seen = self.index.tree.seen_at(self.at)

    def top(self, number: int | None) -> list[tuple[int, int]]:
        if number is None or len(self.hits) <= FEW_HITS:
            return _most(self._one_by_one(self.hits), number)
        best = self._by_bitmap(number)
        return _most(self._one_by_one(self.hits), number) if best is None else best

    def has_more(self, number: int) -> bool:
        """Some of the hits nearly always say so already."""
        some = self.hits[:: max(1, len(self.hits) // SAMPLE)]
        return any(np.count_nonzero(self._one_by_one(keys)) > number for keys in (some, self.hits))

    def counts(self, keys: list[int]) -> dict[int, int]:
        return {key: self._count(key) for key in keys}

    def _count(self, key: int) -> int:
        """Stored fragments by bitmap, changed ones by theirs."""
        count = self._steady.intersection_cardinality(self.index.stored_branch(key, self.at))
        if self._changed:
            moved = BitMap()
            for theme in self.seen.branch(key):
                moved |= self.index.added.get(blocks.on_theme(theme), BitMap())
            count += moved.intersection_cardinality(self._changed)
        return count

    @cached_property
    def _changed(self) -> BitMap:
        return self.found & self.index.changed

    @cached_property
    def _steady(self) -> BitMap:
        return self.found - self.index.changed if self._changed else self.found

    def _one_by_one(self, keys: np.ndarray) -> np.ndarray:
        """Counts by key of theme: from the themes of each of these fragments and what is above
        them, each once for a fragment."""
        values, lengths = self.index.themes.take(keys)
        size = self.seen.levels.shape[1]
        values = np.where(values < size, values, 0)  # newer than the tree: no theme has key 0
        place = np.arange(len(values)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        later = [np.flatnonzero(place >= back) for back in range(1, int(lengths.max(initial=0)))]
        counts = np.zeros(size, np.int64)
        for level in self.seen.levels:
            themes = level[values]
            is_first = themes >= 0
            for back, some in enumerate(later, start=1):
                is_first[some] &= themes[some] != themes[some - back]
            counts += np.bincount(themes[is_first], minlength=size)
        return counts

    def _by_bitmap(self, number: int) -> list[tuple[int, int]] | None:
        """The most frequent, from the largest themes downwards: those that could not reach the
        last place any more are never looked at. None when too many could."""
        keys, bounds = self._sizes()
        counted: list[tuple[int, int]] = []
        for step in range(0, len(keys), number):
            if step > MOST_STEPS:
                return None
            if len(counted) >= number and bounds[step] < counted[number - 1][1]:
                break
            some = keys[step : step + number].tolist()
            self._read_ahead(some)
            counted += [(key, count) for key in some if (count := self._count(key))]
            counted.sort(key=lambda pair: (-pair[1], pair[0]))
        return counted[:number]

    def _read_ahead(self, keys: list[int]) -> None:
        """Read the bitmaps of these themes in one query."""
        names = [
            blocks.in_branch(key) if key in self.seen.branches else blocks.on_theme(key)
            for key in keys
        ]
        self.index.stored(names)

    def _sizes(self) -> tuple[np.ndarray, np.ndarray]:
        """Public themes, largest first, and how many fragments each has at most: those of the
        blocks, and all that have changed since."""

        def sort() -> tuple[np.ndarray, np.ndarray]:
            levels, own = self.seen.levels, self.index.stored_sizes
            own = np.pad(own[: levels.shape[1]], (0, max(0, levels.shape[1] - len(own))))
            sizes = np.zeros(levels.shape[1], np.int64)
            for level in levels:
                is_there = level >= 0
                sizes += np.bincount(
                    level[is_there], weights=own[is_there], minlength=len(sizes)
                ).astype(np.int64)
            keys = np.array(sorted(self.seen.public), np.int64)
            order = np.argsort(-sizes[keys], kind="stable")
            return keys[order], sizes[keys[order]]

        keys, sizes = self.index.kept(("sizes", self.seen), sort)
        return keys, sizes + len(self.index.changed)


def keys_of(bits: BitMap) -> np.ndarray:
    return np.frombuffer(bits.to_array(), np.uint32)


def _size(ragged) -> int:
    return int(ragged.values.max(initial=0)) + 1


def _holds(keys: np.ndarray, key: int) -> bool:
    place = int(np.searchsorted(keys, key))
    return place < len(keys) and int(keys[place]) == key


def _smallest(keys: np.ndarray, rank: np.ndarray, begin: int, end: int) -> list[int]:
    """The keys at places `begin` up to `end` when put in the order of their ranks."""
    end = min(end, len(keys))
    if begin >= end:
        return []
    ranks = rank[keys]
    if end < len(keys):
        limit = np.partition(ranks, end - 1)[end - 1]
        is_near = ranks <= limit
        keys, ranks = keys[is_near], ranks[is_near]
    return keys[np.argsort(ranks)[begin:end]].tolist()


def _most(counts: np.ndarray, number: int | None) -> list[tuple[int, int]]:
    """Places and counts, the highest first, then by place; none of those with no count."""
    places = np.flatnonzero(counts)
    if number is not None and len(places) > number:
        limit = np.partition(counts[places], -number)[-number]
        places = places[counts[places] >= limit]
    order = np.lexsort((places, -counts[places]))[:number]
    return [(int(places[one]), int(counts[places[one]])) for one in order]
