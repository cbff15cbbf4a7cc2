"""The index as one process holds it: columns in memory, bitmaps read when asked for.

An Index never changes, so that an answer is about one moment whatever is written meanwhile; a
change makes another that shares what is the same. `known.current()` gives the one that is true now.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

import numpy as np
from pyroaring import BitMap

from catalogue.dutch.stems import stem
from catalogue.dutch.words import READING, is_like
from catalogue.search.build import extract
from catalogue.search.build.extract import microseconds
from catalogue.search.facets import LENGTHS
from catalogue.search.index import bitmaps
from catalogue.search.index.arrays import Entries, Pairs, Ragged, Runs, Voices, voices_from
from catalogue.search.index.bitmaps import Missing
from catalogue.search.index.hierarchy import Tree
from catalogue.search.index.postings import Cache, Postings
from catalogue.search.models import IndexBlock, IndexChange, IndexedWord

FOUND_BYTES = 16 * 2**20  # what words found
BEGINNINGS = (2**12, 2**15, 2**18)  # of an order: how many fragments are kept as bitmaps
READ_OTHERWISE = (
    "words are read otherwise than when the index was made, so that some are not found, or where "
    "they are not heard any more: run `manage.py reindex`"
)


class Index:
    """What the index knows at one moment. Arrays with a row for each key start at key 0.

    `themes`, `mentioned` and `runs` are those of the blocks; of what has changed since, the first
    two are in `themes_since` and `mentioned_since`. All else has the changes in it.
    """

    def __init__(self, generation: int, manifest: dict):
        """Missing when it cannot be read."""
        bitmaps.require_format(manifest)
        with bitmaps.reading():
            self._read(generation, manifest)

    def _read(self, generation: int, manifest: dict) -> None:
        self.generation = generation
        self.manifest = manifest
        self.stored = Postings(manifest)
        self.tree = Tree()
        self.changes: frozenset[tuple] = frozenset()
        self.changed = BitMap()
        self.added: dict[str, BitMap] = {}
        self.themes_since, self.mentioned_since = Pairs.none(), Pairs.none()
        self.found = Cache(FOUND_BYTES)
        self.ranks: dict[str, tuple[np.ndarray, list[BitMap]]] = {}
        self._remembered: tuple[tuple, dict] = ((), {})
        self._kept: dict = {}
        self._read_columns()

    def _read_columns(self) -> None:
        versions = dict(self.manifest["shards"])
        size = (max(versions, default=-1) + 1) * bitmaps.SHARD
        self.code = np.full(size, -1, np.int32)
        self.lasting = BitMap()
        windows, voices, mentioned = [np.empty((0, 3), np.int64)], [], []
        themes, lengths = [np.empty(0, np.int32)], np.zeros(size, np.uint16)
        first_voice = 0
        for version in versions.values():  # one by one: all at once take twice the memory
            rows = IndexBlock.objects.filter(version=version, name=bitmaps.COLUMNS)
            data = rows.values_list("data", flat=True).first()
            if data is None:
                raise Missing("blocks of the index are missing: run `manage.py reindex`")
            read = bitmaps.unpack_arrays(data)
            keys = read["keys"]
            voices.append(voices_from(read))
            _require_consistency(read, len(voices[-1]) * len(LENGTHS))
            self.code[_places(keys)] = read["code"] + first_voice * len(LENGTHS)
            self.lasting |= bitmaps.bitmap(keys[read["is_lasting"]])
            windows.append(read["windows"])
            first_voice += len(voices[-1])
            themes.append(read["themes"])
            lengths[_places(keys)] = read["themes_lengths"]
            people = Ragged.packed(read["mentioned"], read["mentioned_lengths"])
            mentioned.append(Pairs.of(keys, people))
        self.windows = np.concatenate(windows)
        self.voices = Voices.joined(voices)
        self.runs = Runs.of(self.code // len(LENGTHS))
        self.themes = Ragged.packed(np.concatenate(themes), lengths)
        self.mentioned = Pairs.joined(mentioned)
        self.rolls = self._read_rolls(versions.values())

    def _read_rolls(self, versions: Iterable[int]) -> dict[int, int]:
        """The themes of which the whole branch is stored, the same in all shards, with the
        branch's mark."""
        rows = IndexBlock.objects.filter(version__in=versions, name=bitmaps.ROLLS)
        rolls: set[tuple[int, int]] | None = None
        for data in rows.values_list("data", flat=True):
            read = bitmaps.unpack_arrays(data)
            some = set(zip(read["keys"].tolist(), read["marks"].tolist(), strict=True))
            rolls = some if rolls is None else rolls & some
        return dict(rolls or ())

    @property
    def is_read_as_now(self) -> bool:
        """Whether words were read as they are now when the index was made."""
        return self.manifest.get("reading") == READING

    # What changes

    def with_changes(self, changes: frozenset[tuple]) -> "Index":
        """The index after these changes: tuples of number, kind, key and stamp. Missing when one
        of them has no place in it."""
        fresh = changes - self.changes
        if self.changes - changes:
            return Index(self.generation, self.manifest).with_changes(changes)
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
            for part in extract.of_keys(fragments):
                after._take_in(part)
        return after

    def _forget(self, keys: set[int]) -> None:
        """Copy what is about to change, and leave these fragments out of it."""
        gone, some = BitMap(keys), np.array(sorted(keys))
        code = np.full(max(len(self.code), max(keys) + 1), -1, np.int32)
        code[: len(self.code)] = self.code
        code[some] = -1
        self.code = code
        self.lasting = self.lasting - gone
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
        self.lasting |= bitmaps.bitmap(keys[part.is_lasting])
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
            return self.lasting
        return self.remembered(at, "public", lambda: self.lasting - self._closed(at))

    def _closed(self, at: datetime) -> BitMap:
        now = microseconds(at)
        is_closed = (self.windows[:, 1] > now) | (self.windows[:, 2] <= now)
        return bitmaps.bitmap(self.windows[is_closed, 0])

    def moment(self, at: datetime) -> tuple:
        """What is the same at two moments between which nothing passed that matters."""
        passed = self.windows[:, 1:] <= microseconds(at)
        return int(np.count_nonzero(passed)), self.tree.seen_at(at).since

    def remembered(self, at: datetime, key: str, make: Callable):
        """What `make` gives, made once for this index and as long as nothing passes."""
        moment, known = self._remembered
        if moment != (now := self.moment(at)):
            known = {}
            self._remembered = now, known
        if key not in known:
            known[key] = make()
        return known[key]

    def kept(self, key: str, make: Callable):
        """What `make` gives of the blocks alone, made once for them."""
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]

    def found_before(self, at: datetime, name: str, find: Callable[[], BitMap]) -> BitMap:
        """What `find` gives for some words; of late as it was then, while nothing passes."""
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
        asked = stem(word)
        forms = set(IndexedWord.objects.like(asked).values_list("form", flat=True))
        new = filter(None, map(bitmaps.word_of, self.added))
        return sorted(forms | {form for form in new if is_like(asked, stem(form))})

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


def names_in(part: Entries, place: int) -> set[str]:
    """The names under which a fragment stands."""
    title, _bar, rest = part.words[place].partition(" | ")
    in_title = {word for word in title.split() if word != "."}
    elsewhere = {word for word in rest.split() if word != "."}
    return {
        *map(bitmaps.in_title, in_title),
        *map(bitmaps.anywhere, in_title | elsewhere),
        *map(bitmaps.on_theme, part.themes.row(place)),
        *map(bitmaps.mentioning, part.mentioned.row(place)),
    }


def _require_consistency(read: dict[str, np.ndarray], codes: int) -> None:
    """Missing when there is not one code below `codes`, and one length, for each key: NumPy would
    repeat a single one for all."""
    beside = ("code", "is_lasting", "themes_lengths", "mentioned_lengths")
    if any(read[name].shape != read["keys"].shape for name in beside):
        raise Missing(bitmaps.BROKEN)
    if len(read["code"]) and not 0 <= read["code"].min() <= read["code"].max() < codes:
        raise Missing(bitmaps.BROKEN)


def _places(keys: np.ndarray) -> np.ndarray | slice:
    """Where these rising keys stand in an array by key: as a slice where that is the same."""
    if len(keys) and keys[-1] - keys[0] + 1 == len(keys):
        return slice(int(keys[0]), int(keys[-1]) + 1)
    return keys
