"""The index that this process knows, and whether it is still as it was."""

from collections.abc import Sequence
from datetime import datetime
from threading import Lock

from django.db import connection
from django.db.models import Count, Max, QuerySet, Subquery, Sum, Value

from catalogue.models.prepared import Prepared
from catalogue.search.index.bitmaps import Missing
from catalogue.search.index.snapshot import Index
from catalogue.search.models import IndexChange, IndexState

_known: dict[str, Index] = {}
_refreshing = Lock()


def current() -> Index:
    """The index as it is now. Missing when there is none, or when it cannot be read."""
    while True:
        found = _state.rows()
        if not found or not found[0].manifest:
            raise Missing("there is no index yet: run `manage.py reindex`")
        [now] = found
        state, key = (now.generation, now.manifest), (now.number, now.last, now.stamps)
        if (known := _known_as(state, key)) is not None:
            return known


def _with_changes(_at: datetime, _texts: Sequence[str]) -> QuerySet:
    """The state, with a sum of the changes beside it."""
    changes = IndexChange.objects.order_by().values(none=Value(0))  # by nothing: one row
    return IndexState.objects.filter(pk=1).annotate(
        number=Subquery(changes.annotate(n=Count("pk")).values("n")),
        last=Subquery(changes.annotate(n=Max("pk")).values("n")),
        stamps=Subquery(changes.annotate(n=Sum("stamp")).values("n")),
    )


_state = Prepared(_with_changes)


def _known_as(state: tuple[int, dict], key: tuple) -> Index | None:
    """The index in this state, changes of which `key` is the sum taken in. None when it is in
    another state by now: some of the changes may be in its blocks."""
    with _refreshing:
        known = _known.get(connection.alias)
        if known is None or known.generation != state[0] or known.manifest != state[1]:
            known = Index(*state)
            known.key = None
        if known.key != key:
            generation = IndexState.objects.filter(pk=1).values("generation")
            rows = IndexChange.objects.annotate(generation=Subquery(generation)).values_list(
                "pk", "kind", "record", "stamp", "generation"
            )
            changes, generations = set(), set()
            for *change, now in rows:
                changes.add(tuple(change))
                generations.add(now)
            if generations - {state[0]} or (key[0] and not changes):
                return None
            known = known.with_changes(frozenset(changes))
            known.key = key
        _known[connection.alias] = known
    return known
