"""Does the index agree with the rows? Everything is made again in memory and compared."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from pyroaring import BitMap

from catalogue.models import (
    Fragment,
    Interview,
    Person,
    Theme,
)
from catalogue.search.build import blocks, compact, documents, extract
from catalogue.search.facets import LENGTHS
from catalogue.search.index import bitmaps
from catalogue.search.index.arrays import Entries, Pairs, Voices
from catalogue.search.index.bitmaps import READ_OTHERWISE
from catalogue.search.index.snapshot import Index, current
from catalogue.search.models import Document, IndexedWord, NameWord
from catalogue.search.sql.selection import STORED_ORDERS
from catalogue.search.sql.words import NAMES

CHUNK = 1000


def disagreements(progress: compact.Progress = compact.no_progress) -> Iterator[str]:
    """A sentence for each thing that the index or the documents have wrong; none when all is well.
    To be asked while nobody writes. Missing when there is no index."""
    known = current(extract.ROWS)
    if not known.is_read_as_now:
        yield READ_OTHERWISE
    shards = range(compact.number_of_shards())
    for done, shard in enumerate(shards):
        progress(done, len(shards))
        first, last = shard * bitmaps.SHARD, (shard + 1) * bitmaps.SHARD
        yield from _documents(first, last)
        part = extract.of_range(first, last)
        yield from _columns(known, part, first, last)
        yield from _mentioned(known, part, first, last)
        yield from _blocks(known, part, shard)
    progress(len(shards), len(shards))
    yield from _orders(known)
    for model in (Theme, Person, Interview):
        yield from _names(model)
    yield from _stems()


def _documents(first: int, last: int) -> Iterator[str]:
    rows = Fragment.objects.filter(pk__gte=first, pk__lt=last).order_by("pk")
    keys = list(rows.values_list("pk", flat=True))
    for place in range(0, len(keys), CHUNK):
        some = keys[place : place + CHUNK]
        made = documents.made(some)
        stored = {
            key: texts
            for key, *texts in Document.objects.filter(pk__in=some).values_list(
                "pk", "words", "stems"
            )
        }
        for key in some:
            if stored.get(key) != list(made[key]):
                yield f"the document of fragment {key} is not that of its text"


def _columns(known: Index, part: Entries, first: int, last: int) -> Iterator[str]:
    """What the process would answer of each fragment, changes counted."""
    held = np.flatnonzero(known.code[first:last] >= 0) + first
    for key in np.setxor1d(held, part.keys).tolist():
        yield f"fragment {key} is in the index or in the catalogue, and not in both"
    for place, key in enumerate(part.keys.tolist()):
        if (
            key < len(known.code)
            and known.code[key] >= 0
            and _of(known, key) != _of_entry(part, place)
        ):
            yield f"the index has fragment {key} under other values than its rows"
    always_public = bitmaps.bitmap(part.keys[part.is_always_public])
    window = BitMap()
    window.add_range(first, last)
    for key in (known.always_public & window) ^ always_public:
        yield f"the index has the state of fragment {key} wrong"
    in_shard = (known.windows[:, 0] >= first) & (known.windows[:, 0] < last)
    if set(map(tuple, known.windows[in_shard])) != set(map(tuple, part.windows)):
        yield f"the index has windows of publication wrong between {first} and {last}"


def _of(known: Index, key: int) -> tuple[Any, ...]:
    return _values(known.voices, int(known.code[key]), _listed(known, key))


def _of_entry(part: Entries, place: int) -> tuple[Any, ...]:
    return _values(part.voices, int(part.code[place]), part.themes.row(place))


def _listed(known: Index, key: int) -> list[int]:
    """The themes that a process has for a fragment."""
    if key in known.changed:
        return known.themes_since.among(np.array([key])).values.tolist()
    return known.themes.row(key)


def _values(voices: Voices, code: int, themes: list[int]) -> tuple[Any, ...]:
    voice, length = divmod(code, len(LENGTHS))
    ragged = (sorted(one.row(voice)) for one in voices.lists.values())
    return int(voices.interview[voice]), *ragged, length, sorted(themes)


def _mentioned(known: Index, part: Entries, first: int, last: int) -> Iterator[str]:
    """Whom the process has for the fragments of a shard, changes counted."""
    steady = known.mentioned.without(bitmaps.keys_of(known.changed))
    pairs = Pairs.joined([steady, known.mentioned_since])
    is_here = (pairs.owners >= first) & (pairs.owners < last)
    held = set(zip(pairs.owners[is_here].tolist(), pairs.values[is_here].tolist(), strict=True))
    made = Pairs.of(part.keys, part.mentioned)
    wanted = set(zip(made.owners.tolist(), made.values.tolist(), strict=True))
    for key in sorted({key for key, _person in held ^ wanted}):
        yield f"the index has other people mentioned in fragment {key} than its rows"


def _blocks(known: Index, part: Entries, shard: int) -> Iterator[str]:
    """The bitmaps of a shard as stored, but for what has changed since. Where pairs of words are
    listed, the list must be right; which ones are frequent enough may have changed."""
    if shard not in known.stored.version_of:
        return
    made = {
        name: bitmaps.unpack(data) - known.changed
        for name, data in blocks.bitmaps_of(part, at_least=1)
    }
    for name, bits in known.stored.of_shard(shard):
        if bitmaps.is_branch(name):
            continue  # made of what is compared here, and marked with the tree it belongs to
        if bits - known.changed != made.pop(name, BitMap()):
            yield f"the block {name!r} of shard {shard} is not that of the rows"
    for name, bits in made.items():
        if bits and not bitmaps.is_sequence(name):
            yield f"the block {name!r} of shard {shard} is missing"


def _orders(known: Index) -> Iterator[str]:
    for name, order in STORED_ORDERS.items():
        keys = Fragment.objects.order_by(*order).values_list("pk", flat=True)
        ordered = np.fromiter(keys.iterator(chunk_size=10_000), np.int64)
        steady = ordered[~np.isin(ordered, list(known.changed))]
        if np.any(np.diff(known.rank(name)[0][steady].astype(np.int64)) <= 0):
            yield f"the order {name!r} is not that of the rows"


def _names(model: Any) -> Iterator[str]:
    kind, field = NAMES[model]
    made = {
        (key, *documents.spelling(form))
        for key, name in model.objects.values_list("pk", field)
        for form in documents.words_of(name)
    }
    columns = ("record", "form", "stem", "ending")
    stored = set(NameWord.objects.filter(kind=kind).values_list(*columns))
    for key in sorted({key for key, *_word in made ^ stored}):
        yield f"the words of the name of {kind} {key} are not those of its name"


def _stems() -> Iterator[str]:
    for form, *stored in IndexedWord.objects.values_list("form", "stem", "ending"):
        if documents.spelling(form)[1:] != tuple(stored):
            yield f"the word {form!r} is kept under another stem than it has"
