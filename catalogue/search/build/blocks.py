"""The blocks of a shard, made from the entries of its fragments. No database here."""

from collections.abc import Callable, Iterator
from itertools import chain

import numpy as np

from catalogue.search.index import bitmaps
from catalogue.search.index.arrays import Entries, Ragged, voice_arrays
from catalogue.search.index.hierarchy import SeenTree

FREQUENT = 32
"""So often in a shard must two words stand in sequence to get a block of their own. Phrases of
rarer pairs are looked up in the documents, of which so few can have them."""


def built(part: Entries, tree: SeenTree) -> Iterator[tuple[str, bytes]]:
    """The blocks of a shard, as names and bytes."""
    yield bitmaps.COLUMNS, _columns(part)
    yield from _branches(part, tree)
    yield from bitmaps_of(part, at_least=FREQUENT)


def bitmaps_of(part: Entries, *, at_least: int) -> Iterator[tuple[str, bytes]]:
    """The blocks of themes, people mentioned, words, and of each two words that stand in sequence
    at least so often."""
    yield from _by_value(part, part.themes, bitmaps.on_theme)
    yield from _by_value(part, part.mentioned, bitmaps.mentioning)
    yield from _words(part, at_least)


def _columns(part: Entries) -> bytes:
    return bitmaps.pack_arrays(
        keys=part.keys.astype(np.uint32),
        is_lasting=part.is_always_public,
        windows=part.windows,
        code=part.code.astype(np.int32),
        themes=part.themes.values,
        themes_lengths=part.themes.lengths.astype(np.uint16),
        mentioned=part.mentioned.values,
        mentioned_lengths=part.mentioned.lengths.astype(np.uint16),
        **voice_arrays(part.voices),
    )


def _by_value(
    part: Entries, ragged: Ragged, name: Callable[[int], str]
) -> Iterator[tuple[str, bytes]]:
    keys = np.repeat(part.keys, ragged.lengths)
    for value, found in _grouped(ragged.values, keys):
        yield name(value), bitmaps.pack(bitmaps.bitmap(found))


def _branches(part: Entries, tree: SeenTree) -> Iterator[tuple[str, bytes]]:
    """Of each theme with narrower ones, the fragments that stand in any of them."""
    keys = np.repeat(part.keys, part.themes.lengths)
    roots = np.zeros(tree.levels.shape[1], bool)
    roots[list(tree.branches)] = True
    values, found = [], []
    for level in tree.levels:
        is_known = part.themes.values < len(level)
        above = level[part.themes.values[is_known]]
        is_root = (above >= 0) & roots[above]
        values.append(above[is_root])
        found.append(keys[is_known][is_root])
    for theme, fragments in _grouped(np.concatenate(values), np.concatenate(found)):
        yield bitmaps.in_branch(theme), bitmaps.pack(bitmaps.bitmap(fragments))
    branches = sorted(tree.branches)
    yield (
        bitmaps.ROLLUPS,
        bitmaps.pack_arrays(
            keys=np.array(branches, np.int64),
            marks=np.array([tree.mark(key) for key in branches], np.int64),
        ),
    )


def _words(part: Entries, at_least: int) -> Iterator[tuple[str, bytes]]:
    numbers = _Numbers()
    fields = [words.partition(" | ") for words in part.words]
    titles = _Tokens([title for title, _bar, _rest in fields], numbers)
    texts = _Tokens([rest for _title, _bar, rest in fields], numbers)
    forms = list(numbers)
    for name, tokens, fragments in (
        (bitmaps.in_title, titles.numbers, titles.places),
        (
            bitmaps.anywhere,
            np.concatenate([titles.numbers, texts.numbers]),
            np.concatenate([titles.places, texts.places]),
        ),
    ):
        for number, places in _grouped(*_unique(tokens, fragments, len(part.keys))):
            if forms[number] != ".":
                yield name(forms[number]), bitmaps.pack(bitmaps.bitmap(part.keys[places]))
    yield from _sequences(titles, texts, forms, part.keys, at_least)


class _Tokens:
    """The words of all texts end to end, as numbers, with the place of the text of each."""

    def __init__(self, texts: list[str], numbers: "_Numbers"):
        split = [text.split() for text in texts]
        lengths = np.fromiter(map(len, split), np.int64, len(split))
        number_of = numbers.__getitem__
        words = map(number_of, chain.from_iterable(split))
        self.numbers = np.fromiter(words, np.int64, int(lengths.sum()))
        self.places = np.repeat(np.arange(len(split)), lengths)


class _Numbers(dict[str, int]):
    """A number for each word, in the order in which they come."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


def _sequences(
    titles: _Tokens, texts: _Tokens, forms: list[str], keys: np.ndarray, at_least: int
) -> Iterator[tuple[str, bytes]]:
    """Of each two words that often stand in sequence, the fragments in which they do."""
    stop = forms.index(".") if "." in forms else -1
    size = len(forms)
    pairs, places = [], []
    for tokens in (titles, texts):
        first, second = tokens.numbers[:-1], tokens.numbers[1:]
        is_pair = (tokens.places[:-1] == tokens.places[1:]) & (first != stop) & (second != stop)
        pairs.append(first[is_pair] * size + second[is_pair])
        places.append(tokens.places[:-1][is_pair])
    pair, place = _unique(np.concatenate(pairs), np.concatenate(places), len(keys))
    for number, found in _grouped(pair, place, at_least=at_least):
        name = bitmaps.in_sequence(forms[number // size], forms[number % size])
        yield name, bitmaps.pack(bitmaps.bitmap(keys[found]))


def _unique(values: np.ndarray, places: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """The different pairs of a value and a place below `size`, in order."""
    # Not np.unique(): that of NumPy 2.4 is ten times as slow as sorting.
    pairs = np.sort(values * max(size, 1) + places)
    pairs = pairs[np.append(True, pairs[1:] != pairs[:-1])] if len(pairs) else pairs
    return pairs // max(size, 1), pairs % max(size, 1)


def _grouped(
    values: np.ndarray, others: np.ndarray, *, at_least: int = 1
) -> Iterator[tuple[int, np.ndarray]]:
    """Each value with the others that stand beside it, when they are so many."""
    if np.any(values[1:] < values[:-1]):
        order = np.argsort(values, kind="stable")
        values, others = values[order], others[order]
    if not len(values):
        return
    starts = np.flatnonzero(np.append(True, values[1:] != values[:-1]))
    ends = np.append(starts[1:], len(values))
    for start, end in zip(starts, ends, strict=True):
        if end - start >= at_least:
            yield int(values[start]), others[start:end]
