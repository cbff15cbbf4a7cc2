"""How pieces of the index are named and written as bytes."""

import json
import math
from array import array
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from pyroaring import BitMap

SHARD = 2**17
"""Keys in a shard. A whole number of the 65,536 in a container of a roaring bitmap, so that the
bitmaps of two shards never share one."""

CONTAINER = 2**16  # keys in a container of a roaring bitmap
MOST_IN_ARRAY = 4096  # of them that are kept as a list and not as bits, by the portable format
NO_RUNS = 12346  # how the portable format of a bitmap without runs begins

LARGEST_KEY = 2**27  # an index takes some 16 bytes for each key up to the largest
"""Keys are below it: there is a place in memory for each."""


class Missing(Exception):
    """There is no index, or it cannot be read; the message says what to do."""


READ_OTHERWISE = (
    "words are read otherwise than when the index was made, so that some are not found, or where "
    "they are not heard any more: run `manage.py reindex`"
)
BROKEN = "a block of the index is broken: run `manage.py reindex`"
OTHER_FORMAT = "the index is written in another format: run `manage.py reindex`"

FORMAT = 1
"""How blocks and manifest are written. Who writes them otherwise raises it: an index of another
format is not read, and answers come from the rows until `reindex` has made it again."""

# What code that relies on blocks raises when they are not as it expects.
UNREADABLE = (LookupError, ValueError, TypeError, AttributeError, ArithmeticError, MemoryError)


@contextmanager
def reading() -> Iterator[None]:
    """Missing where the index cannot be read, whatever is wrong with it."""
    try:
        yield
    except UNREADABLE as error:
        raise Missing(f"{BROKEN} ({type(error).__name__}: {error})") from error


def require_format(manifest: dict[str, Any]) -> None:
    """Missing when this is not the manifest of an index that we read."""
    with reading():
        if manifest.get("format", 1) != FORMAT:
            raise Missing(OTHER_FORMAT)


COLUMNS, ROLLUPS = "columns", "rolls"


def in_title(word: str) -> str:
    return f"t:{word}"


def anywhere(word: str) -> str:
    return f"w:{word}"


def words_among(names: Iterable[str]) -> Iterator[str]:
    """The words of those of these names that are by anywhere()."""
    return (name[2:] for name in names if name.startswith("w:"))


def in_sequence(first: str, second: str) -> str:
    return f"b:{first} {second}"


def on_theme(key: int) -> str:
    return f"theme:{key}"


def theme_of(name: str) -> int | None:
    """The key in a name by on_theme(); None for any other name."""
    return int(name[6:]) if name.startswith("theme:") else None


def in_branch(key: int) -> str:
    return f"branch:{key}"


def mentioning(key: int) -> str:
    return f"person:{key}"


def is_sequence(name: str) -> bool:
    return name.startswith("b:")


def is_branch(name: str) -> bool:
    return name.startswith("branch:")


def bitmap(keys: np.ndarray) -> BitMap:
    """The keys, an array of integers, as a bitmap; in any order, some more than once perhaps."""
    plain = array("I")
    plain.frombytes(keys.astype(np.uint32).tobytes())
    return BitMap(plain)


def covering(shards: Iterable[int]) -> BitMap:
    """All keys of these shards."""
    keys = BitMap()
    for shard in shards:
        keys.add_range(shard * SHARD, (shard + 1) * SHARD)
    return keys


def shards_of(bits: BitMap) -> list[int]:
    """The shards in which any of these keys is."""
    shards = range(bits.max() // SHARD + 1) if bits else ()
    return [one for one in shards if bits.range_cardinality(one * SHARD, (one + 1) * SHARD)]


def bitmap_of(mask: np.ndarray) -> BitMap:
    """The places of an array of booleans that are marked, as a bitmap. For millions of them: made
    in the portable format of roaring bitmaps, which takes a tenth of the time of `bitmap()`."""
    size = -len(mask) % CONTAINER
    rows = np.pad(mask, (0, size)).reshape(-1, CONTAINER) if size else mask.reshape(-1, CONTAINER)
    sizes = np.count_nonzero(rows, axis=1)
    places = np.flatnonzero(sizes)
    containers = [
        np.packbits(rows[place], bitorder="little").tobytes()
        if sizes[place] > MOST_IN_ARRAY
        else np.flatnonzero(rows[place]).astype("<u2").tobytes()
        for place in places
    ]
    begin = 8 + 8 * len(places)
    offsets = begin + np.cumsum([0, *map(len, containers[:-1])])
    header = np.array([NO_RUNS, len(places)], "<u4").tobytes()
    header += np.stack([places, sizes[places] - 1], axis=1).astype("<u2").tobytes()
    header += offsets[: len(places)].astype("<u4").tobytes()
    return BitMap.deserialize(header + b"".join(containers))


def keys_of(bits: BitMap) -> np.ndarray:
    """The keys in a bitmap, rising; uint32."""
    return np.frombuffer(bits.to_array(), np.uint32)


def pack(bits: BitMap) -> bytes:
    """In the portable format of roaring bitmaps."""
    bits.run_optimize()
    return bits.serialize()


def unpack(data: bytes | memoryview) -> BitMap:
    """Missing when these are not the bytes of a bitmap."""
    try:
        return BitMap.deserialize(bytes(data))
    except (ValueError, IndexError) as error:
        raise Missing(BROKEN) from error


def pack_arrays(**arrays: np.ndarray) -> bytes:
    """A line of JSON with the names, types and shapes, and the bytes of all arrays after it: read
    in a tenth of the time of NumPy's own format."""
    said = [[name, one.dtype.str, one.shape] for name, one in arrays.items()]
    line = json.dumps(said).encode() + b"\n"
    return line + b"".join(one.tobytes() for one in arrays.values())


def unpack_arrays(packed: bytes | memoryview) -> dict[str, np.ndarray]:
    """Missing when these are not the bytes of arrays."""
    data = bytes(packed)
    arrays: dict[str, np.ndarray] = {}
    try:
        place = data.index(b"\n") + 1
        for name, kind, shape in json.loads(data[:place]):
            number = math.prod(shape)
            arrays[name] = np.frombuffer(data, kind, number, place).reshape(shape)
            place += arrays[name].nbytes
    except (ValueError, TypeError) as error:
        raise Missing(BROKEN) from error
    if place != len(data):
        raise Missing(BROKEN)
    return arrays
