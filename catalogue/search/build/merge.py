"""The bitmaps of all shards put together, so that a name is read in one row and not in one of each
shard, which lie far apart.

Shards are made one by one, since all at once do not fit in memory. What was made is joined range by
range of names; a shard that is made again later stands apart, until everything is made again.
"""

from collections import defaultdict
from itertools import pairwise

from django.db import transaction
from pyroaring import BitMap

from catalogue.search.build.shards import Meanwhile, nothing_meanwhile
from catalogue.search.build.storing import insert, remove
from catalogue.search.index import bitmaps
from catalogue.search.index.postings import bitmaps_of
from catalogue.search.models import IndexBlock


def ranges_of_names(version: int, number: int) -> list[tuple[str, str | None]]:
    """All names, divided into at most so many ranges in which this version has about as many: where
    each begins, and where it ends; the last has no end."""
    names = list(bitmaps_of([version]).order_by("name").values_list("name", flat=True))
    begins = ["", *names[:: len(names) // number + 1][1:]]
    return list(pairwise([*begins, None]))


def join(
    names: tuple[str, str | None],
    *,
    versions: list[int],
    joint: int,
    meanwhile: Meanwhile = nothing_meanwhile,
) -> None:
    """Under each name in this range, one block of the version `joint` in place of those of these
    versions, of a shard each."""
    first, last = names
    rows = bitmaps_of(versions).filter(name__gte=first)
    if last is not None:
        rows = rows.filter(name__lt=last)
    parts = defaultdict(list)
    for name, data in rows.values_list("name", "data"):
        parts[name].append(bitmaps.unpack(data))
    made = [(joint, name, bitmaps.pack(BitMap.union(*parts[name]))) for name in sorted(parts)]
    with transaction.atomic():
        remove(rows)
        insert(IndexBlock, made, ("version", "name", "data"))
    meanwhile()
