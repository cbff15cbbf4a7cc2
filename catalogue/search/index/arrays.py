"""What the index knows of fragments, in flat arrays: lists of different lengths, such as the themes
of each fragment; and voices, which stand in runs.

NumPy's take() and compress() say what brackets do, up to five times sooner.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Self

import numpy as np
from pyroaring import BitMap

from catalogue.search.facets import FACETS
from catalogue.search.index import bitmaps

PART = 2**18  # rows or values that are looked at in one go: NumPy makes copies
LOW = np.int64(2**32)  # a value times this, plus a row, is one number to sort by
FEW = 32  # times as many pairs as keys: from there, it is quicker to look for each key
MARKED = 100  # keys marked in an array, in the time in which one run of keys is added
LONG = 4  # keys in a run, on average, from which runs are worth it


@dataclass
class Ragged:
    """Lists of different lengths. Row r is values[starts[r] : starts[r + 1]], so that there is one
    start (uint32) more than there are rows; the values are integers, int32 unless said otherwise.
    """

    values: np.ndarray
    starts: np.ndarray

    @classmethod
    def of(cls, rows: Sequence[Iterable[int]], dtype: Any = np.int32) -> "Ragged":
        """From a list for each row."""
        lists = [list(row) for row in rows]
        lengths = np.fromiter((len(row) for row in lists), np.int32, len(lists))
        values = np.fromiter((one for row in lists for one in row), dtype, int(lengths.sum()))
        return cls.packed(values, lengths)

    @classmethod
    def packed(cls, values: np.ndarray, lengths: np.ndarray) -> "Ragged":
        """From the values of all rows end to end, and the length of each row."""
        starts = np.zeros(len(lengths) + 1, np.uint32)
        np.cumsum(lengths, out=starts[1:])
        return cls(values, starts)

    @classmethod
    def joined(cls, parts: Sequence["Ragged"], dtype: Any = np.int32) -> "Ragged":
        """The rows of all parts in order."""
        if not parts:
            return cls.of([], dtype)
        return cls.packed(
            np.concatenate([part.values for part in parts]),
            np.concatenate([part.lengths for part in parts]),
        )

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def lengths(self) -> np.ndarray:
        """The length of each row; uint32."""
        return np.diff(self.starts)

    @cached_property
    def rows(self) -> np.ndarray:
        """Beside each value the number of its row; int64."""
        return np.repeat(np.arange(len(self)), self.lengths)

    def take(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The values of these rows end to end, and how many of them each row has (int64)."""
        starts = self.starts.take(rows).astype(np.int64)
        lengths = self.starts[1:].take(rows) - starts
        return self.values.take(_spread(starts, lengths)), lengths

    def having(self, wanted: Sequence[int]) -> np.ndarray:
        """For each row whether one of these values is in it; booleans."""
        return self.any_marked(np.isin(self.values, wanted))

    def any_marked(self, marks: np.ndarray) -> np.ndarray:
        """For each row whether one of its values is marked, `marks` being an array of booleans
        beside the values."""
        before = np.concatenate([[0], np.cumsum(marks, dtype=np.int64)])
        return before[self.starts[1:]] > before[self.starts[:-1]]

    def counts(self) -> np.ndarray:
        """How often each value is there, from 0 up to the highest; int64."""
        counts = np.zeros(self.values.max(initial=-1) + 1, np.int64)
        for first in range(0, len(self.values), PART):
            counts += np.bincount(self.values[first : first + PART], minlength=len(counts))
        return counts

    def turned(self, marks: np.ndarray) -> "Ragged":
        """For each value the rows, rising, in which it stands; none for those that are not marked,
        `marks` having a boolean for each place in counts(). No row has a value twice."""
        lengths = np.where(marks, self.counts(), 0)
        pairs, done = np.empty(lengths.sum(), np.int64), 0
        for first in range(0, len(self), PART):
            starts = self.starts[first : first + PART + 1]
            values = self.values[starts[0] : starts[-1]]
            rows = np.repeat(np.arange(first, first + len(starts) - 1), np.diff(starts))
            is_marked = marks.take(values)
            some = values.compress(is_marked) * LOW + rows.compress(is_marked)
            pairs[done : done + len(some)] = some
            done += len(some)
        pairs.sort()
        return Ragged.packed((pairs % LOW).astype(np.uint32), lengths)

    def row(self, number: int) -> list[int]:
        """The values of one row."""
        return self.values[self.starts[number] : self.starts[number + 1]].tolist()


def _spread(starts: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """So many whole numbers from each start on, end to end."""
    ends = np.cumsum(lengths)
    places = np.repeat(starts - (ends - lengths), lengths)
    places += np.arange(len(places))
    return places


def within(ordered: np.ndarray, some: np.ndarray) -> np.ndarray:
    """For each value whether it is among others that rise: np.isin() may hash millions of those."""
    places = np.searchsorted(ordered, some)
    is_within = places < len(ordered)
    is_within[is_within] = ordered[places[is_within]] == some[is_within]
    return is_within


@dataclass
class Pairs:
    """Keys of fragments (uint32) with a value (int32) beside each: for what few fragments have."""

    owners: np.ndarray
    values: np.ndarray

    @classmethod
    def none(cls) -> "Pairs":
        return cls(np.empty(0, np.uint32), np.empty(0, np.int32))

    @classmethod
    def of(cls, keys: np.ndarray, rows: Ragged) -> "Pairs":
        """Each key with each of the values in its row."""
        return cls(np.repeat(keys, rows.lengths).astype(np.uint32), rows.values)

    @classmethod
    def joined(cls, parts: Sequence["Pairs"]) -> "Pairs":
        parts = [cls.none(), *parts]
        return cls(
            np.concatenate([part.owners for part in parts]),
            np.concatenate([part.values for part in parts]),
        )

    @property
    def numbers(self) -> np.ndarray:
        """How many in a row have the same key."""
        begins = np.flatnonzero(np.append(True, self.owners[1:] != self.owners[:-1]))
        return np.diff(np.append(begins, len(self.owners))) if len(self.owners) else begins[:0]

    def beside(self, keys: np.ndarray) -> np.ndarray:
        """The values beside these keys, which rise, and as the owners do."""
        if len(keys) * FEW < len(self.owners):
            begins = np.searchsorted(self.owners, keys)
            ends = np.searchsorted(self.owners, keys, side="right")
            return self.values.take(_spread(begins, ends - begins))
        if not len(keys) or not len(self.owners):
            return self.values[:0]
        mask = np.zeros(int(max(keys[-1], self.owners[-1])) + 1, bool)
        mask[keys] = True
        return self.values.compress(mask.take(self.owners))

    def among(self, keys: np.ndarray) -> "Pairs":
        """Those of these keys, which rise."""
        return self._where(within(keys, self.owners))

    def without(self, keys: np.ndarray) -> "Pairs":
        """Those of none of these keys, which rise."""
        return self._where(~within(keys, self.owners))

    def _where(self, is_kept: np.ndarray) -> "Pairs":
        return Pairs(self.owners.compress(is_kept), self.values.compress(is_kept))


COLUMNS = tuple(one.column for one in FACETS if one.column and one.column != "interview")
LISTS = (*COLUMNS, "periods")
"""The columns of voices that are lists: of the facets, and of first and last years."""


@dataclass
class Voices:
    """Who speaks, as what and where: one row for each interview and set of speakers in it.

    All that the facets ask of a fragment, but for its themes, its length and whom it mentions,
    follows from its voice. `interview` (int32) has the key of one, `lists` a list of each of LISTS
    (int32): what a facet's number_of() gives, and for periods years in pairs.
    """

    interview: np.ndarray
    lists: dict[str, Ragged]

    @classmethod
    def joined(cls, parts: list["Voices"]) -> "Voices":
        interviews = [part.interview for part in parts] or [np.empty(0, np.int32)]
        return cls(
            np.concatenate(interviews),
            {name: Ragged.joined([part.lists[name] for part in parts]) for name in LISTS},
        )

    def __len__(self) -> int:
        return len(self.interview)

    def having(self, column: str, wanted: Sequence[int]) -> np.ndarray:
        """For each voice whether it has one of these numbers in a column; booleans."""
        if column == "interview":
            return np.isin(self.interview, wanted)
        return self.lists[column].having(wanted)

    def counts(self, column: str, by_voice: np.ndarray) -> np.ndarray:
        """By number in a column: the sum of what `by_voice` has for the voices with it; int64."""
        if column == "interview":
            return np.bincount(self.interview, weights=by_voice).astype(np.int64)
        ragged = self.lists[column]
        weights = by_voice.take(ragged.rows)
        return np.bincount(ragged.values, weights=weights).astype(np.int64)


@dataclass
class Entries:
    """Fragments in the order of their keys (int64). `code` (int) is 4 × the row in `voices` + the
    place in facets.LENGTHS. `windows` (int64) has a row (key, from, until) in microseconds for what
    is not always open. `themes` and `mentioned` have a row of keys, `words` a text, for each."""

    keys: np.ndarray
    is_always_public: np.ndarray
    windows: np.ndarray
    code: np.ndarray
    voices: Voices
    themes: Ragged
    mentioned: Ragged
    words: list[str]


def voice_arrays(voices: Voices) -> dict[str, np.ndarray]:
    """The arrays of a block, by name."""
    arrays = {"interview": voices.interview}
    for name, ragged in voices.lists.items():
        arrays |= {name: ragged.values, f"{name}_lengths": ragged.lengths}
    return arrays


def voices_from(arrays: dict[str, np.ndarray]) -> Voices:
    """What voice_arrays() wrote. KeyError when one is missing."""
    lists = {name: Ragged.packed(arrays[name], arrays[f"{name}_lengths"]) for name in LISTS}
    return Voices(arrays["interview"], lists)


def microseconds(moment: datetime) -> int:
    """A moment as windows have it: since 1970 in UTC."""
    return int(moment.timestamp() * 1_000_000)


class Runs:
    """The voice of each run (int32), -1 where keys have none, and the key at which it begins
    (uint32); there is one key more, where the last run ends."""

    def __init__(self, voices: np.ndarray, begins: np.ndarray):
        self.voices, self.begins = voices, begins

    @classmethod
    def of(cls, voice: np.ndarray) -> Self | None:
        """From the voice of each key; None when the runs are short: nothing is won then."""
        begins = np.flatnonzero(np.append(True, voice[1:] != voice[:-1])[: len(voice)])
        if len(begins) * LONG > len(voice):
            return None
        return cls(voice[begins], np.append(begins, len(voice)).astype(np.uint32))

    def having(self, wanted: np.ndarray) -> BitMap:
        """The keys with one of these voices, an array of booleans."""
        is_wanted = np.append(wanted, False).take(self.voices)  # the last: voice -1
        if MARKED * np.count_nonzero(is_wanted) > self.begins[-1]:
            return bitmaps.bitmap_of(np.repeat(is_wanted, np.diff(self.begins)))
        found, places = BitMap(), np.flatnonzero(is_wanted)
        ends = self.begins[1:].take(places).tolist()
        for begin, end in zip(self.begins.take(places).tolist(), ends, strict=True):
            found.add_range(begin, end)
        return found
