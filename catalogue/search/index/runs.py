"""Fragments of one voice stand in runs, key after key: so a filter on voices becomes a bitmap."""

from typing import Self

import numpy as np
from pyroaring import BitMap

from catalogue.search.index import bitmaps

MARKED = 100  # keys marked in an array, in the time in which one run of keys is added
LONG = 4  # keys in a run, on average, from which runs are worth it


class Runs:
    """The voice of each run, -1 where a key has none, and the key at which it begins; there is one
    key more, where the last run ends."""

    def __init__(self, voices: np.ndarray, begins: np.ndarray):
        self.voices, self.begins = voices, begins

    @classmethod
    def of(cls, voice: np.ndarray) -> Self | None:
        """From the voice of each key; None when the runs are short: nothing is won then."""
        begins = np.flatnonzero(np.append(True, voice[1:] != voice[:-1])) if len(voice) else []
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
