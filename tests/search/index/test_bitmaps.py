"""Pieces of the index as bytes, and bytes that are none."""

from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from catalogue.search.index import arrays, bitmaps
from catalogue.search.index.arrays import Pairs, Ragged
from catalogue.search.index.bitmaps import CONTAINER, MOST_IN_ARRAY, Missing

runs = st.lists(
    st.tuples(
        st.sampled_from([1, 2, 7, MOST_IN_ARRAY, MOST_IN_ARRAY + 1, CONTAINER - 1, CONTAINER]),
        st.sampled_from(["none", "all", "every third"]),
    ),
    max_size=6,
)


@given(runs)
def test_bitmap_of_a_mask_has_the_marked_places(runs):
    mask = np.zeros(sum(number for number, _kind in runs), bool)
    place = 0
    for number, kind in runs:
        if kind != "none":
            mask[place : place + number : 3 if kind == "every third" else 1] = True
        place += number

    bits = bitmaps.bitmap_of(mask)

    assert bits == BitMap(np.flatnonzero(mask).tolist())
    assert bitmaps.unpack(bitmaps.pack(bits)) == bits
    assert np.array_equal(bitmaps.keys_of(bits), np.flatnonzero(mask))


ARRAYS = {
    "keys": np.array([3, 5], np.uint32),
    "is_there": np.array([True, False, True]),
    "windows": np.arange(6, dtype=np.int64).reshape(2, 3),
    "nothing": np.empty((0, 3), np.int64),
}


def test_arrays_come_back_as_they_were():
    read = bitmaps.unpack_arrays(bitmaps.pack_arrays(**ARRAYS))

    assert list(read) == list(ARRAYS)
    for name, array in ARRAYS.items():
        assert read[name].dtype == array.dtype
        assert np.array_equal(read[name], array)
        assert read[name].shape == array.shape


PACKED = bitmaps.pack_arrays(**ARRAYS)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no line",
        b"\n",
        b"{}x\n",
        b"3\n",
        b'[["keys", "<u4", 2]]\n12345678',
        b'[["keys", "none", [2]]]\n12345678',
        PACKED[:-1],
        PACKED + b"x",
        PACKED[10:],
    ],
)
def test_bytes_that_are_no_arrays_are_told_of(data):
    with pytest.raises(Missing, match="a block of the index is broken"):
        bitmaps.unpack_arrays(data)


@given(st.sets(st.integers(0, 40)), st.sets(st.integers(0, 10)))
def test_shards_of_keys(keys, shards):
    with mock.patch.object(bitmaps, "SHARD", 4):
        assert bitmaps.shards_of(BitMap(keys)) == sorted({key // 4 for key in keys})
        assert bitmaps.shards_of(bitmaps.covering(shards)) == sorted(shards)
        assert len(bitmaps.covering(shards)) == 4 * len(shards)


@given(st.lists(st.lists(st.integers(0, 9), max_size=4), max_size=8), st.randoms())
def test_rows_of_different_lengths(rows, random):
    lists = Ragged.of(rows)
    some = random.sample(range(len(rows)), random.randint(0, len(rows)))
    wanted = random.sample(range(10), 3)

    values, lengths = lists.take(np.array(some, np.uint32))

    assert len(lists) == len(rows)
    assert [lists.row(number) for number in range(len(rows))] == rows
    assert values.tolist() == [one for number in some for one in rows[number]]
    assert lengths.tolist() == [len(rows[number]) for number in some]
    assert lists.having(wanted).tolist() == [bool({*row} & {*wanted}) for row in rows]


@pytest.mark.parametrize("part", [2, 1000])
@given(st.lists(st.sets(st.integers(0, 9), max_size=4), max_size=8), st.sets(st.integers(0, 9)))
def test_the_rows_in_which_a_value_stands(part, rows, marked):
    lists = Ragged.of(rows)
    with mock.patch.object(arrays, "PART", part):
        counts = lists.counts()
        turned = lists.turned(np.isin(np.arange(len(counts)), list(marked)))

    stands_in = [[place for place, row in enumerate(rows) if one in row] for one in range(10)]
    assert [*counts, *[0] * (10 - len(counts))] == [len(places) for places in stands_in]
    assert [turned.row(value) for value in range(len(turned))] == [
        stands_in[value] if value in marked else [] for value in range(len(counts))
    ]


@pytest.mark.parametrize("few", [0, 1000])
@given(st.lists(st.lists(st.integers(0, 9), max_size=4), max_size=8), st.sets(st.integers(0, 20)))
def test_pairs_of_keys_and_values(few, rows, some):
    keys = np.arange(1, 2 * len(rows), 2, dtype=np.uint32)
    pairs = Pairs.of(keys, Ragged.of(rows))
    inside = [one for key, row in zip(keys, rows, strict=True) for one in row if key in some]
    numbers = [len(row) for key, row in zip(keys, rows, strict=True) if row and key in some]

    chosen = np.array(sorted(some), np.int64)
    with mock.patch.object(arrays, "FEW", few):  # of 0, each key is looked for
        assert pairs.beside(chosen).tolist() == inside
    assert pairs.among(chosen).values.tolist() == inside
    assert pairs.among(chosen).numbers.tolist() == numbers
    assert len(pairs.without(chosen).values) == sum(map(len, rows)) - len(inside)
