"""Folding: what changed is taken into the blocks of the index, shard by shard.

New blocks are written beside the old ones, in small transactions that hold nobody up. One short
transaction at the end names them the index and removes the changes that they took in. Whoever is
killed before that leaves blocks that no reader looks at, and the next who folds removes them.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from catalogue.models import (
    Fragment,
    Interview,
    Person,
    Theme,
)
from catalogue.search import blocks, names
from catalogue.search.blocks import Missing
from catalogue.search.lease import Busy, Lease
from catalogue.search.models import (
    Document,
    IndexBlock,
    IndexChange,
    IndexState,
)
from catalogue.search.models.index import new_stamp
from catalogue.search.processes import side_by_side
from catalogue.search.query import STORED_ORDERS
from catalogue.search.shards import make_shard, write_again, write_blocks
from catalogue.search.storing import AT_ONCE, batched
from catalogue.search.tree import Tree

Progress = Callable[[int, int], None]
"""Called with how many shards are done, and of how many."""


def no_progress(done: int, total: int) -> None:
    """Tells nobody."""


FOLD_AT = 1000  # changes: readers work each of them out for themselves


class TooLarge(Exception):
    """Keys that do not fit in the index."""


_folding: subprocess.Popen | None = None


def consider() -> None:
    """Start folding, in another process, when much has changed since the last time."""
    global _folding
    if not settings.SEARCH_FOLDS_ITSELF or (_folding and _folding.poll() is None):
        return
    if IndexChange.objects.count() < FOLD_AT:
        return
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=timezone.now())
    if IndexState.objects.filter(free, pk=1).exclude(manifest={}).exists():
        _folding = subprocess.Popen(
            [sys.executable, str(settings.BASE_DIR / "manage.py"), "reindex", "--changed"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def reindex(progress: Progress = no_progress, *, processes: int = 1) -> int:
    """Make everything again from the rows, documents and names included, while the site is up,
    shards in so many processes at once. How many fragments there are. Busy when somebody else is at
    it."""
    with Lease() as lease:
        for model in (Theme, Person, Interview):
            write_again(model, partial(names.write, model), lease.renew)
        gone = Document.objects.filter(~Exists(Fragment.objects.filter(pk=OuterRef("pk"))))
        gone.delete()
        shards = range(number_of_shards())
        return _fold(lease, shards, progress, with_texts=True, processes=processes)


def fold(progress: Progress = no_progress) -> int:
    """Take in what changed; the number of fragments in the shards that were made again. Busy when
    somebody else is at it, Missing when there is nothing yet to take it into."""
    with Lease() as lease:
        state = IndexState.objects.get(pk=1)
        if not state.manifest:
            raise Missing("there is no index yet: run `manage.py reindex`")
        changes = IndexChange.objects.filter(kind=IndexChange.Kind.FRAGMENT)
        keys = changes.order_by().values_list("record", flat=True).distinct()
        shards = sorted({key // blocks.SHARD for key in keys})
        return _fold(lease, shards, progress)


def _fold(
    lease: Lease,
    shards: Sequence[int],
    progress: Progress,
    *,
    with_texts: bool = False,
    processes: int = 1,
) -> int:
    """Make these shards again, then the orders, then name them all the index."""
    state = IndexState.objects.get(pk=1)
    remove_unused(state.manifest)
    manifest = dict(state.manifest.get("shards", ()))
    taken_in = set(
        IndexChange.objects.exclude(kind=IndexChange.Kind.FRAGMENT).values_list("pk", flat=True)
    )
    make = partial(
        make_shard,
        size=blocks.SHARD,
        tree=Tree().seen_at(timezone.now()),
        with_texts=with_texts,
    )
    if processes > 1 and len(shards) > 1:
        made = side_by_side(make, shards, processes=processes, meanwhile=lease.renew)
    else:
        made = (make(shard, meanwhile=lease.renew) for shard in shards)
    number = 0
    progress(0, len(shards))
    for done, shard in enumerate(made, start=1):
        progress(done, len(shards))
        number += shard.fragments
        taken_in |= shard.taken_in
        manifest.pop(shard.number, None)
        if shard.version is not None:
            manifest[shard.number] = shard.version
    if with_texts:
        manifest = {shard: one for shard, one in manifest.items() if shard in shards}
    orders = write_blocks(_orders(), lease.renew)
    named = {"shards": sorted(manifest.items()), "orders": orders, "stamp": new_stamp()}
    _name(state, named, taken_in)
    _tell_planner()
    return number


def _tell_planner() -> None:
    """Let SQLite know what is in the tables: without that it looks up 24 fragments by reading all
    that are published. PostgreSQL finds out by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 400")
            cursor.execute("ANALYZE")


def number_of_shards() -> int:
    """As many as the largest key asks for. TooLarge when it fits in none."""
    largest = Fragment.objects.aggregate(largest=Max("pk"))["largest"] or 0
    if largest >= blocks.LARGEST_KEY:
        raise TooLarge(f"fragment {largest} has a key that does not fit in the index")
    return largest // blocks.SHARD + 1


def _orders() -> Iterator[tuple[str, bytes]]:
    """Of each order the keys of all fragments in it."""
    for name, order in STORED_ORDERS.items():
        keys = Fragment.objects.order_by(*order).values_list("pk", flat=True)
        yield name, np.fromiter(keys.iterator(chunk_size=10_000), np.uint32).tobytes()


def _name(state: IndexState, manifest: dict, taken_in: set[int]) -> None:
    """Let these blocks be the index from now on. Busy when others were named meanwhile: what they
    took in may not be in these."""
    with transaction.atomic():
        named = IndexState.objects.filter(pk=1, generation=state.generation).update(
            generation=state.generation + 1, manifest=manifest
        )
        if not named:
            raise Busy("somebody else has made the index meanwhile")
        for some in batched(sorted(taken_in)):
            IndexChange.objects.filter(pk__in=some).delete()


def remove_unused(manifest: dict) -> None:
    """Remove blocks that are not in the index: of the last time but one, and of who was killed.

    Those of before this manifest stay until now, for the readers that were still at them."""
    used = {version for _shard, version in manifest.get("shards", ())} | {manifest.get("orders")}
    rows = IndexBlock.objects.order_by("version")
    version = -1
    while (row := rows.filter(version__gt=version).values_list("version").first()) is not None:
        (version,) = row
        while version not in used and rows.filter(version=version).exists():
            some = rows.filter(version=version).values("pk")[:AT_ONCE]
            IndexBlock.objects.filter(pk__in=list(some.values_list("pk", flat=True))).delete()
