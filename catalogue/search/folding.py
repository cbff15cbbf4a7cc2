"""Folding: what changed is taken into the blocks of the index, shard by shard.

New blocks are written beside the old ones, in small transactions that hold nobody up. One short
transaction at the end names them the index and removes the changes that they took in. Whoever is
killed before that leaves blocks that no reader looks at, and the next who folds removes them.
"""

import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import numpy as np
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import Exists, F, Max, Model, OuterRef, Q
from django.utils import timezone

from catalogue.models import (
    Fragment,
    Interview,
    Person,
    Theme,
)
from catalogue.search import blocks, building, documents, entries, names
from catalogue.search.blocks import Missing
from catalogue.search.models import (
    Document,
    IndexBlock,
    IndexChange,
    IndexedWord,
    IndexState,
)
from catalogue.search.models.document import begins_with
from catalogue.search.models.index import new_stamp
from catalogue.search.processes import side_by_side
from catalogue.search.query import STORED_ORDERS
from catalogue.search.storing import AT_ONCE, among, batched, insert
from catalogue.search.tree import SeenTree, Tree

Progress = Callable[[int, int], None]
"""Called with how many shards are done, and of how many."""


def no_progress(done: int, total: int) -> None:
    """Tells nobody."""


Meanwhile = Callable[[], None]
"""Called every now and then by what takes long."""


def nothing_meanwhile() -> None:
    """Does nothing."""


FOLD_AT = 1000  # changes: readers work each of them out for themselves
LEASE = timedelta(minutes=10)  # sorting six million fragments takes some of it


class Busy(Exception):
    """Somebody else is folding."""


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
            _again(model, partial(names.write, model), lease.renew)
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


@dataclass(frozen=True)
class Shard:
    """A shard that was made again: its version, unless nothing is in it, and the primary keys of
    the changes that it has in it."""

    number: int
    version: int | None
    fragments: int
    taken_in: set[int]


def _fold(
    lease: "Lease",
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
    orders = _write(_orders(), lease.renew)
    named = {"shards": sorted(manifest.items()), "orders": orders, "stamp": new_stamp()}
    _name(state, named, taken_in)
    _tell_planner()
    return number


def make_shard(
    number: int,
    *,
    size: int,
    tree: SeenTree,
    with_texts: bool,
    meanwhile: Meanwhile = nothing_meanwhile,
) -> Shard:
    """Store the blocks of a shard of so many keys, and with texts its documents first."""
    first, last = number * size, (number + 1) * size
    if with_texts:
        _again(Fragment, documents.write, meanwhile, first, last, ahead=documents.made)
    # Read before the rows: whatever is written after this has a change of its own.
    changes = IndexChange.objects.filter(
        kind=IndexChange.Kind.FRAGMENT, record__gte=first, record__lt=last
    )
    taken_in = set(changes.values_list("pk", flat=True))
    part = entries.of_range(first, last)
    meanwhile()
    version = None
    if len(part.keys):
        version = _write(building.built(part, tree), meanwhile)
        _note_words(version, meanwhile)
    return Shard(number, version, len(part.keys), taken_in)


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


def _again(
    model: type[Model],
    write: Callable[[list[int]], object],
    meanwhile: Meanwhile,
    first: int = 0,
    last: int = blocks.LARGEST_KEY,
    *,
    ahead: Callable[[list[int]], object] | None = None,
) -> None:
    """Have something derived from these records written again, part by part, each locked against
    whoever writes it at the same time. What is worked out `ahead` is so before the lock."""
    keys = list(
        model.objects.filter(pk__gte=first, pk__lt=last).order_by("pk").values_list("pk", flat=True)
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
    locked = model.objects.select_for_update(no_key=True).filter(among(keys)).order_by("pk")
    try:
        with transaction.atomic():
            if connection.features.has_select_for_update:  # else all is locked already
                list(locked.values_list("pk"))
            write(keys)
    except OperationalError:  # an editor and this waited for each other; the editor goes first
        if tries == 1:
            raise
        _in_turn(model, keys, write, tries=tries - 1)


def _write(made: Iterable[tuple[str, bytes]], meanwhile: Meanwhile) -> int:
    """Store blocks as a new version, which is returned."""
    with transaction.atomic():
        IndexState.objects.filter(pk=1).update(next_version=F("next_version") + 1)
        version = IndexState.objects.get(pk=1).next_version
    for rows in batched(made):
        with transaction.atomic():
            made_rows = ((version, name, data) for name, data in rows)
            insert(IndexBlock, made_rows, ("version", "name", "data"))
        meanwhile()
    return version


def _note_words(version: int, meanwhile: Meanwhile) -> None:
    """Keep the words of which this version has blocks, so that parts of them can be looked for."""
    first = blocks.anywhere("")
    rows = IndexBlock.objects.filter(begins_with("name", first), version=version)
    forms = {name.removeprefix(first) for name in rows.values_list("name", flat=True)}
    known = set(IndexedWord.objects.values_list("form", flat=True)) if forms else set()
    for some in batched(sorted(forms - known)):
        with transaction.atomic():
            rows = map(names.spelling, some)
            insert(IndexedWord, rows, ("form", "stem", "ending"), key=("form",))
        meanwhile()


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


class Lease:
    """The right to fold, for one at a time; after a crash it passes on when the time is over."""

    def __enter__(self) -> "Lease":
        IndexState.objects.get_or_create(pk=1)
        free = Q(lease_until__isnull=True) | Q(lease_until__lt=timezone.now())
        self.until = timezone.now() + LEASE
        taken = IndexState.objects.filter(free, pk=1).update(lease_until=self.until)
        if not taken:
            raise Busy("the index is being made already")
        return self

    def renew(self) -> None:
        """Keep it. Busy when it passed to somebody else meanwhile."""
        if self.until - timezone.now() > LEASE / 2:
            return
        until = timezone.now() + LEASE
        kept = IndexState.objects.filter(pk=1, lease_until=self.until).update(lease_until=until)
        if not kept:
            raise Busy("the index is being made by somebody else")
        self.until = until

    def __exit__(self, *_exception) -> None:
        IndexState.objects.filter(pk=1, lease_until=self.until).update(lease_until=None)
