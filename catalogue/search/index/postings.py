"""What the blocks of the index hold: the columns, read at once; and the bitmaps, by name, read when
asked for, of which those used last are kept."""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
from django.db.models import QuerySet
from pyroaring import BitMap

from catalogue.search.facets import LENGTHS
from catalogue.search.index import bitmaps
from catalogue.search.index.arrays import Entries, Pairs, Ragged, Voices, voices_from
from catalogue.search.models import IndexBlock

AT_ONCE = 400  # names in one query, or rows of one that are read in a go
CACHE_BYTES = 48 * 2**20  # what the largest themes of six million fragments take, and words
ENTRY, CONTAINER = 300, 64  # bytes that each takes in memory beside what it holds, about


class Cache:
    """Bitmaps by name, those used last, up to `most` bytes. Shared by the threads of a process."""

    def __init__(self, most: int):
        self.most = most
        self.entries: OrderedDict[str, tuple[BitMap, int]] = OrderedDict()
        self.size = 0
        self.lock = Lock()

    def get(self, name: str) -> BitMap | None:
        with self.lock:
            if name not in self.entries:
                return None
            self.entries.move_to_end(name)
            return self.entries[name][0]

    def put(self, name: str, bits: BitMap) -> None:
        size = size_of(bits)
        with self.lock:
            if name in self.entries:
                return
            self.entries[name] = (bits, size)
            self.size += size
            while self.size > self.most and len(self.entries) > 1:
                self.size -= self.entries.popitem(last=False)[1][1]


def size_of(bits: BitMap) -> int:
    """How many bytes a bitmap takes in memory, about: a sparse one three times what is stored."""
    facts: Any = bits.get_statistics()
    held = sum(facts[f"n_bytes_{kind}_containers"] for kind in ("array", "run", "bitset"))
    return ENTRY + CONTAINER * facts["n_containers"] + held


class Postings:
    """What the blocks of an index say of a name: one block for all shards that are joined, and one
    for each that stands apart. What has changed since is not counted, and no bitmap that is given
    is to be changed."""

    def __init__(self, manifest: dict[str, Any]):
        own = dict(manifest["shards"])
        self.joint, joined = manifest.get("joint", (None, ()))
        self.version_of = own | dict.fromkeys(joined, self.joint)
        self.versions = sorted(set(self.version_of.values()))
        self._joined = bitmaps.covering(joined)
        self._cache = Cache(CACHE_BYTES)

    def named(self, names: Iterable[str]) -> dict[str, BitMap]:
        """The fragments under each of these names."""
        names = list(dict.fromkeys(names))
        found = {name: bits for name in names if (bits := self._cache.get(name)) is not None}
        missing = [name for name in names if name not in found]
        for place in range(0, len(missing), AT_ONCE):
            found |= self._read(missing[place : place + AT_ONCE])
        return found

    def _read(self, names: list[str]) -> dict[str, BitMap]:
        rows = IndexBlock.objects.filter(version__in=self.versions, name__in=names)
        parts = defaultdict(list)
        for version, name, data in rows.values_list("version", "name", "data"):
            bits = bitmaps.unpack(data)
            parts[name].append(bits & self._joined if version == self.joint else bits)
        found = {}
        for name in names:
            pieces = parts.get(name, ())
            found[name] = pieces[0] if len(pieces) == 1 else BitMap.union(BitMap(), *pieces)
            self._cache.put(name, found[name])
        return found

    def union(self, name: str, names: Iterable[str]) -> BitMap:
        """The fragments under any of these names; kept under a name of its own."""
        found = self._cache.get(name)
        if found is None:
            found = BitMap.union(BitMap(), *self.named(names).values())
            self._cache.put(name, found)
        return found

    def in_sequence(self, first: str, second: str) -> tuple[BitMap, list[int]]:
        """The fragments in which these words stand in sequence, and the shards that list them."""
        name = bitmaps.in_sequence(first, second)
        found = self.named([name])[name]
        return found, bitmaps.shards_of(found)

    def of_shard(self, shard: int) -> Iterator[tuple[str, BitMap]]:
        """All names that have fragments in a shard, with these."""
        if shard in self.version_of:
            keys = bitmaps.covering([shard])
            rows = bitmaps_of([self.version_of[shard]]).values_list("name", "data")
            for name, data in rows.iterator(chunk_size=AT_ONCE):
                if bits := bitmaps.unpack(data) & keys:
                    yield name, bits


def bitmaps_of(versions: list[int]) -> QuerySet[IndexBlock]:
    """The blocks of these versions, of shards, that are bitmaps."""
    rows = IndexBlock.objects.filter(version__in=versions)
    return rows.exclude(name__in=[bitmaps.COLUMNS, bitmaps.ROLLUPS])


@dataclass
class Columns:
    """What the blocks hold of each fragment. By key: `code` (int32; -1 where there is none) and
    `themes`. The rest names the keys that it is about: `always_public`, `mentioned`, and `windows`
    as in Entries."""

    code: np.ndarray
    always_public: BitMap
    windows: np.ndarray
    voices: Voices
    themes: Ragged
    mentioned: Pairs


def read_columns(versions: dict[int, int]) -> Columns:
    """Of these versions by shard. Missing when a block is, or when arrays contradict each other."""
    size = (max(versions, default=-1) + 1) * bitmaps.SHARD
    code = np.full(size, -1, np.int32)
    always_public = BitMap()
    windows, voices, mentioned = [np.empty((0, 3), np.int64)], [], []
    themes, lengths = [np.empty(0, np.int32)], np.zeros(size, np.uint16)
    first_voice = 0
    for version in versions.values():  # one by one: all at once take twice the memory
        rows = IndexBlock.objects.filter(version=version, name=bitmaps.COLUMNS)
        data = rows.values_list("data", flat=True).first()
        if data is None:
            raise bitmaps.Missing("blocks of the index are missing: run `manage.py reindex`")
        read = bitmaps.unpack_arrays(data)
        keys = read["keys"]
        voices.append(voices_from(read))
        _require_consistency(read, len(voices[-1]) * len(LENGTHS))
        code[_places(keys)] = read["code"] + first_voice * len(LENGTHS)
        always_public |= bitmaps.bitmap(keys[read["is_lasting"]])
        windows.append(read["windows"])
        first_voice += len(voices[-1])
        themes.append(read["themes"])
        lengths[_places(keys)] = read["themes_lengths"]
        people = Ragged.packed(read["mentioned"], read["mentioned_lengths"])
        mentioned.append(Pairs.of(keys, people))
    return Columns(
        code=code,
        always_public=always_public,
        windows=np.concatenate(windows),
        voices=Voices.joined(voices),
        themes=Ragged.packed(np.concatenate(themes), lengths),
        mentioned=Pairs.joined(mentioned),
    )


def read_rollups(versions: Iterable[int]) -> dict[int, int]:
    """The themes of which the whole branch is stored, the same in all shards, with the branch's
    mark."""
    rows = IndexBlock.objects.filter(version__in=versions, name=bitmaps.ROLLUPS)
    rollups: set[tuple[int, int]] | None = None
    for data in rows.values_list("data", flat=True):
        read = bitmaps.unpack_arrays(data)
        some = set(zip(read["keys"].tolist(), read["marks"].tolist(), strict=True))
        rollups = some if rollups is None else rollups & some
    return dict(rollups or ())


def _require_consistency(read: dict[str, np.ndarray], codes: int) -> None:
    """Missing when there is not one code below `codes`, and one length, for each key: NumPy would
    repeat a single one for all."""
    beside = ("code", "is_lasting", "themes_lengths", "mentioned_lengths")
    if any(read[name].shape != read["keys"].shape for name in beside):
        raise bitmaps.Missing(bitmaps.BROKEN)
    if len(read["code"]) and not 0 <= read["code"].min() <= read["code"].max() < codes:
        raise bitmaps.Missing(bitmaps.BROKEN)


def _places(keys: np.ndarray) -> np.ndarray | slice:
    """Where these rising keys stand in an array by key: as a slice where that is the same."""
    if len(keys) and keys[-1] - keys[0] + 1 == len(keys):
        return slice(int(keys[0]), int(keys[-1]) + 1)
    return keys


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
