"""Random numbers with a seed, and what is made of them."""

import numpy as np

from benchmarks.dataset import Dataset
from catalogue.models.record import PID_ALPHABET, PID_LENGTH

FIRST_MOMENT = np.datetime64("2001-01-01T12:00")
MINUTES = 24 * 365 * 24 * 60  # in which all was published


def rng_for(dataset: Dataset, *parts) -> np.random.Generator:
    """The generator of one part. Each part has its own, so that none depends on another."""
    numbers = [int.from_bytes(str(part).encode(), "big") for part in parts]
    return np.random.default_rng([dataset.seed, *numbers])


def shares(number: int, skew: float) -> np.ndarray:
    """Cumulative shares of `number` values after Zipf: the share of rank r is in proportion to
    1 / r^skew. float64 of shape (number,); the last is 1."""
    weights = 1 / np.arange(1, number + 1) ** skew
    return np.cumsum(weights) / weights.sum()


def draw(rng: np.random.Generator, cumulative: np.ndarray, size) -> np.ndarray:
    """Draw ranks, counted from 0, by cumulative shares: int64 of shape `size`."""
    drawn = np.searchsorted(cumulative, rng.random(size), side="right")
    return np.minimum(drawn, len(cumulative) - 1)


def moments(minutes: np.ndarray) -> list[str]:
    """Minutes after FIRST_MOMENT as a database writes them, in UTC."""
    stamps = (FIRST_MOMENT + minutes.astype("timedelta64[m]")).astype("datetime64[s]")
    return [stamp.replace("T", " ") for stamp in stamps.astype(str).tolist()]


def pids(numbers: np.ndarray, *, salt: int) -> list[str]:
    """One pid for each number. With one salt they all differ; they follow no order."""
    base, half = len(PID_ALPHABET), len(PID_ALPHABET) ** (PID_LENGTH // 2)
    # Both steps can be undone, so what differs before differs after; below 2^63 throughout.
    mixed = (
        numbers.astype(np.uint64) * np.uint64(1_099_511_627_791) + np.uint64(salt)
    ) % np.uint64(half * half)
    mixed = (mixed % np.uint64(half)) * np.uint64(half) + mixed // np.uint64(half)
    digits = np.empty((len(numbers), PID_LENGTH), dtype=np.uint8)
    for place in reversed(range(PID_LENGTH)):
        digits[:, place] = mixed % np.uint64(base)
        mixed //= np.uint64(base)
    letters = np.frombuffer(PID_ALPHABET.encode(), dtype=np.uint8)[digits]
    return letters.view(f"S{PID_LENGTH}").ravel().astype(str).tolist()


def unique(values: np.ndarray) -> np.ndarray:
    """Sort whole numbers and keep each once. Shape (n,) gives shape (k,) with k <= n, same dtype.

    np.unique() hashes whole numbers, which takes ten times as long as sorting them.
    """
    ordered = np.sort(values)
    if not len(ordered):
        return ordered
    return ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])]


def distinct(owner: np.ndarray, value: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Keep each pair of whole numbers once, sorted by owner and then by value. Two int64 arrays
    of the same shape (k,)."""
    wide = int(value.max(initial=0)) + 1
    pairs = unique(owner.astype(np.int64) * wide + value)
    return pairs // wide, pairs % wide
