"""Lists of different lengths in two flat arrays: the themes of each fragment, say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass
class Ragged:
    """Row number r is values[starts[r] : starts[r] + lengths[r]]. Packed: the rows stand in order
    and without gaps; else `used` says how far the values are taken."""

    values: np.ndarray
    starts: np.ndarray
    lengths: np.ndarray
    used: int = 0

    @classmethod
    def of(cls, rows: Sequence[Iterable[int]], dtype=np.int32) -> "Ragged":
        lists = [list(row) for row in rows]
        lengths = np.fromiter((len(row) for row in lists), np.int32, len(lists))
        values = np.fromiter((one for row in lists for one in row), dtype, int(lengths.sum()))
        return cls.packed(values, lengths)

    @classmethod
    def packed(cls, values: np.ndarray, lengths: np.ndarray) -> "Ragged":
        """From the values of all rows end to end."""
        ends = np.cumsum(lengths, dtype=np.int64)
        return cls(values, (ends - lengths).astype(np.uint32), lengths)

    @classmethod
    def joined(cls, parts: Sequence["Ragged"], dtype=np.int32) -> "Ragged":
        """The rows of all parts in order. The parts must be packed."""
        if not parts:
            return cls.of([], dtype)
        return cls.packed(
            np.concatenate([part.values for part in parts]),
            np.concatenate([part.lengths for part in parts]),
        )

    def __len__(self) -> int:
        return len(self.lengths)

    def take(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The values of these rows end to end, and how many of them each row has."""
        lengths = self.lengths[rows].astype(np.int64)
        ends = np.cumsum(lengths)
        if not len(ends) or not ends[-1]:
            return self.values[:0], lengths
        first = np.repeat(self.starts[rows] - (ends - lengths), lengths)
        return self.values[first + np.arange(ends[-1])], lengths

    def any(self, wanted: np.ndarray) -> np.ndarray:
        """For each row whether one of its values is marked in `wanted`, an array of booleans by
        value. The rows must be packed."""
        marks = np.concatenate([[0], np.cumsum(wanted[self.values], dtype=np.int64)])
        starts = self.starts.astype(np.int64)
        return marks[starts + self.lengths] > marks[starts]

    def row(self, number: int) -> list[int]:
        start = int(self.starts[number])
        return self.values[start : start + int(self.lengths[number])].tolist()
