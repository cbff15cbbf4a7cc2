"""The tree of themes as one process remembers it, so that no page reads 68,000 rows."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, Protocol
from zlib import crc32

import numpy as np


class Node(NamedTuple):
    """A theme: the key of the broader one, and what decides when the public sees it."""

    broader: int | None
    state: str
    publish_from: datetime | None
    publish_until: datetime | None


class ThemeRows(Protocol):
    """The themes, as they are read from outside the index."""

    def nodes(self, keys: Iterable[int] | None = None) -> dict[int, Node]:
        """All themes, or these as far as they exist, by key."""

    def shows_at(self, node: Node, at: datetime) -> bool:
        """Whether the public sees a theme at that moment."""


class Tree:
    """All themes, by key. What depends on the time of day is worked out by `seen_at()`, once for
    as long as it lasts."""

    def __init__(self, rows: ThemeRows, nodes: dict[int, Node] | None = None):
        self.rows = rows
        self.nodes = rows.nodes() if nodes is None else nodes
        self._seen: SeenTree | None = None

    def with_read(self, keys: Iterable[int]) -> "Tree":
        """The tree with these themes read again."""
        keys = set(keys)
        kept = {key: node for key, node in self.nodes.items() if key not in keys}
        return Tree(self.rows, kept | self.rows.nodes(keys))

    def seen_at(self, at: datetime) -> "SeenTree":
        """The tree as the public sees it at that moment."""
        if self._seen is None or not self._seen.since <= at < self._seen.until:
            public = {key for key, node in self.nodes.items() if self.rows.shows_at(node, at)}
            self._seen = SeenTree(self.nodes, public, at)
        return self._seen


class SeenTree:
    """The tree as the public sees it between two moments.

    A theme that is not public is left out, and the fragments that stand in it with it; but not
    what is below it. `branches` has, for each public theme with public narrower ones, the keys of
    the public themes in its branch, itself among them.
    """

    def __init__(self, nodes: dict[int, Node], public: set[int], at: datetime):
        self.public = public
        moments = [moment for node in nodes.values() for moment in node[2:] if moment]
        ever = (datetime.min.replace(tzinfo=at.tzinfo), datetime.max.replace(tzinfo=at.tzinfo))
        self.since = max((one for one in moments if one <= at), default=ever[0])
        self.until = min((one for one in moments if one > at), default=ever[1])
        above = self._all_above(nodes)
        self.ancestors = {key: above[key] for key in self.public}
        branches = defaultdict(list)
        for key, line in self.ancestors.items():
            for one in line:
                branches[one].append(key)
        self.branches = {key: sorted({key, *keys}) for key, keys in branches.items()}
        self.levels = self._levels(max(nodes, default=0))
        self._marks: dict[int, int] = {}

    def _all_above(self, nodes: dict[int, Node]) -> dict[int, tuple[int, ...]]:
        """Of every theme the public ones above it, nearest first."""
        above: dict[int, tuple[int, ...]] = {}
        for key, node in nodes.items():
            if node.broader in above:
                line = (node.broader, *above[node.broader])
                above[key] = line[1:] if node.broader not in self.public else line
                if key in above[key]:
                    above[key] = tuple(one for one in above[key] if one != key)
            else:
                above[key] = self._walk(nodes, key)
        return above

    def _walk(self, nodes: dict[int, Node], key: int) -> tuple[int, ...]:
        above, seen, broader = [], {key}, nodes[key].broader
        while broader is not None and broader in nodes and broader not in seen:
            seen.add(broader)  # a cycle, should one be forced in, must not hang a page
            if broader in self.public:
                above.append(broader)
            broader = nodes[broader].broader
        return tuple(above)

    def _levels(self, largest: int) -> np.ndarray:
        """Row by row, for each key of a theme: the theme at the top of its branch, the one below
        that, down to itself; -1 where there is none. Only public themes count."""
        keys = np.fromiter(self.ancestors, np.int32, len(self.ancestors))
        depth, above = np.zeros(largest + 1, np.int32), np.zeros(largest + 1, np.int32)
        depth[keys] = [len(line) for line in self.ancestors.values()]
        above[keys] = [line[0] if line else 0 for line in self.ancestors.values()]
        levels = np.full((1 + depth.max(), largest + 1), -1, np.int32)
        themes, level = keys, depth[keys]
        while len(keys):
            levels[level, keys] = themes
            has_more = level > 0
            keys, themes, level = keys[has_more], above[themes[has_more]], level[has_more] - 1
        return levels

    def branch(self, key: int) -> list[int]:
        """The public themes whose fragments stand in this theme."""
        return self.branches.get(key) or ([key] if key in self.public else [])

    def mark(self, key: int) -> int:
        """A number that changes when the branch does."""
        if key not in self._marks:
            self._marks[key] = crc32(np.array(self.branch(key), np.int64).tobytes())
        return self._marks[key]
