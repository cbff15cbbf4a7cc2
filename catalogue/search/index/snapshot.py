"""The index as one process holds it: columns in memory, bitmaps read when asked for.

An Index never changes, so that an answer is about one moment whatever is written meanwhile; a
change makes another that shares what is the same. `current()` gives the one that is true now.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from threading import Lock
from typing import Any, Protocol

import numpy as np
from django.db import connection
from django.db.models import Count, Max, QuerySet, Subquery, Sum, Value
from pyroaring import BitMap

from catalogue.dutch.compounds import asked
from catalogue.dutch.stems import stem
from catalogue.dutch.words import READING
from catalogue.prepared import Prepared
from catalogue.search.facets import LENGTHS
from catalogue.search.index import bitmaps
from catalogue.search.index.arrays import Entries, Pairs, Runs, Voices, microseconds
from catalogue.search.index.bitmaps import Missing
from catalogue.search.index.hierarchy import ThemeRows, Tree
from catalogue.search.index.postings import Cache, Postings, names_in, read_columns, read_rollups
from catalogue.search.models import IndexBlock, IndexChange, IndexedWord, IndexState

FOUND_BYTES = 16 * 2**20  # what words found
BEGINNINGS = (2**12, 2**15, 2**18)  # of an order: how many fragments are kept as bitmaps


class Rows(ThemeRows, Protocol):
    """The rows of the catalogue, handed in: the index knows no models but its own tables."""

    def entries(self, keys: Iterable[int]) -> list[Entries]:
        """These fragments, as far as they exist, in parts."""

    def in_order(self, keys: Iterable[int], order: str) -> list[int]:
        """The keys of these fragments, as far as they exist, in one of the stored orders."""

    def named_with(self, words: tuple[str, ...]) -> list[tuple[str, int]]:
        """The records, as NameWord.Kind and key, in whose names these words stand in sequence."""


class Index:
    """What the index knows at one moment. Arrays with a row for each key start at key 0.

    `themes`, `mentioned` and `runs` are those of the blocks; of what has changed since, the first
    two are in `themes_since` and `mentioned_since`. All else has the changes in it.
    """

    def __init__(self, generation: int, manifest: dict[str, Any], rows: Rows):
        """Missing when it cannot be read."""
        bitmaps.require_format(manifest)
        with bitmaps.reading():
            self._read(generation, manifest, rows)

    def _read(self, generation: int, manifest: dict[str, Any], rows: Rows) -> None:
        self.generation = generation
        self.manifest = manifest
        self.rows = rows
        self.stored = Postings(manifest)
        self.tree = Tree(rows)
        self.changes: frozenset[tuple[Any, ...]] = frozenset()
        self.key: tuple[Any, ...] | None = None
        self.mark = ""  # of the state with these changes: see current()
        self.changed = BitMap()
        self.added: dict[str, BitMap] = {}
        self.themes_since, self.mentioned_since = Pairs.none(), Pairs.none()
        self.found = Cache(FOUND_BYTES)
        self.ranks: dict[str, tuple[np.ndarray, list[BitMap]]] = {}
        self._remembered: tuple[tuple[Any, ...], dict[str, Any]] = ((), {})
        self._derived: dict[str, Any] = {}
        versions = dict(manifest["shards"])
        columns = read_columns(versions)
        self.code, self.always_public = columns.code, columns.always_public
        self.windows = columns.windows
        self.voices, self.themes, self.mentioned = columns.voices, columns.themes, columns.mentioned
        self.runs = Runs.of(self.code // len(LENGTHS))
        self.rollups = read_rollups(versions.values())

    @property
    def is_read_as_now(self) -> bool:
        """Whether words were read as they are now when the index was made."""
        return self.manifest.get("reading") == READING

    # What changes

    def with_changes(self, changes: frozenset[tuple[Any, ...]]) -> "Index":
        """The index after these changes: tuples of number, kind, key and stamp. Missing when one
        of them has no place in it."""
        fresh = changes - self.changes
        if self.changes - changes:
            return Index(self.generation, self.manifest, self.rows).with_changes(changes)
        after = object.__new__(Index)
        after.__dict__.update(self.__dict__)
        after.changes, after._remembered = changes, ((), {})
        after.found = Cache(FOUND_BYTES)
        themes = {key for _pk, kind, key, _stamp in fresh if kind == IndexChange.Kind.THEME}
        fragments = {key for _pk, kind, key, _stamp in fresh if kind == IndexChange.Kind.FRAGMENT}
        if themes:
            after.tree = after.tree.with_read(themes)
        if fragments:
            if max(fragments) >= bitmaps.LARGEST_KEY:
                raise Missing(f"fragment {max(fragments)} has a key that does not fit in the index")
            after._forget(fragments)
            for part in self.rows.entries(fragments):
                after._take_in(part)
        return after

    def _forget(self, keys: set[int]) -> None:
        """Copy what is about to change, and leave these fragments out of it."""
        gone, some = BitMap(keys), np.array(sorted(keys))
        code = np.full(max(len(self.code), max(keys) + 1), -1, np.int32)
        code[: len(self.code)] = self.code
        code[some] = -1
        self.code = code
        self.always_public = self.always_public - gone
        self.windows = self.windows[~np.isin(self.windows[:, 0], some)]
        self.themes_since = self.themes_since.without(some)
        self.mentioned_since = self.mentioned_since.without(some)
        self.changed = self.changed | gone
        added = {name: bits - gone for name, bits in self.added.items()}
        self.added = {name: bits for name, bits in added.items() if bits}

    def _take_in(self, part: Entries) -> None:
        """Add these fragments, of which nothing is left in it."""
        keys = part.keys
        self.code[keys] = part.code + len(self.voices) * len(LENGTHS)
        self.voices = Voices.joined([self.voices, part.voices])
        self.always_public |= bitmaps.bitmap(keys[part.is_always_public])
        self.windows = np.concatenate([self.windows, part.windows])
        self.themes_since = Pairs.joined([self.themes_since, Pairs.of(keys, part.themes)])
        self.mentioned_since = Pairs.joined([self.mentioned_since, Pairs.of(keys, part.mentioned)])
        for place, key in enumerate(keys.tolist()):
            for name in names_in(part, place):
                self.added.setdefault(name, BitMap()).add(key)

    # What is asked

    def public(self, at: datetime) -> BitMap:
        """The fragments that the public sees at that moment. Not to be changed."""
        if not len(self.windows):
            return self.always_public
        return self.remembered(at, "public", lambda: self.always_public - self._closed(at))

    def _closed(self, at: datetime) -> BitMap:
        now = microseconds(at)
        is_closed = (self.windows[:, 1] > now) | (self.windows[:, 2] <= now)
        return bitmaps.bitmap(self.windows[is_closed, 0])

    def moment(self, at: datetime) -> tuple[Any, ...]:
        """What is the same at two moments between which nothing passed that matters."""
        passed = self.windows[:, 1:] <= microseconds(at)
        return int(np.count_nonzero(passed)), self.tree.seen_at(at).since

    def stamp(self, at: datetime) -> str:
        """Another for every other state, change or moment that matters; empty for an index that
        current() did not give."""
        passed, since = self.moment(at)
        return self.mark and f"{self.mark} {passed} {since.isoformat()}"

    def remembered(self, at: datetime, key: str, make: Callable[[], Any]) -> Any:
        """What `make` gives, made once for this index and as long as nothing passes."""
        moment, known = self._remembered
        if moment != (now := self.moment(at)):
            known = {}
            self._remembered = now, known
        if key not in known:
            known[key] = make()
        return known[key]

    def derived(self, key: str, make: Callable[[], Any]) -> Any:
        """What `make` gives of the blocks alone, made once for them."""
        if key not in self._derived:
            self._derived[key] = make()
        return self._derived[key]

    def found_before(self, at: datetime, name: str, find: Callable[[], BitMap]) -> BitMap:
        """What `find` gives for some words. Kept while no window of publication passes."""
        name = f"{self.moment(at)} {name}"
        bits = self.found.get(name)
        if bits is None:
            bits = find()
            self.found.put(name, bits)
        return bits

    def posting(self, name: str) -> BitMap:
        """The fragments under a name."""
        return self.union([name])

    def union(self, names: Iterable[str]) -> BitMap:
        """The fragments under any of these names."""
        names = list(names)
        found = BitMap.union(BitMap(), *self.stored.named(names).values())
        if self.changed:
            found -= self.changed
            for name in names:
                if name in self.added:
                    found |= self.added[name]
        return found

    def forms_like(self, word: str) -> list[str]:
        """The words in documents that a word of a question finds."""
        wanted = asked(word)
        forms = set(IndexedWord.objects.like(wanted).values_list("form", flat=True))
        new = bitmaps.words_among(self.added)
        return sorted(forms | {form for form in new if wanted.finds(form, stem(form))})

    def of_voices(self, wanted: np.ndarray) -> BitMap:
        """The fragments with one of these voices, an array of booleans."""
        if not wanted.any():
            return BitMap()
        if self.runs is None:
            return self.of_codes(np.repeat(wanted, len(LENGTHS)))
        found = self.runs.having(wanted)
        if self.changed:
            keys = bitmaps.keys_of(self.changed)
            codes = self.code[keys]
            is_found = (codes >= 0) & wanted[codes // len(LENGTHS)]
            found = (found - self.changed) | bitmaps.bitmap(keys[is_found])
        return found

    def of_codes(self, wanted: np.ndarray) -> BitMap:
        """The fragments with one of these codes, an array of booleans."""
        return bitmaps.bitmap_of(np.append(wanted, False).take(self.code))  # the last: code -1

    def rank(self, order: str) -> tuple[np.ndarray, list[BitMap]]:
        """The place of each unchanged fragment in an order, by key, and the fragments at so many
        first places as BEGINNINGS says; read when first asked for."""
        if order not in self.ranks:
            rows = IndexBlock.objects.filter(version=self.manifest["orders"], name=order)
            data = rows.values_list("data", flat=True).first()
            if data is None or len(data) % 4:
                raise Missing(bitmaps.BROKEN)
            ordered = np.frombuffer(bytes(data), np.uint32)
            ordered = ordered[ordered < len(self.code)]  # of the others changes will tell
            if len(ordered) < np.count_nonzero(self.code >= 0) - len(self.changed):
                raise Missing(bitmaps.BROKEN)
            rank = np.zeros(len(self.code), np.uint32)
            rank[ordered] = np.arange(len(ordered), dtype=np.uint32)
            self.ranks[order] = rank, [bitmaps.bitmap(ordered[:size]) for size in BEGINNINGS]
        return self.ranks[order]


_known: dict[str, Index] = {}
_refreshing = Lock()


def current(rows: Rows) -> Index:
    """The index as it is now, which reads what changed from these rows. Missing when there is none,
    or when it cannot be read."""
    while True:
        found: list[Any] = _state.rows()
        if not found or not found[0].manifest:
            raise Missing("there is no index yet: run `manage.py reindex`")
        now: Any = found[0]
        state, key = (now.generation, now.manifest), (now.number, now.last, now.stamps)
        if (known := _known_as(state, key, rows)) is not None:
            return known


def _with_changes(_at: datetime, _texts: Sequence[str]) -> QuerySet[Any]:
    """The state, with a sum of the changes beside it."""
    changes = IndexChange.objects.order_by().values(none=Value(0))  # by nothing: one row
    return IndexState.objects.filter(pk=1).annotate(
        number=Subquery(changes.annotate(n=Count("pk")).values("n")),
        last=Subquery(changes.annotate(n=Max("pk")).values("n")),
        stamps=Subquery(changes.annotate(n=Sum("stamp")).values("n")),
    )


_state = Prepared(_with_changes)


def _known_as(state: tuple[int, dict[str, Any]], key: tuple[Any, ...], rows: Rows) -> Index | None:
    """The index in this state, changes of which `key` is the sum taken in. None when it is in
    another state by now: some of the changes may be in its blocks."""
    with _refreshing:
        known = _known.get(connection.alias)
        if known is None or known.generation != state[0] or known.manifest != state[1]:
            known = Index(*state, rows)
        if known.key != key:
            generation = IndexState.objects.filter(pk=1).values("generation")
            written = IndexChange.objects.annotate(generation=Subquery(generation)).values_list(
                "pk", "kind", "record", "stamp", "generation"
            )
            changes: set[tuple[Any, ...]] = set()
            generations = set()
            for *change, now in written:
                changes.add(tuple(change))
                generations.add(now)
            if generations - {state[0]} or (key[0] and not changes):
                return None
            known = known.with_changes(frozenset(changes))
            known.key = key
            known.mark = f"{connection.alias} {state} {key}"
        _known[connection.alias] = known
    return known
