"""Parts of the index made again from the rows, in small transactions that hold nobody up.

Shards are made one by one, since all at once do not fit in memory. The bitmaps of many shards are
put together at the end, range by range of names, so that a name is read in one row and not in one
of each shard, which lie far apart. A shard that is made again later stands apart, until everything
is made again.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
from django.db import OperationalError, connection, transaction
from django.db.models import F, Model
from pyroaring import BitMap

from catalogue.dutch.stems import stem
from catalogue.models import Fragment
from catalogue.search.build import blocks, documents, extract
from catalogue.search.index import bitmaps
from catalogue.search.index.hierarchy import SeenTree
from catalogue.search.index.postings import bitmaps_of
from catalogue.search.models import IndexBlock, IndexedWord, IndexState, begins_with
from catalogue.search.models.index import AT_ONCE, among, batched, insert, remove
from catalogue.search.sql.selection import STORED_ORDERS

Meanwhile = Callable[[], None]
"""Called every now and then by what takes long."""


def nothing_meanwhile() -> None:
    """Does nothing."""


@dataclass(frozen=True)
class Made:
    """Blocks that were made: the number of their shard, or None for the orders; their version,
    unless nothing is in them; and how many fragments are."""

    shard: int | None
    version: int | None
    fragments: int


def write_words(
    of: type[Model] | int, *, size: int, meanwhile: Meanwhile = nothing_meanwhile
) -> None:
    """Store the words in the names of these records, or the documents of the fragments with so many
    keys from this one on."""
    if isinstance(of, int):
        write_again(Fragment, documents.write, meanwhile, of, of + size, ahead=documents.made)
    else:
        write_again(of, partial(documents.write_names, of), meanwhile)


def make_blocks(
    shard: int | None, *, size: int, tree: SeenTree, meanwhile: Meanwhile = nothing_meanwhile
) -> Made:
    """Store the blocks of a shard of so many keys, or of the orders."""
    if shard is None:
        return Made(None, write_blocks(_orders(), meanwhile), 0)
    part = extract.of_range(shard * size, (shard + 1) * size)
    meanwhile()
    version = None
    if len(part.keys):
        version = write_blocks(blocks.built(part, tree), meanwhile)
        _note_words(version, meanwhile)
    return Made(shard, version, len(part.keys))


def _orders() -> Iterator[tuple[str, bytes]]:
    """Of each order the keys of all fragments in it."""
    for name, order in STORED_ORDERS.items():
        keys = Fragment.objects.order_by(*order).values_list("pk", flat=True)
        yield name, np.fromiter(keys.iterator(chunk_size=10_000), np.uint32).tobytes()


def write_again(
    model: type[Model],
    write: Callable[[list[int]], object],
    meanwhile: Meanwhile,
    first: int = 0,
    last: int = bitmaps.LARGEST_KEY,
    *,
    ahead: Callable[[list[int]], object] | None = None,
) -> None:
    """Have something derived from these records written again, part by part, each locked against
    whoever writes it at the same time. What is worked out `ahead` is so before the lock."""
    keys = list(
        model._default_manager.filter(pk__gte=first, pk__lt=last)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    for place in range(0, len(keys), AT_ONCE):
        part = keys[place : place + AT_ONCE]
        if ahead is not None:
            ahead(part)
        _in_turn(model, part, write)
        meanwhile()


def _in_turn(
    model: type[Model], keys: list[int], write: Callable[[list[int]], object], *, tries: int = 5
) -> None:
    """Write with these records locked, and no others: hence an order that joins nothing."""
    locked = (
        model._default_manager.select_for_update(no_key=True).filter(among(keys)).order_by("pk")
    )
    try:
        with transaction.atomic():
            if connection.features.has_select_for_update:  # else all is locked already
                list(locked.values_list("pk"))
            write(keys)
    except OperationalError:  # an editor and this waited for each other; the editor goes first
        if tries == 1:
            raise
        _in_turn(model, keys, write, tries=tries - 1)


def new_version() -> int:
    """A number that no blocks have had."""
    with transaction.atomic():
        IndexState.objects.filter(pk=1).update(next_version=F("next_version") + 1)
        return IndexState.objects.get(pk=1).next_version


def write_blocks(made: Iterable[tuple[str, bytes]], meanwhile: Meanwhile) -> int:
    """Store blocks as a new version, which is returned."""
    version = new_version()
    for rows in batched(made):
        with transaction.atomic():
            made_rows = ((version, name, data) for name, data in rows)
            insert(IndexBlock, made_rows, ("version", "name", "data"))
        meanwhile()
    return version


def _note_words(version: int, meanwhile: Meanwhile) -> None:
    """Keep the words of which this version has blocks, so that parts of them can be looked for."""
    of_words = IndexBlock.objects.filter(begins_with("name", bitmaps.anywhere("")), version=version)
    forms = set(bitmaps.words_among(of_words.values_list("name", flat=True)))
    known = set(IndexedWord.objects.values_list("form", flat=True)) if forms else set()
    _keep(sorted(forms - known), meanwhile)


def note_stems(meanwhile: Meanwhile) -> None:
    """Give the words that are kept the stems that they have now: they may have been read otherwise
    when they were noted."""
    words = IndexedWord.objects.values_list("form", "stem")
    _keep([form for form, noted in words if noted != stem(form)], meanwhile)


def _keep(forms: list[str], meanwhile: Meanwhile) -> None:
    for some in batched(forms):
        with transaction.atomic():
            rows = map(documents.spelling, some)
            insert(IndexedWord, rows, ("form", "stem", "ending"), key=("form",))
        meanwhile()


def ranges_of_names(version: int, number: int) -> list[tuple[str, str | None]]:
    """Split the names of a version into at most `number` ranges of similar size. Each range is the
    name at which it begins and the one before which it ends; the last has no end."""
    names = list(bitmaps_of([version]).order_by("name").values_list("name", flat=True))
    begins: list[Any] = ["", *names[:: len(names) // number + 1][1:]]
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
