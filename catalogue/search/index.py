"""The index as one process holds it: columns in memory, bitmaps read when asked for.

An Index never changes, so that an answer is about one moment whatever is written meanwhile; a
change makes another that shares what is the same. `current()` gives the one that is true now.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from threading import Lock

import numpy as np
from django.db import connection
from django.db.models import Count, Max, Subquery, Sum, Value
from pyroaring import BitMap

from catalogue.search import blocks, entries
from catalogue.search.blocks import Missing
from catalogue.search.entries import Entries, Voices, microseconds
from catalogue.search.models import IndexBlock, IndexChange, IndexedWord, IndexState
from catalogue.search.ragged import Ragged
from catalogue.search.tree import Tree
from catalogue.words import is_like, stem

CACHE_BYTES = 64 * 2**20
AT_ONCE = 400  # names in one query
SPARE = 10_000  # values that are taken in before an array is copied


class Index:
    """What the index knows at one moment. Arrays with a row for each key start at key 0."""

    def __init__(self, generation: int, manifest: dict):
        self.generation = generation
        self.manifest = manifest
        self.versions = [version for _shard, version in manifest["shards"]]
        self.shard_of = {version: shard for shard, version in manifest["shards"]}
        self.tree = Tree()
        self.changes: frozenset[tuple] = frozenset()
        self.changed = BitMap()
        self.added: dict[str, BitMap] = {}
        self.memo: dict = {}
        self._kept: dict = {}
        self.cache = Cache()
        self.ranks: dict[str, np.ndarray] = {}
        self._read_columns()

    def _read_columns(self) -> None:
        shards = [shard for shard, _version in self.manifest["shards"]]
        size = (max(shards, default=-1) + 1) * blocks.SHARD
        self.code = np.full(size, -1, np.int32)
        self.lasting = BitMap()
        windows, voices = [np.empty((0, 3), np.int64)], []
        themes, mentioned = _Rows(size), _Rows(size)
        first_voice = 0
        for version in self.versions:  # one by one: all at once take twice the memory
            rows = IndexBlock.objects.filter(version=version, name=blocks.COLUMNS)
            data = rows.values_list("data", flat=True).first()
            if data is None:
                raise Missing("blocks of the index are missing: run `manage.py reindex`")
            read = blocks.unpack_arrays(data)
            keys = read["keys"]
            self.code[keys] = read["code"] + first_voice * len(entries.LENGTHS)
            self.lasting |= blocks.bitmap(keys[read["is_lasting"]])
            windows.append(read["windows"])
            voices.append(blocks.voices_from(read))
            first_voice += len(voices[-1])
            themes.add(keys, read["themes"], read["themes_lengths"])
            mentioned.add(keys, read["mentioned"], read["mentioned_lengths"])
        self.windows = np.concatenate(windows)
        self.voices = Voices.joined(voices)
        self.themes, self.mentioned = themes.ragged(), mentioned.ragged()
        self.stored_sizes = np.bincount(self.themes.values)
        self.rolls = self._read_rolls()

    def _read_rolls(self) -> dict[int, dict[int, int]]:
        """By version: the themes of which the whole branch is stored, with the branch's mark."""
        rows = IndexBlock.objects.filter(version__in=self.versions, name=blocks.ROLLS)
        rolls = {}
        for version, data in rows.values_list("version", "data"):
            read = blocks.unpack_arrays(data)
            rolls[version] = dict(zip(read["keys"].tolist(), read["marks"].tolist(), strict=True))
        return rolls

    # What changes

    def with_changes(self, changes: frozenset[tuple]) -> "Index":
        """The index after these changes: tuples of number, kind, key and stamp. Missing when one
        of them has no place in it."""
        fresh = changes - self.changes
        if self.changes - changes:
            return Index(self.generation, self.manifest).with_changes(changes)
        after = object.__new__(Index)
        after.__dict__.update(self.__dict__)
        after.changes, after.memo = changes, {}
        themes = {key for _pk, kind, key, _stamp in fresh if kind == IndexChange.Kind.THEME}
        fragments = {key for _pk, kind, key, _stamp in fresh if kind == IndexChange.Kind.FRAGMENT}
        if themes:
            after.tree = Tree(after.tree.nodes)
            after.tree.read(themes)
        if fragments:
            if max(fragments) >= blocks.LARGEST_KEY:
                raise Missing(f"fragment {max(fragments)} has a key that does not fit in the index")
            after._forget(fragments)
            for part in entries.of_keys(fragments):
                after._take_in(part)
        return after

    def _forget(self, keys: set[int]) -> None:
        """Copy what is about to change, and leave these fragments out of it."""
        gone = BitMap(keys)
        size = max(len(self.code), max(keys) + 1)
        self.code = _grown(self.code, size, -1)
        self.code[list(keys)] = -1
        self.lasting = self.lasting - gone
        self.windows = self.windows[~np.isin(self.windows[:, 0], list(keys))]
        self.themes = _emptied(self.themes, size, keys)
        self.mentioned = _emptied(self.mentioned, size, keys)
        self.changed = self.changed | gone
        added = {name: bits - gone for name, bits in self.added.items()}
        self.added = {name: bits for name, bits in added.items() if bits}

    def _take_in(self, part: Entries) -> None:
        """Add these fragments, of which nothing is left in it."""
        keys = part.keys
        self.code[keys] = part.code + len(self.voices) * len(entries.LENGTHS)
        self.voices = Voices.joined([self.voices, part.voices])
        self.lasting |= blocks.bitmap(keys[part.is_lasting])
        self.windows = np.concatenate([self.windows, part.windows])
        self.themes = _appended(self.themes, keys, part.themes)
        self.mentioned = _appended(self.mentioned, keys, part.mentioned)
        for place, key in enumerate(keys.tolist()):
            for name in names_in(part, place):
                self.added.setdefault(name, BitMap()).add(key)

    # What is asked

    def public(self, at: datetime) -> BitMap:
        """The fragments that the public sees at that moment."""
        return self.lasting - self._closed(at) if len(self.windows) else self.lasting

    def _closed(self, at: datetime) -> BitMap:
        now = microseconds(at)
        is_closed = (self.windows[:, 1] > now) | (self.windows[:, 2] <= now)
        return blocks.bitmap(self.windows[is_closed, 0])

    def moment(self, at: datetime) -> tuple:
        """What is the same at two moments between which nothing passed that matters."""
        passed = self.windows[:, 1:] <= microseconds(at)
        return int(np.count_nonzero(passed)), self.tree.seen_at(at).since

    def remembered(self, key: tuple, make: Callable):
        """What `make` gives, made once for this index."""
        if key not in self.memo:
            self.memo[key] = make()
        return self.memo[key]

    def kept(self, key: tuple, make: Callable):
        """What `make` gives of the blocks alone, made once for them."""
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]

    def posting(self, name: str) -> BitMap:
        """The fragments under a name."""
        return self.union([name])

    def union(self, names: Iterable[str]) -> BitMap:
        """The fragments under any of these names."""
        names = list(names)
        found = BitMap.union(BitMap(), *self.stored(names).values())
        if self.changed:
            found -= self.changed
            for name in names:
                if name in self.added:
                    found |= self.added[name]
        return found

    def stored(self, names: Iterable[str]) -> dict[str, BitMap]:
        """What the blocks say of these names, changes not counted. Not to be changed."""
        names = list(dict.fromkeys(names))
        found = {name: bits for name in names if (bits := self.cache.get(name)) is not None}
        missing = [name for name in names if name not in found]
        for place in range(0, len(missing), AT_ONCE):
            found |= self._read(missing[place : place + AT_ONCE])
        return found

    def _read(self, names: list[str]) -> dict[str, BitMap]:
        rows = IndexBlock.objects.filter(version__in=self.versions, name__in=names)
        parts, sizes = defaultdict(list), defaultdict(int)
        for name, data in rows.values_list("name", "data"):
            parts[name].append(blocks.unpack(data))
            sizes[name] += len(data)
        found = {}
        for name in names:
            pieces = parts.get(name, ())
            found[name] = pieces[0] if len(pieces) == 1 else BitMap.union(BitMap(), *pieces)
            self.cache.put(name, found[name], sizes.get(name, 0))
        return found

    def sequence(self, first: str, second: str) -> tuple[BitMap, list[int]]:
        """The fragments in which these words stand in sequence, and the shards that list them."""
        name = blocks.in_sequence(first, second)
        rows = IndexBlock.objects.filter(version__in=self.versions, name=name)
        listed = {
            self.shard_of[version]: blocks.unpack(data)
            for version, data in rows.values_list("version", "data")
        }
        return BitMap.union(BitMap(), *listed.values()), list(listed)

    def forms_like(self, word: str) -> list[str]:
        """The words in documents that a word of a question finds."""
        asked = stem(word)
        forms = set(IndexedWord.objects.like(asked).values_list("form", flat=True))
        new = (name[2:] for name in self.added if name.startswith("w:"))
        return sorted(forms | {form for form in new if is_like(asked, stem(form))})

    def of_voices(self, wanted: np.ndarray) -> BitMap:
        """The fragments with one of these voices, an array of booleans."""
        if not wanted.any():
            return BitMap()
        is_coded = np.append(np.repeat(wanted, len(entries.LENGTHS)), False)  # the last: code -1
        return blocks.bitmap(np.flatnonzero(is_coded[self.code]))

    def branch(self, key: int, at: datetime) -> BitMap:
        """The fragments in a theme or in one below it, all of them public."""
        return self.remembered(
            ("branch", key, self.tree.seen_at(at).since), lambda: self._branch(key, at)
        )

    def _branch(self, key: int, at: datetime) -> BitMap:
        found = self.stored_branch(key, at)
        if self.changed:
            found = found - self.changed
            for theme in self.tree.seen_at(at).branch(key):
                found |= self.added.get(blocks.on_theme(theme), BitMap())
        return found

    def stored_branch(self, key: int, at: datetime) -> BitMap:
        """What the blocks say of a branch, changes not counted. Not to be changed."""
        seen = self.tree.seen_at(at)
        branch = seen.branch(key)
        if len(branch) <= 1:
            return self.stored([blocks.on_theme(one) for one in branch]).get(
                blocks.on_theme(key), BitMap()
            )
        name = blocks.in_branch(key)
        mark = seen.mark(key)
        if all(rolls.get(key) == mark for rolls in self.rolls.values()):
            return self.stored([name])[name]
        name = f"{name}:{mark}"
        found = self.cache.get(name)
        if found is None:
            parts = self.stored(blocks.on_theme(one) for one in branch)
            found = BitMap.union(BitMap(), *parts.values())
            self.cache.put(name, found, len(found.serialize()))
        return found

    def rank(self, order: str) -> np.ndarray:
        """The place of each unchanged fragment in an order, by key; read when first asked for."""
        if order not in self.ranks:
            rows = IndexBlock.objects.filter(version=self.manifest["orders"], name=order)
            data = rows.values_list("data", flat=True).first()
            if data is None or len(data) % 4:
                raise Missing(blocks.BROKEN)
            ordered = np.frombuffer(bytes(data), np.uint32)
            ordered = ordered[ordered < len(self.code)]  # of the others changes will tell
            if len(ordered) < np.count_nonzero(self.code >= 0) - len(self.changed):
                raise Missing(blocks.BROKEN)
            rank = np.zeros(len(self.code), np.uint32)
            rank[ordered] = np.arange(len(ordered), dtype=np.uint32)
            self.ranks[order] = rank
        return self.ranks[order]


class Cache:
    """The bitmaps used last, up to CACHE_BYTES. Shared by the threads of a process."""

    def __init__(self):
        self.kept: OrderedDict[str, tuple[BitMap, int]] = OrderedDict()
        self.size = 0
        self.lock = Lock()

    def get(self, name: str) -> BitMap | None:
        with self.lock:
            if name not in self.kept:
                return None
            self.kept.move_to_end(name)
            return self.kept[name][0]

    def put(self, name: str, bits: BitMap, size: int) -> None:
        with self.lock:
            if name in self.kept:
                return
            self.kept[name] = (bits, size + 200)
            self.size += size + 200
            while self.size > CACHE_BYTES and len(self.kept) > 1:
                self.size -= self.kept.popitem(last=False)[1][1]


def names_in(part: Entries, place: int) -> set[str]:
    """The names under which a fragment stands."""
    title, _bar, rest = part.words[place].partition(" | ")
    in_title = {word for word in title.split() if word != "."}
    elsewhere = {word for word in rest.split() if word != "."}
    return {
        *map(blocks.in_title, in_title),
        *map(blocks.anywhere, in_title | elsewhere),
        *map(blocks.on_theme, part.themes.row(place)),
        *map(blocks.mentioning, part.mentioned.row(place)),
    }


class _Rows:
    """Lists of values, put at keys part by part; those of other keys are empty."""

    def __init__(self, size: int):
        self.starts, self.lengths = np.zeros(size, np.uint32), np.zeros(size, np.uint16)
        self.values: list[np.ndarray] = [np.empty(0, np.int32)]
        self.used = 0

    def add(self, keys: np.ndarray, values: np.ndarray, lengths: np.ndarray) -> None:
        """The lists of these keys, end to end in `values`."""
        self.starts[keys] = np.cumsum(lengths, dtype=np.int64) - lengths + self.used
        self.lengths[keys] = lengths
        self.values.append(values)
        self.used += len(values)

    def ragged(self) -> Ragged:
        return Ragged(np.concatenate(self.values), self.starts, self.lengths, used=self.used)


def _grown(column: np.ndarray, size: int, empty: int) -> np.ndarray:
    """A copy with room for so many keys."""
    copy = np.full(size, empty, column.dtype)
    copy[: len(column)] = column
    return copy


def _emptied(ragged: Ragged, size: int, keys: set[int]) -> Ragged:
    lengths = _grown(ragged.lengths, size, 0)
    lengths[list(keys)] = 0
    return Ragged(ragged.values, _grown(ragged.starts, size, 0), lengths, used=ragged.used)


def _appended(ragged: Ragged, keys: np.ndarray, rows: Ragged) -> Ragged:
    """With these rows at these keys, which were empty; the starts and lengths are written over.

    The values go into room kept at the end, which no earlier index looks at.
    """
    end = ragged.used + len(rows.values)
    values = ragged.values
    if end > len(values):
        values = _grown(values, end + len(values) // 100 + SPARE, 0)
    values[ragged.used : end] = rows.values
    ragged.starts[keys] = rows.starts + ragged.used
    ragged.lengths[keys] = rows.lengths
    return Ragged(values, ragged.starts, ragged.lengths, used=end)


_known: dict[str, Index] = {}
_refreshing = Lock()


def current() -> Index:
    """The index as it is now. Missing when there is none, or when it cannot be read."""
    while True:
        changes = IndexChange.objects.order_by().values(none=Value(0))  # by nothing: one row
        row = (
            IndexState.objects.filter(pk=1)
            .values_list("generation", "manifest")
            .annotate(
                number=Subquery(changes.annotate(n=Count("pk")).values("n")),
                last=Subquery(changes.annotate(n=Max("pk")).values("n")),
                stamps=Subquery(changes.annotate(n=Sum("stamp")).values("n")),
            )
            .first()
        )
        if row is None or not row[1]:
            raise Missing("there is no index yet: run `manage.py reindex`")
        if (known := _known_as(row[:2], row[2:])) is not None:
            return known


def _known_as(state: tuple[int, dict], key: tuple) -> Index | None:
    """The index in this state, changes of which `key` is the sum taken in. None when it is in
    another state by now: some of the changes may be in its blocks."""
    with _refreshing:
        known = _known.get(connection.alias)
        if known is None or known.generation != state[0] or known.manifest != state[1]:
            known = Index(*state)
            known.key = None
        if known.key != key:
            generation = IndexState.objects.filter(pk=1).values("generation")
            rows = IndexChange.objects.annotate(generation=Subquery(generation)).values_list(
                "pk", "kind", "record", "stamp", "generation"
            )
            changes, generations = set(), set()
            for *change, now in rows:
                changes.add(tuple(change))
                generations.add(now)
            if generations - {state[0]} or (key[0] and not changes):
                return None
            known = known.with_changes(frozenset(changes))
            known.key = key
        _known[connection.alias] = known
    return known
