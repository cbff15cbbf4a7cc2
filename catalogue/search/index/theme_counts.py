"""Branches of themes, and counts of themes over the fragments that an answer found.

A branch has the fragments in a theme or in one below it, all of these themes public.

A theme with nothing below it is counted from the lists of themes of the fragments. A branch is
counted by bitmap, since a fragment counts once in it; but only when it could be among the most
frequent. Where very many fragments were found, all are counted by bitmap, largest first.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from itertools import chain

import numpy as np
from pyroaring import BitMap, FrozenBitMap

from catalogue.search.index import bitmaps
from catalogue.search.index.arrays import Ragged, within
from catalogue.search.index.snapshot import Index

FEW_HITS = 20_000  # up to so many, looking at what is above each of their themes is quickest
MANY_HITS = 1 / 20  # of all that is published: from there, bitmaps are quicker than lists of themes
SAMPLE = 100  # hits
AT_ONCE = 12  # bitmaps read in one query
MOST_BITMAPS = 300  # that are looked at before the lists are after all
NOTHING = FrozenBitMap()
SMALL_THEME = 1000  # fragments up to which a theme's are kept in memory
LARGE_BRANCH = 20_000  # fragments from which a branch is read, even of small themes


class Branches:
    """The branches that an index has at one moment. No bitmap that is given is to be changed."""

    def __init__(self, index: Index, at: datetime):
        self.index, self.at = index, at
        self.seen = index.tree.seen_at(at)

    def united(self, keys: list[int]) -> BitMap:
        """The fragments in any of these branches."""
        small = self._small(keys)
        read = self.stored([key for key in keys if key not in small])
        found = BitMap.union(self._in_small(small.values()), *read.values())
        if self.index.changed:
            found = BitMap.union(found - self.index.changed, *map(self.added, keys))
        return found

    def _small(self, keys: list[int]) -> dict[int, list[int]]:
        """Those of these themes that have few fragments, with the themes in their branches, of
        which none has many either."""
        sizes, small = self.sizes(), {}
        for key in keys:
            branch = self.seen.branch(key)
            counts = sizes.take(branch)
            if counts.max(initial=0) < SMALL_THEME and counts.sum() < LARGE_BRANCH:
                small[key] = branch
        return small

    def _in_small(self, branches: Iterable[list[int]]) -> BitMap:
        """The fragments in the blocks that are in any of these themes, all of them small."""
        themes = np.array(sorted(set(chain.from_iterable(branches))), np.int64)
        lists = self.of_small()
        return bitmaps.bitmap(lists.take(themes[themes < len(lists)])[0])

    def of_small(self) -> Ragged:
        """By key of theme: the fragments that the blocks have in it, where these are few."""

        def turn() -> Ragged:
            return self.index.themes.turned(self._stored_sizes() < SMALL_THEME)

        return self.index.derived("in small themes", turn)

    def sizes(self) -> np.ndarray:
        """By key of theme: how many fragments the blocks have in it, those below it not counted."""
        number = self.seen.levels.shape[1]
        return np.pad(self._stored_sizes(), (0, number))[:number]

    def _stored_sizes(self) -> np.ndarray:
        return self.index.derived("theme sizes", self.index.themes.counts)

    def added(self, key: int) -> BitMap:
        """Of a branch what has changed since the blocks were made."""
        added = self.index.remembered(self.at, "added in branches", self._all_added)
        return added.get(key, NOTHING)

    def _all_added(self) -> dict[int, BitMap]:
        ancestors = self.seen.ancestors
        found: defaultdict[int, BitMap] = defaultdict(BitMap)
        for name, bits in self.index.added.items():
            theme = bitmaps.theme_of(name)
            for key in (theme, *ancestors[theme]) if theme in ancestors else ():
                found[key] |= bits
        return found

    def stored(self, keys: list[int]) -> dict[int, BitMap]:
        """What the blocks say of these branches, changes not counted, read in one query unless the
        tree has changed."""
        names = {key: self._name(key) for key in keys}
        stored = self.index.stored.named(filter(None, names.values()))
        return {
            key: stored[name] if name else self._not_as_stored(key) for key, name in names.items()
        }

    def _name(self, key: int) -> str:
        """Under which the blocks have it; an empty text when it is not as it was for them."""
        if key not in self.seen.branches:
            return bitmaps.on_theme(key) if key in self.seen.public else ""
        return bitmaps.in_branch(key) if self.index.rollups.get(key) == self.seen.mark(key) else ""

    def _not_as_stored(self, key: int) -> BitMap:
        """A branch that is not as it was when the blocks were made."""
        branch = self.seen.branch(key)
        if not branch:
            return BitMap()
        name = f"{bitmaps.in_branch(key)}:{self.seen.mark(key)}"
        return self.index.stored.union(name, map(bitmaps.on_theme, branch))


class ThemeCounts:
    """Counts over the fragments found at one moment."""

    def __init__(self, index: Index, at: datetime, found: BitMap):
        self.index, self.at, self.found = index, at, found
        self.branches = Branches(index, at)
        self.seen = self.branches.seen
        self.size = self.seen.levels.shape[1]

    @cached_property
    def hits(self) -> np.ndarray:
        """Their keys, rising."""
        return bitmaps.keys_of(self.found)

    def top(self, number: int | None) -> list[tuple[int, int]]:
        """The themes that give most, with how many they give: most first, then by key."""
        if number is None or len(self.found) <= FEW_HITS:
            return most(self._one_by_one(self.hits), number)
        if len(self.found) >= MANY_HITS * len(self.index.always_public):
            some = self._best(number, *self._sizes(), at_most=MOST_BITMAPS)
            if some is not None:
                return some
        counts = self._rolled_up(self._own)
        is_branch = np.zeros(self.size, bool)
        is_branch[list(self.seen.branches)] = True
        sure = most(np.where(is_branch, 0, counts), number)
        branches = most(np.where(is_branch, counts, 0), None)
        keys, bounds = np.array(branches, np.int64).reshape(-1, 2).T
        # Without `at_most` there is always an answer.
        return self._best(number, keys, bounds, sure=sure) or []

    def has_more(self, number: int) -> bool:
        """Whether more themes than this number give any; a part of the hits nearly always says so
        already."""
        places = range(0, len(self.found), max(1, len(self.found) // SAMPLE))
        some = np.array([self.found[place] for place in places], np.uint32)
        if np.count_nonzero(self._one_by_one(some)) > number:
            return True
        return bool(np.count_nonzero(self._rolled_up(self._own)) > number)

    def counts(self, keys: list[int]) -> dict[int, int]:
        """Stored fragments by bitmap, changed ones by theirs."""
        stored = self.branches.stored(keys)
        counts = {key: self._steady.intersection_cardinality(stored[key]) for key in keys}
        if self._changed:
            for key in keys:
                moved = self.branches.added(key)
                counts[key] += moved.intersection_cardinality(self._changed)
        return counts

    def _best(
        self,
        number: int,
        keys: np.ndarray,
        bounds: np.ndarray,
        *,
        sure: Iterable[tuple[int, int]] = (),
        at_most: int | None = None,
    ) -> list[tuple[int, int]] | None:
        """The most frequent of those that are sure and of these keys, each with what it can give at
        most, falling. Keys that cannot reach the last place any more are never looked at, nor is
        what is below a theme that did not reach it. None when more than `at_most` could."""
        best, looked_at = list(sure), 0
        missed: set[int] = set()
        for step in range(0, len(keys), AT_ONCE):
            least = best[number - 1][1] if len(best) >= number else 1
            if bounds[step] < least:
                break
            if at_most is not None and looked_at >= at_most:
                return None
            some = []
            for key in keys[step : step + AT_ONCE].tolist():
                if missed.isdisjoint(self.seen.ancestors[key][:1]):
                    some.append(key)
                else:
                    missed.add(key)
            counts = self.counts(some)
            looked_at += len(some)
            missed.update(key for key, count in counts.items() if count < least)
            best += [(key, count) for key, count in counts.items() if count >= least]
            best.sort(key=lambda pair: (-pair[1], pair[0]))
            del best[number:]
        return best

    @cached_property
    def _changed(self) -> BitMap:
        return self.found & self.index.changed

    @cached_property
    def _steady(self) -> BitMap:
        return self.found - self.index.changed if self._changed else self.found

    def _themes_of(self, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The themes of these fragments, whose keys rise, end to end, and how many each has; key 0,
        which no theme has, for those that the tree does not know."""
        index = self.index
        if not index.changed:
            values, lengths = index.themes.take(keys)
        else:
            changed = bitmaps.keys_of(index.changed)
            changed = changed[within(keys, changed)]
            steady = np.delete(keys, np.searchsorted(keys, changed))
            values, lengths = index.themes.take(steady)
            since = index.themes_since.among(changed)
            values = np.concatenate([values, since.values])
            lengths = np.concatenate([lengths, since.numbers])
        return np.where(values < self.size, values, 0), lengths

    @cached_property
    def _own(self) -> np.ndarray:
        """By key of theme: how many of the hits stand in it itself."""
        return np.bincount(self._themes_of(self.hits)[0], minlength=self.size)

    def _rolled_up(self, own: np.ndarray) -> np.ndarray:
        """Added up over what is below: a fragment that stands in two themes counts twice."""
        counts = np.zeros(self.size, np.int64)
        for level in self.seen.levels:
            is_there = level >= 0
            counts += np.bincount(
                level[is_there], weights=own[is_there], minlength=self.size
            ).astype(np.int64)
        return counts

    def _one_by_one(self, keys: np.ndarray) -> np.ndarray:
        """Counts by key of theme: from the themes of each of these fragments and what is above
        them, each once for a fragment."""
        values, lengths = self._themes_of(keys)
        place = np.arange(len(values)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        first = [place < back for back in range(1, int(lengths.max(initial=0)))]
        counts = np.zeros(self.size, np.int64)
        for level in self.seen.levels:
            themes = level.take(values)
            is_first = themes >= 0
            for back, is_before in enumerate(first, start=1):
                is_first[back:] &= is_before[back:] | (themes[back:] != themes[:-back])
            counts += np.bincount(themes.compress(is_first), minlength=self.size)
        return counts

    def _sizes(self) -> tuple[np.ndarray, np.ndarray]:
        """Public themes, largest first, and how many fragments each has at most: those of the
        blocks, and all that have changed since."""

        def sort() -> tuple[np.ndarray, np.ndarray]:
            sizes = self._rolled_up(self.branches.sizes())
            keys = np.array(sorted(self.seen.public), np.int64)
            order = np.argsort(-sizes[keys], kind="stable")
            return keys[order], sizes[keys[order]] + len(self.index.changed)

        return self.index.remembered(self.at, "theme sizes", sort)


def most(counts: np.ndarray, number: int | None) -> list[tuple[int, int]]:
    """Places and counts, the highest first, then by place; none of those with no count."""
    places = np.flatnonzero(counts)
    if number is not None and len(places) > number:
        limit = np.partition(counts[places], -number)[-number]
        places = places[counts[places] >= limit]
    order = np.lexsort((places, -counts[places]))[:number]
    return [(int(places[one]), int(counts[places[one]])) for one in order]
