"""Branches of themes: the fragments in a theme or in one below it, all of them public."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from itertools import chain

import numpy as np
from pyroaring import BitMap, FrozenBitMap

from catalogue.search.index import bitmaps
from catalogue.search.index.arrays import Ragged
from catalogue.search.index.snapshot import Index

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

        return self.index.kept("in small themes", turn)

    def sizes(self) -> np.ndarray:
        """By key of theme: how many fragments the blocks have in it, those below it not counted."""
        number = self.seen.levels.shape[1]
        return np.pad(self._stored_sizes(), (0, number))[:number]

    def _stored_sizes(self) -> np.ndarray:
        return self.index.kept("theme sizes", self.index.themes.counts)

    def added(self, key: int) -> BitMap:
        """Of a branch what has changed since the blocks were made."""
        added = self.index.remembered(self.at, "added in branches", self._all_added)
        return added.get(key, NOTHING)

    def _all_added(self) -> dict[int, BitMap]:
        ancestors, found = self.seen.ancestors, defaultdict(BitMap)
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
        return bitmaps.in_branch(key) if self.index.rolls.get(key) == self.seen.mark(key) else ""

    def _not_as_stored(self, key: int) -> BitMap:
        """A branch that is not as it was when the blocks were made."""
        branch = self.seen.branch(key)
        if not branch:
            return BitMap()
        name = f"{bitmaps.in_branch(key)}:{self.seen.mark(key)}"
        return self.index.stored.union(name, map(bitmaps.on_theme, branch))
