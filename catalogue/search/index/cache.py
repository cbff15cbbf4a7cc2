"""The bitmaps that a process used last."""

from collections import OrderedDict
from threading import Lock

from pyroaring import BitMap

ENTRY, CONTAINER = 300, 64  # bytes that each takes in memory beside what it holds, about


class Cache:
    """Bitmaps by name, those used last, up to `most` bytes. Shared by the threads of a process."""

    def __init__(self, most: int):
        self.most = most
        self.kept: OrderedDict[str, tuple[BitMap, int]] = OrderedDict()
        self.size = 0
        self.lock = Lock()

    def get(self, name: str) -> BitMap | None:
        with self.lock:
            if name not in self.kept:
                return None
            self.kept.move_to_end(name)
            return self.kept[name][0]

    def put(self, name: str, bits: BitMap) -> None:
        size = size_of(bits)
        with self.lock:
            if name in self.kept:
                return
            self.kept[name] = (bits, size)
            self.size += size
            while self.size > self.most and len(self.kept) > 1:
                self.size -= self.kept.popitem(last=False)[1][1]


def size_of(bits: BitMap) -> int:
    """How many bytes a bitmap takes in memory, about: a sparse one three times what is stored."""
    facts = bits.get_statistics()
    held = sum(facts[f"n_bytes_{kind}_containers"] for kind in ("array", "run", "bitset"))
    return ENTRY + CONTAINER * facts["n_containers"] + held
