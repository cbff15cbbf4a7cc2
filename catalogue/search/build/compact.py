"""Folding: what changed is taken into the blocks of the index, shard by shard.

New blocks are written beside the old ones, in small transactions that hold nobody up. One short
transaction at the end names them the index and removes the changes that they took in. Whoever is
killed before that leaves blocks that no reader looks at, and the next who folds removes them.
"""

import subprocess
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from catalogue.dutch.words import READING
from catalogue.models import (
    Fragment,
    Interview,
    Person,
    Theme,
)
from catalogue.processes import start_command
from catalogue.search.build.extract import ROWS
from catalogue.search.build.lease import Busy, Lease, is_free
from catalogue.search.build.shards import (
    Made,
    join,
    make_blocks,
    new_version,
    note_stems,
    ranges_of_names,
    write_words,
)
from catalogue.search.build.workers import side_by_side
from catalogue.search.index import bitmaps
from catalogue.search.index.bitmaps import Missing
from catalogue.search.index.hierarchy import Tree
from catalogue.search.models import (
    Document,
    IndexBlock,
    IndexChange,
    IndexState,
)
from catalogue.search.models.index import AT_ONCE, batched, new_stamp, remove

Progress = Callable[[int, int], None]
"""Called with how much is done, and of how much."""


def no_progress(done: int, total: int) -> None:
    """Tells nobody."""


FOLD_AT = 1000  # changes: readers work each of them out for themselves
TEXTS = bitmaps.SHARD // 8  # keys: of so many one process writes the documents at a time
LIKE_TEXTS = 12  # so many times longer than that takes it to make the blocks of a shard, about
FEW_SHARDS = 8  # up to so many, reading a name in each takes less than joining them all
RANGES = 4  # of names, for each shard: bitmaps are joined range by range


class TooLarge(Exception):
    """Keys that do not fit in the index."""


_folding: subprocess.Popen[bytes] | None = None


def consider() -> None:
    """Start folding, in another process, when much has changed since the last time."""
    global _folding
    if not settings.SEARCH_FOLDS_ITSELF or (_folding and _folding.poll() is None):
        return
    if IndexChange.objects.count() < FOLD_AT:
        return
    state = IndexState.objects.filter(pk=1).exclude(manifest={}).first()
    if state is not None and is_free(state):
        _folding = start_command("reindex", "--changed")


def has_index() -> bool:
    """Whether there is an index, made when words were read as they are read now."""
    return IndexState.objects.filter(manifest__reading=READING).exists()


def reindex(progress: Progress = no_progress, *, processes: int = 1) -> int:
    """Make everything again from the rows, documents and names included, while the site is up, in
    so many processes at once. How many fragments there are. Busy when somebody else is at it."""
    with Lease() as lease:
        gone = Document.objects.filter(~Exists(Fragment.objects.filter(pk=OuterRef("pk"))))
        gone.delete()
        note_stems(meanwhile=lease.renew)
        # The themes first: they are the longest of all.
        parts = [Theme, Person, Interview, *range(0, number_of_shards() * bitmaps.SHARD, TEXTS)]
        blocks_of_all = LIKE_TEXTS * (number_of_shards() + 1)
        joints = RANGES * number_of_shards()
        work = _Work(lease, processes, progress, len(parts) + blocks_of_all + joints)
        for _nothing in work.each(partial(write_words, size=TEXTS), parts):
            pass
        state = IndexState.objects.get(pk=1)
        changes = set(IndexChange.objects.values_list("pk", flat=True))
        made = _made(work, state, range(number_of_shards()))
        versions: dict[Any, int] = _versions(made)
        orders = versions.pop(None)
        _name(state, versions, _joined(work, versions), orders, changes, reading=READING)
        work.end()
        return sum(one.fragments for one in made)


def fold(progress: Progress = no_progress) -> int:
    """Take in what changed; the number of fragments in the shards that were made again. Busy when
    somebody else is at it, Missing when there is nothing yet to take it into."""
    with Lease() as lease:
        state = IndexState.objects.get(pk=1)
        if not state.manifest:
            raise Missing("there is no index yet: run `manage.py reindex`")
        bitmaps.require_format(state.manifest)
        rows = list(IndexChange.objects.values_list("pk", "kind", "record"))
        changes = {pk for pk, _kind, _record in rows}
        fragments = {key for _pk, kind, key in rows if kind == IndexChange.Kind.FRAGMENT}
        shards = sorted({key // bitmaps.SHARD for key in fragments})
        work = _Work(lease, 1, progress, LIKE_TEXTS * (len(shards) + 1))
        made = _made(work, state, shards)
        with bitmaps.reading():
            before = dict(state.manifest["shards"])
        steady = {one: version for one, version in before.items() if one not in shards}
        versions = steady | _versions(made)
        orders = versions.pop(None)
        joint, joined = state.manifest.get("joint", (None, []))
        still = [shard for shard in joined if shard not in shards]
        reading = state.manifest.get("reading")  # of the other shards
        _name(state, versions, (joint if still else None, still), orders, changes, reading=reading)
        return sum(one.fragments for one in made)


class _Work:
    """So much to be done with a lease, in so many processes at once."""

    def __init__(self, lease: Lease, processes: int, progress: Progress, much: int):
        self.lease, self.processes = lease, processes
        self.progress, self.much, self.done = progress, much, 0
        progress(0, much)

    def each(
        self, make: Callable[..., Any], things: Sequence[Any], *, weight: int = 1
    ) -> Iterator[Any]:
        """What `make` gives for each of these, in the order in which it is ready."""
        if self.processes > 1 and len(things) > 1:
            made = side_by_side(make, things, processes=self.processes, meanwhile=self.lease.renew)
        else:
            made = (make(thing, meanwhile=self.lease.renew) for thing in things)
        for one in made:
            self.done += weight
            self.progress(self.done, self.much)
            yield one

    def end(self) -> None:
        """Nothing is left to do, though it was less than was thought."""
        self.progress(self.much, self.much)


def _made(work: _Work, state: IndexState, shards: Sequence[int]) -> list[Made]:
    """The orders and these shards made again. State and changes were read before: what is written
    from then on has a change of its own."""
    remove_unused(state.manifest)
    make = partial(make_blocks, size=bitmaps.SHARD, tree=Tree(ROWS).seen_at(timezone.now()))
    return list(work.each(make, [None, *shards], weight=LIKE_TEXTS))


def _versions(made: list[Made]) -> dict[Any, int]:
    """Of what was made and has anything in it the version, by shard; under None, of the orders."""
    return {one.shard: one.version for one in made if one.version is not None}


def _joined(work: _Work, versions: dict[int, int]) -> tuple[int | None, list[int]]:
    """The version in which the bitmaps of these shards are put together, and their numbers; none
    when they are few."""
    if len(versions) <= FEW_SHARDS:
        return None, []
    joint, parts = new_version(), sorted(versions.values())
    ranges = ranges_of_names(parts[0], RANGES * len(parts))
    for _nothing in work.each(partial(join, versions=parts, joint=joint), ranges):
        pass
    return joint, sorted(versions)


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
    if largest >= bitmaps.LARGEST_KEY:
        raise TooLarge(f"fragment {largest} has a key that does not fit in the index")
    return largest // bitmaps.SHARD + 1


def _name(
    state: IndexState,
    versions: dict[int, int],
    joint: tuple[int | None, list[int]],
    orders: int,
    taken_in: set[int],
    *,
    reading: int | None,
) -> None:
    """Let these be the index from now on, for the planner too, and remove the changes that they
    took in. Busy when others were named meanwhile: what those took in may not be in these."""
    shards = sorted(versions.items())
    manifest = {"shards": shards, "joint": joint, "orders": orders}
    manifest |= {"reading": reading, "format": bitmaps.FORMAT, "stamp": new_stamp()}
    with transaction.atomic():
        named = IndexState.objects.filter(pk=1, generation=state.generation).update(
            generation=state.generation + 1, manifest=manifest
        )
        if not named:
            raise Busy("somebody else has made the index meanwhile")
        for some in batched(sorted(taken_in)):
            IndexChange.objects.filter(pk__in=some).delete()
    _tell_planner()


def remove_unused(manifest: dict[str, Any]) -> None:
    """Remove blocks that are not in the index: of the last time but one, and of who was killed.

    Those of before this manifest stay until now, for the readers that were still at them."""
    try:
        used = {version for _shard, version in manifest.get("shards", ())}
        used |= {manifest.get("orders"), manifest.get("joint", (None, ()))[0]}
    except bitmaps.UNREADABLE:
        used = set()  # nobody reads an index of which this is the manifest
    rows = IndexBlock.objects.order_by("version")
    version = -1
    while (row := rows.filter(version__gt=version).values_list("version").first()) is not None:
        (version,) = row
        while version not in used and rows.filter(version=version).exists():
            some = rows.filter(version=version).values_list("pk", flat=True)[:AT_ONCE]
            remove(IndexBlock.objects.filter(pk__in=list(some)))
