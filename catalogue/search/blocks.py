"""How pieces of the index are named and written as bytes."""

from array import array
from io import BytesIO
from zipfile import BadZipFile

import numpy as np
from pyroaring import BitMap

from catalogue.search.entries import Voices
from catalogue.search.ragged import Ragged

SHARD = 2**17
"""Keys in a shard. A whole number of the 65,536 in a container of a roaring bitmap, so that the
bitmaps of two shards never share one."""

LARGEST_KEY = 2**27  # an index takes some 16 bytes for each key up to the largest
"""Keys are below it: there is a place in memory for each."""


class Missing(Exception):
    """There is no index, or it cannot be read; the message says what to do."""


BROKEN = "a block of the index is broken: run `manage.py reindex`"
COLUMNS, ROLLS = "columns", "rolls"


def in_title(word: str) -> str:
    return f"t:{word}"


def anywhere(word: str) -> str:
    return f"w:{word}"


def in_sequence(first: str, second: str) -> str:
    return f"b:{first} {second}"


def on_theme(key: int) -> str:
    return f"theme:{key}"


def in_branch(key: int) -> str:
    return f"branch:{key}"


def mentioning(key: int) -> str:
    return f"person:{key}"


def is_sequence(name: str) -> bool:
    return name.startswith("b:")


def is_branch(name: str) -> bool:
    return name.startswith("branch:")


def bitmap(keys: np.ndarray) -> BitMap:
    """The keys, an array of integers, as a bitmap."""
    plain = array("I")
    plain.frombytes(keys.astype(np.uint32).tobytes())
    return BitMap(plain)


def pack(bits: BitMap) -> bytes:
    """In the portable format of roaring bitmaps."""
    bits.run_optimize()
    return bits.serialize()


def unpack(data: bytes) -> BitMap:
    """Missing when these are not the bytes of a bitmap."""
    try:
        return BitMap.deserialize(bytes(data))
    except (ValueError, IndexError) as error:
        raise Missing(BROKEN) from error


def pack_arrays(**arrays: np.ndarray) -> bytes:
    stream = BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


def unpack_arrays(data: bytes) -> dict[str, np.ndarray]:
    """Missing when these are not the bytes of arrays."""
    try:
        with np.load(BytesIO(bytes(data)), allow_pickle=False) as arrays:
            return dict(arrays)
    except (ValueError, OSError, EOFError, BadZipFile) as error:
        raise Missing(BROKEN) from error


def voice_arrays(voices: Voices) -> dict[str, np.ndarray]:
    arrays = {"interview": voices.interview}
    for name in Voices.RAGGED:
        ragged = getattr(voices, name)
        arrays |= {name: ragged.values, f"{name}_lengths": ragged.lengths}
    return arrays


def voices_from(arrays: dict[str, np.ndarray]) -> Voices:
    return Voices(
        arrays["interview"],
        *(Ragged.packed(arrays[name], arrays[f"{name}_lengths"]) for name in Voices.RAGGED),
    )
