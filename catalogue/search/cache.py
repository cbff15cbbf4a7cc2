"""The bitmaps that a process used last."""

from collections import OrderedDict
from threading import Lock

from pyroaring import BitMap

OVERHEAD = 200  # bytes of an entry, about


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

    def put(self, name: str, bits: BitMap, size: int) -> None:
        """Keep a bitmap that takes so many bytes."""
        with self.lock:
            if name in self.kept:
                return
            self.kept[name] = (bits, size + OVERHEAD)
            self.size += size + OVERHEAD
            while self.size > self.most and len(self.kept) > 1:
                self.size -= self.kept.popitem(last=False)[1][1]
