"""The tree of themes as one process remembers it, so that no page reads 68,000 rows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

import numpy as np

from catalogue.choices import State
from catalogue.models import Theme


@dataclass(frozen=True)
class Node:
    key: int
    broader: int | None
    is_published: bool
    publish_from: datetime | None
    publish_until: datetime | None

    def is_public_at(self, at: datetime) -> bool:
        return (
            self.is_published
            and (self.publish_from is None or self.publish_from <= at)
            and (self.publish_until is None or self.publish_until > at)
        )


class Tree:
    """All themes. What depends on the time of day is worked out by `seen_at()`, once for as long
    as it lasts."""

    def __init__(self, nodes: dict[int, Node] | None = None):
        self.nodes = nodes or {}
        self._seen: SeenTree | None = None
        if nodes is None:
            self.read()

    def read(self, keys: Iterable[int] | None = None) -> bool:
        """Read all themes, or these again; whether anything changed."""
        themes = Theme.objects.order_by()
        if keys is not None:
            keys = set(keys)
            themes = themes.filter(pk__in=keys)
        columns = ("pk", "broader_id", "state", "publish_from", "publish_until")
        read = {
            row[0]: Node(row[0], row[1], row[2] == State.PUBLISHED, *row[3:])
            for row in themes.values_list(*columns)
        }
        kept = {} if keys is None else {k: v for k, v in self.nodes.items() if k not in keys}
        nodes = kept | read
        if nodes == self.nodes:
            return False
        self.nodes = nodes
        self._seen = None
        return True

    def seen_at(self, at: datetime) -> "SeenTree":
        if self._seen is None or not self._seen.since <= at < self._seen.until:
            self._seen = SeenTree(self.nodes, at)
        return self._seen


class SeenTree:
    """The tree as the public sees it between two moments.

    A theme that is not public is left out, and the fragments that stand in it with it; but not
    what is below it. `branches` has, for each public theme with public narrower ones, the keys of
    the public themes in its branch, itself among them.
    """

    def __init__(self, nodes: dict[int, Node], at: datetime):
        self.public = {key for key, node in nodes.items() if node.is_public_at(at)}
        moments = [
            moment
            for node in nodes.values()
            for moment in (node.publish_from, node.publish_until)
            if moment
        ]
        ever = (datetime.min.replace(tzinfo=at.tzinfo), datetime.max.replace(tzinfo=at.tzinfo))
        self.since = max((one for one in moments if one <= at), default=ever[0])
        self.until = min((one for one in moments if one > at), default=ever[1])
        self.ancestors = {key: self._ancestors(nodes, key) for key in self.public}
        branches = defaultdict(set)
        for key, above in self.ancestors.items():
            for one in above:
                branches[one].add(key)
        self.branches = {key: sorted({key, *keys}) for key, keys in branches.items()}
        self.levels = self._levels(max(nodes, default=0))
        self._marks: dict[int, int] = {}

    def _ancestors(self, nodes: dict[int, Node], key: int) -> list[int]:
        """The public themes above this one, nearest first."""
        above, seen, broader = [], {key}, nodes[key].broader
        while broader is not None and broader in nodes and broader not in seen:
            seen.add(broader)  # a cycle, should one be forced in, must not hang a page
            if broader in self.public:
                above.append(broader)
            broader = nodes[broader].broader
        return above

    def _levels(self, largest: int) -> np.ndarray:
        """Row by row, for each key of a theme: the theme at the top of its branch, the one below
        that, down to itself; -1 where there is none. Only public themes count."""
        depth = 1 + max((len(above) for above in self.ancestors.values()), default=0)
        levels = np.full((depth, largest + 1), -1, np.int32)
        for key, above in self.ancestors.items():
            levels[len(above), key] = key
            for level, one in enumerate(reversed(above)):
                levels[level, key] = one
        return levels

    def branch(self, key: int) -> list[int]:
        """The public themes whose fragments stand in this theme."""
        return self.branches.get(key) or ([key] if key in self.public else [])

    def mark(self, key: int) -> int:
        """A number that changes when the branch does."""
        if key not in self._marks:
            self._marks[key] = crc32(np.array(self.branch(key), np.int64).tobytes())
        return self._marks[key]
